"""The summary of a form's errors, completed when the page is written: only then the labels of its fields are known."""

import re
from html import unescape

from markupsafe import escape

SUMMARY = re.compile(r'(?P<before><section class="errors".*?<ul>)(?P<items>.*?)(?P<after></ul>)', re.DOTALL)
ITEM = re.compile(r'<li data-field="(?P<name>[^"]*)">(?P<said>.*?)</li>', re.DOTALL)
LABELS = (
    r'<label for="{}">([^<]+)',
    r'id="{}"[^>]*>\s*<(?:legend|summary)>([^<]+)',
    r'id="{}"[^>]* aria-label="([^"]+)',
)
KEPT = "您填的都还在"
KEPT_BUT_PASSWORDS = "密码要重新填，别的都还在"


def complete(page: str) -> str:
    """Names the fields by their labels, in the order of the page, and leads to those that the page shows.

    `page` is escaped already: it is what templates made.
    """
    return SUMMARY.sub(_complete, page)


def _complete(found: re.Match[str]) -> str:
    fields = found.string[found.end() :]
    lines = [_line(fields, item["name"], item["said"].strip()) for item in ITEM.finditer(found["items"])]
    items = "".join(line for _, line in sorted(lines, key=lambda pair: pair[0]))
    before = found["before"]
    if 'type="password"' in fields:
        before = before.replace(KEPT, KEPT_BUT_PASSWORDS)
    return f"{before}{items}{found['after']}"


def _line(fields: str, name: str, said: str) -> tuple[int, str]:
    """Where the field stands, and the sentence, which is not led to a field that the page does not show."""
    place = fields.find(f' id="{name}"')
    words = f"{escape(label)}：{said}" if (label := _label(fields, name)) and label not in unescape(said) else said
    return (place, f'<li><a href="#{name}">{words}</a></li>') if place >= 0 else (len(fields), f"<li>{words}</li>")


def _label(fields: str, name: str) -> str:
    found = (re.search(pattern.format(re.escape(name)), fields) for pattern in LABELS)
    return next((unescape(one[1]).strip(" \n？：。") for one in found if one), "")
