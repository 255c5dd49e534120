"""Finds personal data in free text, before it is stored (ID numbers) or published (all kinds)."""

from itertools import chain
from typing import NamedTuple

from yiguan.people.privacy import accounts, numbers, places
from yiguan.people.privacy.kinds import Kind

LABELS: dict[Kind, str] = {
    "id_number": "身份证号",
    "bank_card": "银行卡号",
    "mobile": "手机号",
    "wechat": "微信号",
    "qq": "QQ号",
    "email": "邮箱",
    "plate": "车牌号",
    "address": "门牌住址",
    "building": "楼栋单元",
}
SOFT: tuple[Kind, ...] = ("building",)
"""They lead to some dozen people, not to one: worth a look, no reason to keep a text back."""


class Finding(NamedTuple):
    """One place in the text, `text[start:end]`."""

    kind: Kind
    start: int
    end: int


_PATTERNS = (*numbers.PATTERNS, *accounts.PATTERNS, *places.PATTERNS)  # where two overlap, the earlier one wins
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SPOKEN = str.maketrans(
    "零〇○Oo一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖①②③④⑤⑥⑦⑧⑨", "0000012345678912123456789123456789"
)


def find_personal(text: str) -> list[Finding]:
    """Numbers, names of accounts and addresses in a cleaned text that lead to a person, in order, never overlapping."""
    plain = text.translate(_HALF_WIDTH)  # one character for one, so that positions stay the same
    spoken = plain.translate(_SPOKEN)
    found: list[Finding] = []
    taken = bytearray(len(plain))
    for pattern in _PATTERNS:
        views = (plain, spoken) if pattern.spoken else (plain,)
        for match in chain.from_iterable(map(pattern.looks.finditer, views)):
            start, end = match.span(pattern.part)
            if not any(taken[start:end]) and pattern.holds(match):
                found.append(Finding(pattern.kind, start, end))
                taken[start:end] = b"\x01" * (end - start)
    return sorted(found, key=lambda finding: finding.start)


class Marked(NamedTuple):
    """Words that lead to a person, for who can still change them."""

    kind: str
    words: str
    soft: bool


def marked(text: str) -> list[Marked]:
    return [Marked(LABELS[kind], text[start:end], kind in SOFT) for kind, start, end in find_personal(text)]


def mask_ids(text: str) -> str:
    """Masks every ID number except its first six digits, the region: 340705************ (domain.md §6.6)."""
    for kind, start, end in reversed(find_personal(text)):
        if kind == "id_number":
            text = f"{text[: start + 6]}{'*' * 12}{text[end:]}"
    return text


def mask_personal(text: str) -> str:
    """Words that others read without a name: ID numbers keep their region, what else leads to a person is ▇."""
    for kind, start, end in reversed(find_personal(text)):
        if kind not in (*SOFT, "id_number"):
            text = f"{text[:start]}{'▇' * min(end - start, 8)}{text[end:]}"
    return mask_ids(text)
