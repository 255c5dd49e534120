"""The key of one meeting's codes, and the fingerprint by which a code is recognised without the key."""

from hashlib import sha256

from yiguan.base.crypto import mac
from yiguan.settings import Keys


def code_key(keys: Keys, meeting_code: str, key_no: int, *, under: bytes | None = None) -> bytes:
    """For codes on the screen, on paper and of persons, 32 bytes; `meeting_code` is the meeting's public one.

    A hall box makes codes with a key of its own (decision 0038). `key_no` counts the keys of the meeting: it has
    another one since a pack that held the key was revoked. `under` is the installation's code key of another time.
    """
    number = (key_no,) if key_no > 1 else ()
    return keys.box or mac(under or keys.code, "codes of a meeting", meeting_code, *number)


def fingerprint(meeting_code: str, code: str) -> bytes:
    """32 bytes; SHA-256, since the browsers of the check-in desk compute it too (static/attendance/reception)."""
    return sha256(f"{meeting_code}:{code}".encode()).digest()
