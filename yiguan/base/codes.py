"""Random codes that people read, type and say: two alphabets, tolerant parsing."""

import secrets

from yiguan.base.text import normal

READABLE = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 O 1 I L
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # base32: O reads as 0, I and L as 1

_SEPARATORS = str.maketrans("", "", "-\u2010\u2011\u2012\u2013\u2014\u2212")
_CROCKFORD_ALIKE = str.maketrans("OIL", "011")


def random_code(length: int, alphabet: str = READABLE) -> str:
    return "".join(secrets.choice(alphabet) for _ in range(length))


def digits(n: int) -> str:
    """n random decimal digits, leading zeros kept."""
    return random_code(n, "0123456789")


def read_code(text: str, alphabet: str) -> str | None:
    """The code a person typed, whatever its case, width, spaces and hyphens; None when it cannot be one."""
    code = "".join(normal("NFKC", text).upper().translate(_SEPARATORS).split())
    if alphabet == CROCKFORD:
        code = code.translate(_CROCKFORD_ALIKE)
    return code if code and set(code) <= set(alphabet) else None


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
