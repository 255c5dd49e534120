"""What a text tells somebody to open is called so where they look for it."""

import re
from pathlib import Path

from yiguan.workflow.todos import todos

ROOT = Path(__file__).parents[2]
SENT = re.compile("(?:打开|回到|请从|在)“([^”{]{1,12})”")
BEFORE = (
    r"\{% block title %\}",
    r"<(?:h[1-3]|a|button|summary|label)[^>]*>",
    r"head\(\"",
    r"act_(?:form|button)\(\"",
    r"(?:field|tick|area)\([^,]+, \"[^\"]*\", \"",
)
"""What stands before a name in a template."""
NAMES = re.compile("(?:" + "|".join(BEFORE) + ')([^<>{}"]{1,16})')
ELSEWHERE = {"文件", "设置"}
"""Of the telephone itself."""


def texts(*patterns: str) -> list[tuple[Path, str]]:
    return [(path, path.read_text()) for pattern in patterns for path in sorted(ROOT.glob(pattern))]


def names() -> set[str]:
    """Of menus, queues, pages, headings, links and buttons."""
    found = {entry.label for todo in todos() for entry in todo.menu}
    found |= {todo.desk.title for todo in todos() if todo.desk}
    return found | {name.strip() for _, text in texts("templates/**/*.html") for name in NAMES.findall(text)}


def test_every_page_that_a_text_sends_people_to_has_this_name():
    sent = {
        (path.relative_to(ROOT).as_posix(), word)
        for path, text in texts("templates/**/*.html", "yiguan/**/*.py", "docs/manual/*.md")
        for word in SENT.findall(text)
    }
    assert len(sent) > 20
    known = names() | ELSEWHERE
    unknown = sorted(one for one in sent if one[1] not in known)
    assert unknown == []


def test_the_first_page_of_bench_and_desk_has_one_name():
    entries = [entry for todo in todos() for entry in todo.menu]
    assert {entry.label for entry in entries if entry.url in ("/bench/", "/desk/") and entry.position == 0} == {"待办"}
