"""Random codes that people read, type and say: three alphabets, tolerant parsing."""

import secrets

from yiguan.base.text import normal

DIGITS = "0123456789"  # O reads as 0, I and L as 1
READABLE = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 O 1 I L
CROCKFORD = f"{DIGITS}ABCDEFGHJKMNPQRSTVWXYZ"  # base32, read alike

_SEPARATORS = str.maketrans("", "", "-\u2010\u2011\u2012\u2013\u2014\u2212")
_ALIKE = str.maketrans("OIL", "011")


def random_code(length: int, alphabet: str = READABLE) -> str:
    return "".join(secrets.choice(alphabet) for _ in range(length))


def digits(n: int) -> str:
    """n random decimal digits, leading zeros kept."""
    return random_code(n, DIGITS)


def read_code(text: str, alphabet: str) -> str | None:
    """The code a person typed, whatever its case, width, spaces and hyphens; None when it cannot be one."""
    code = "".join(normal("NFKC", text).upper().translate(_SEPARATORS).split())
    if alphabet in (DIGITS, CROCKFORD):
        code = code.translate(_ALIKE)
    return code if code and set(code) <= set(alphabet) else None


def in_fours(code: str) -> str:
    """As people read it out: `1234 5678`."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def encode_bits(data: bytes, length: int) -> str:
    """The first 5 × length bits of `data` in Crockford base32. Raises ValueError when there are fewer."""
    spare = 8 * len(data) - 5 * length
    if spare < 0:
        raise ValueError(f"{length} characters need {5 * length} bits, there are {8 * len(data)}")
    return encode_number(int.from_bytes(data) >> spare, length)


def encode_number(number: int, length: int) -> str:
    """A whole number in Crockford base32, zeros in front. Raises ValueError when it does not fit."""
    if not 0 <= number < 32**length:
        raise ValueError(f"{number} does not fit into {length} characters")
    return "".join(CROCKFORD[number >> 5 * place & 31] for place in reversed(range(length)))


def decode_number(code: str) -> int:
    """The number that `encode_number` wrote, from a code `read_code` has passed. Raises ValueError for others."""
    number = 0
    for character in code:
        number = number << 5 | CROCKFORD.index(character)
    return number
