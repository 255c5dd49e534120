"""Numbers that were given to one person: identity, bank card, mobile phone, car."""

import re

from yiguan.people.privacy.kinds import Pattern, called

MOST_GROUPS = 5
_MONTH_DAY = "(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_REGION = "(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])[0-9]{4}"
_ID_18 = re.compile(f"{_REGION}(?:18|19|20)[0-9]{{2}}{_MONTH_DAY}[0-9]{{3}}[0-9X]")
_ID_15 = re.compile(f"{_REGION}[0-9]{{2}}{_MONTH_DAY}[0-9]{{3}}")
_ID = "[1-8](?:[ -]?[0-9]){13,16}[ -]?[0-9X](?![0-9A-Z])"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_CARD = ("卡号", "账号", "帐号", "工资卡", "银行卡", "存折")
_BETWEEN = r"(?:[^\w\n]|_){0,2}"


def _digits(text: str) -> str:
    return re.sub("[^0-9X]", "", text.upper())


def _groups(text: str) -> int:
    return len(re.findall("[0-9X]+", text.upper()))


def _is_id_number(found: re.Match[str]) -> bool:
    """The check character of GB 11643, mod 11-2; the numbers of 15 digits, issued until 1999, have none."""
    digits = _digits(found[0])
    if _groups(found[0]) > MOST_GROUPS:
        return False
    if not _ID_18.fullmatch(digits):
        return bool(_ID_15.fullmatch(digits))
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == digits[17]


def _passes_luhn(found: re.Match[str]) -> bool:
    digits = [int(digit) for digit in reversed(_digits(found[0]))]
    doubled = sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + doubled) % 10 == 0


def _is_grouped(found: re.Match[str]) -> bool:
    """In up to five groups, however odd, or digit by digit; a list of small numbers has more groups."""
    bare = found[0].removeprefix("0086").removeprefix("+86").removeprefix("86")
    return _groups(bare) <= MOST_GROUPS or _groups(bare) == len(_digits(bare))


PATTERNS = (
    Pattern("id_number", re.compile(rf"(?<![0-9A-Z]){_ID}", re.I), _is_id_number, spoken=True),
    # who announces it and mistypes it has still written it
    Pattern("id_number", re.compile(rf"{called('身份证', '证件')}(?P<it>{_ID})", re.I), spoken=True),
    Pattern(
        "bank_card",
        re.compile(r"(?<![0-9])[0-9]{4}([ -]?)(?:[0-9]{4}\1){2}[0-9]{4}(?:\1[0-9]{1,3})?(?![0-9])"),
        _passes_luhn,
    ),
    Pattern(
        "bank_card",
        re.compile(rf"{called(*_CARD)}(?P<it>[0-9](?:[ -]?[0-9]){{15,18}})(?![0-9])"),
    ),
    Pattern(
        "mobile",
        re.compile(
            rf"(?<![0-9])(?:(?:\+|00)?86{_BETWEEN})?[(【\[]?1{_BETWEEN}[3-9](?:{_BETWEEN}[0-9]){{9}}[)】\]]?(?![0-9元]|[A-Z](?![A-Z]))"
        ),
        _is_grouped,
        spoken=True,
    ),
    Pattern(
        "plate",
        re.compile(
            rf"[{_PROVINCES}][ ]?[A-HJ-NP-Z][ ·•.-]?[A-HJ-NP-Z0-9]{{4,5}}[A-HJ-NP-Z0-9挂学警](?![0-9A-Z])", re.I
        ),
    ),
)
