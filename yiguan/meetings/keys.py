"""The key of one meeting's codes: whoever holds it can make no other meeting's."""

from yiguan.base.crypto import mac
from yiguan.settings import Keys


def code_key(keys: Keys, meeting_code: str) -> bytes:
    """For codes on the screen, on paper and of persons, 32 bytes; `meeting_code` is the meeting's public one.

    A hall box was given its meeting's key and has no other (decision 0024).
    """
    return keys.meeting or mac(keys.code, "codes of a meeting", meeting_code)
