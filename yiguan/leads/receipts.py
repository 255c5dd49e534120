"""The number on a resident's slip: 8 digits. Earlier slips have letters, which are read for ever (product.md §2)."""

from yiguan.base import codes

LENGTH = 8


def new() -> str:
    """Random, so another lead may have it: whoever stores it tries again."""
    return codes.digits(LENGTH)


def read(typed: str) -> str | None:
    """The number, however it was typed; None when it cannot be one. No earlier slip has an O, an I or an L."""
    if len(typed) >= 5 * LENGTH:
        return None
    code = codes.read_code(typed, codes.DIGITS) or codes.read_code(typed, codes.READABLE)
    return code if code and len(code) == LENGTH else None
