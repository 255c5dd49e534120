"""Links whose secret is derived from the code key and never stored, so that their page can show them again."""

from yiguan.base import crypto
from yiguan.base.codes import encode_bits
from yiguan.settings import settings
from yiguan.store import keyring

SIZE = 26


def secret_of(*about: str | int) -> str:
    """130 bits for the link that `about` names, its kind first."""
    return _made(settings().keys.code, *about)


def hashes_of(kind: str, secret: str) -> list[bytes]:
    """The hashes under which it may be stored, the present one first."""
    return keyring.hashes_of(kind, secret)


def shown(stored: bytes, kind: str, *about: str | int) -> str:
    """The secret that was stored as this hash; an earlier code key may have made it."""
    present, *former = (_made(key, kind, *about) for key in settings().keys.ring("code"))
    return next((secret for secret in former if stored in hashes_of(kind, secret)), present)


def _made(key: bytes, *about: str | int) -> str:
    return encode_bits(crypto.mac(key, *about), SIZE)
