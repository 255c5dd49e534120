"""Finds personal data in free text, before it is stored (ID numbers) or published (all kinds)."""

import re
from collections.abc import Callable
from typing import Literal, NamedTuple

Kind = Literal["id_number", "bank_card", "mobile", "plate", "address"]
LABELS: dict[Kind, str] = {
    "id_number": "身份证号",
    "bank_card": "银行卡号",
    "mobile": "手机号",
    "plate": "车牌号",
    "address": "门牌住址",
}


class Finding(NamedTuple):
    """One place in the text, `text[start:end]`."""

    kind: Kind
    start: int
    end: int


def _is_id_number(text: str) -> bool:
    """The check character of GB 11643, mod 11-2."""
    digits = _digits(text)
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))
    return "10X98765432"[total % 11] == digits[17].upper()


def _passes_luhn(text: str) -> bool:
    digits = [int(digit) for digit in reversed(_digits(text))]
    doubled = sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + doubled) % 10 == 0


def _digits(text: str) -> str:
    return re.sub("[ -]", "", text)


_BIRTHDAY = "(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_NUMBER = "[0-9一二三四五六七八九十百]{1,5}"
_HOUSE = rf"{_NUMBER}(?:号楼|栋|幢|座)\W?"
_DOOR = r"(?<![0-9])[0-9]{3,4}(?![0-9])"
# Where two overlap, the earlier one wins. "三室一厅" and "会议室" are not addresses.
_PATTERNS: dict[Kind, re.Pattern[str]] = {
    "id_number": re.compile(rf"(?<![0-9A-Z])[1-9][0-9]{{5}}[ -]?{_BIRTHDAY}[ -]?[0-9]{{3}}[0-9X](?![0-9A-Z])", re.I),
    "bank_card": re.compile(r"(?<![0-9])[0-9]{4}([ -]?)(?:[0-9]{4}\1){2}[0-9]{4}(?:\1[0-9]{1,3})?(?![0-9])"),
    "mobile": re.compile(r"(?<![0-9])(?:\+?86[ -]?)?1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}(?![0-9])"),
    "plate": re.compile(
        rf"[{_PROVINCES}][A-HJ-NP-Z][ ·•.-]?[A-HJ-NP-Z0-9]{{4,5}}[A-HJ-NP-Z0-9挂学警](?![0-9A-Z])", re.I
    ),
    "address": re.compile(
        rf"(?:{_HOUSE})?{_NUMBER}单元(?:\W?{_DOOR}[室号户]?)?|(?:{_HOUSE})?{_DOOR}室|{_HOUSE}{_DOOR}[号户]?"
    ),
}
_CHECKS: dict[Kind, Callable[[str], bool]] = {"id_number": _is_id_number, "bank_card": _passes_luhn}
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def find_personal(text: str) -> list[Finding]:
    """Mobile and ID numbers, bank cards, plates and addresses in a cleaned text, in order, never overlapping."""
    plain = text.translate(_HALF_WIDTH)  # one character for one, so that positions stay the same
    found: list[Finding] = []
    taken = bytearray(len(plain))
    for kind, pattern in _PATTERNS.items():
        for match in pattern.finditer(plain):
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
