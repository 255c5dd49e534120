"""The personal code: 20 characters (100 bits) that identify one person at one meeting (checkin.md).

The first half identifies the registration, the second proves its epoch, so that a revoked code is still recognised.
Both are keyed hashes under the key of the meeting (meetings/keys.py); neither is stored. Only the index uses the
installation's own key, because the meeting is not known when a code is looked up.
"""

from dataclasses import dataclass

from yiguan.base.codes import CROCKFORD, encode_bits, read_code
from yiguan.base.crypto import mac, same
from yiguan.meetings.keys import fingerprint
from yiguan.settings import Keys

LENGTH = 20
HALF = 10
TAIL = 5
"""A person may say the last characters of their code at the check-in desk."""


def personal_code(key: bytes, registration_id: int, epoch: int) -> str:
    """The personal code, derived, so that a page can show it again."""
    return _name(key, registration_id) + _proof(key, registration_id, epoch)


def index_of(key: bytes, code: str) -> bytes:
    """The keyed hash by which the registration is looked up."""
    return mac(key, "personal code index", code[:HALF])


def indexes_of(keys: Keys, code: str) -> list[bytes]:
    """Those under which it may be stored, the one of the present code key first."""
    return [index_of(key, code) for key in keys.ring("code")]


def index_for(index_key: bytes, key: bytes, registration_id: int) -> bytes:
    return index_of(index_key, _name(key, registration_id))


def parse(text: str) -> str | None:
    """The code in a scanned or typed text, with lower case and look-alikes corrected; None when it cannot be one."""
    code = read_code(text, CROCKFORD) if len(text) < 80 else None
    return code if code and len(code) == LENGTH else None


def vouches(key: bytes, code: str, registration_id: int, epoch: int) -> bool:
    return same(code, personal_code(key, registration_id, epoch))


def was_given(key: bytes, code: str, registration_id: int, epoch: int) -> bool:
    """Whether this is a code of an earlier epoch, which is revoked."""
    return any(vouches(key, code, registration_id, earlier) for earlier in range(1, epoch))


@dataclass(frozen=True)
class Fingerprint:
    """What recognises one personal code, and its tail, without the key."""

    epoch: int
    whole: bytes
    tail: bytes


def fingerprints(key: bytes, meeting_code: str, registration_id: int, epoch: int) -> list[Fingerprint]:
    """Of the code of this epoch and of all earlier ones, which are revoked."""
    given = [(earlier, personal_code(key, registration_id, earlier)) for earlier in range(1, epoch + 1)]
    return [
        Fingerprint(earlier, fingerprint(meeting_code, code), fingerprint(meeting_code, code[-TAIL:]))
        for earlier, code in given
    ]


def _name(key: bytes, registration_id: int) -> str:
    return encode_bits(mac(key, "personal code", registration_id), HALF)


def _proof(key: bytes, registration_id: int, epoch: int) -> str:
    return encode_bits(mac(key, "personal code", registration_id, epoch), LENGTH - HALF)
