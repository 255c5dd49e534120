"""Finds personal data in free text, before it is stored (ID numbers) or published (all kinds)."""

import re
from collections.abc import Callable
from itertools import chain
from typing import Literal, NamedTuple

from yiguan.people.privacy.places import ADDRESS, BUILDING

Kind = Literal["id_number", "bank_card", "mobile", "wechat", "qq", "email", "plate", "address", "building"]
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


def _is_id_number(text: str) -> bool:
    """The check character of GB 11643, mod 11-2; the numbers of 15 digits, issued until 1999, have none."""
    digits = _digits(text)
    if len(digits) == len("340705000101001"):
        return True
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))
    return "10X98765432"[total % 11] == digits[17].upper()


def _passes_luhn(text: str) -> bool:
    digits = [int(digit) for digit in reversed(_digits(text))]
    doubled = sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + doubled) % 10 == 0


def _is_grouped(text: str) -> bool:
    """In up to five groups, however odd, or digit by digit; a list of small numbers has more groups."""
    groups = re.findall("[0-9]+", text.removeprefix("0086").removeprefix("+86").removeprefix("86"))
    return len(groups) <= MOST_GROUPS or all(len(group) == 1 for group in groups)


def _digits(text: str) -> str:
    return re.sub("[^0-9X]", "", text.upper())


MOST_GROUPS = 5
_MONTH_DAY = "(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_REGION = "(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])[0-9]{4}"
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_BETWEEN = r"[ \-._·•*~/、,—–()\[\]【】]{0,2}"
_CALLED = (
    r"(?:[微威薇徽]\W?信|[微威薇徽]❤️?|v\W?信|(?<![a-z])(?:v\W?x|w\W?x|we\W?chat)(?![a-z])|[加+＋]\W?v|联系方式|(?<![a-z])v(?=[:：])"
    r"|(?<![a-z])[vw]x(?=[a-z]{2,15}[0-9]{2}))"
)
# Where two overlap, the earlier one wins.
_PATTERNS: dict[Kind, re.Pattern[str]] = {
    "id_number": re.compile(
        rf"(?<![0-9A-Z])(?:{_REGION}[ -]?(?:18|19|20)[0-9]{{2}}{_MONTH_DAY}[ -]?[0-9]{{3}}[0-9X]"
        rf"|{_REGION}[ -]?[0-9]{{2}}{_MONTH_DAY}[ -]?[0-9]{{3}})(?![0-9A-Z])",
        re.I,
    ),
    "bank_card": re.compile(r"(?<![0-9])[0-9]{4}([ -]?)(?:[0-9]{4}\1){2}[0-9]{4}(?:\1[0-9]{1,3})?(?![0-9])"),
    "mobile": re.compile(
        rf"(?<![0-9])(?:(?:\+|00)?86{_BETWEEN})?[(【\[]?1{_BETWEEN}[3-9](?:{_BETWEEN}[0-9]){{9}}[)】\]]?(?![0-9元])"
    ),
    "wechat": re.compile(
        rf"{_CALLED}号?码?(?:[是为]|[^\w\n]){{0,3}}[a-z][a-z0-9_-]{{5,19}}(?![a-z0-9_-])|wxid_[a-z0-9]{{6,20}}", re.I
    ),
    "qq": re.compile(r"(?:qq|扣扣|企鹅)号?码?(?:[是为]|\W){0,3}([1-9][0-9]{4,11})(?![0-9])", re.I),
    "email": re.compile(r"[a-z0-9][a-z0-9._+-]{0,63}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}", re.I),
    "plate": re.compile(
        rf"[{_PROVINCES}][A-HJ-NP-Z][ ·•.-]?[A-HJ-NP-Z0-9]{{4,5}}[A-HJ-NP-Z0-9挂学警](?![0-9A-Z])", re.I
    ),
    "address": ADDRESS,
    "building": BUILDING,
}
_CHECKS: dict[Kind, Callable[[str], bool]] = {
    "id_number": _is_id_number,
    "bank_card": _passes_luhn,
    "mobile": _is_grouped,
}
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SPOKEN = {
    ord(c): str(n % 10)
    for n, c in zip(
        [0, 0, 0, *range(1, 10), 1, *range(1, 10)], "零〇○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", strict=True
    )
}
_IN_DIGITS: tuple[Kind, ...] = ("mobile", "id_number")
"""People write these digits in Chinese too, mixed or whole, so that no machine finds them."""


def find_personal(text: str) -> list[Finding]:
    """Numbers, names of accounts and addresses in a cleaned text that lead to a person, in order, never overlapping."""
    plain = text.translate(_HALF_WIDTH)  # one character for one, so that positions stay the same
    spoken = plain.translate(_SPOKEN)
    found: list[Finding] = []
    taken = bytearray(len(plain))
    for kind, pattern in _PATTERNS.items():
        views = (plain, spoken) if kind in _IN_DIGITS else (plain,)
        for match in chain.from_iterable(map(pattern.finditer, views)):
            start, end = match.span()
            if not any(taken[start:end]) and (kind not in _CHECKS or _CHECKS[kind](match[0])):
                found.append(Finding(kind, start, end))
                taken[start:end] = b"\x01" * (end - start)
    return sorted(found, key=lambda finding: finding.start)


def mask_ids(text: str) -> str:
    """Masks every ID number except its first six digits, the region: 340705************ (domain.md §6.6)."""
    for kind, start, end in reversed(find_personal(text)):
        if kind == "id_number":
            text = f"{text[: start + 6]}{'*' * 12}{text[end:]}"
    return text
