"""The codes of a meeting: 26 characters to scan, six digits to say (checkin.md). They vouch that somebody was there.

purpose 1 · key id 1 · meeting 5 · window 5 · MAC 14 (70 bits over all of these and the meeting's epoch), in Crockford
base32. The screen's code lives in windows of 30 seconds; the printed one has window 0 and lives with the epoch.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from yiguan.kernel.codes import CROCKFORD, decode_number, encode_bits, encode_number, read_code
from yiguan.kernel.crypto import mac, same

SCREEN, PRINTED = "S", "P"
LENGTH, MAC_LENGTH, DIGITS = 26, 14, 6
WINDOW_S, EARLIER, AHEAD = 30, 3, 1
BEGIN = datetime(2025, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Code:
    """A well-formed code; whether it is genuine, `vouches` says."""

    purpose: str
    key_id: str
    meeting: str
    window: int
    tag: str


def window_of(moment: datetime) -> int:
    """The number of the half minute since the beginning of 2025."""
    return int((moment - BEGIN).total_seconds() // WINDOW_S)


def window_start(window: int) -> float:
    """When the window begins, in seconds since 1970, for a script that counts down."""
    return BEGIN.timestamp() + window * WINDOW_S


def is_live(window: int, moment: datetime) -> bool:
    """This window, three earlier for slow hands, one ahead for a clock that runs late."""
    return -AHEAD <= window_of(moment) - window <= EARLIER


def screen_code(key: bytes, meeting: str, epoch: int, window: int) -> str:
    return _write(key, SCREEN, meeting, epoch, window)


def printed_code(key: bytes, meeting: str, epoch: int) -> str:
    return _write(key, PRINTED, meeting, epoch, 0)


def parse(text: str) -> Code | None:
    """What was scanned or typed, small letters and look-alikes forgiven; None when it cannot be a code."""
    code = read_code(text, CROCKFORD) if len(text) < 80 else None
    if code is None or len(code) != LENGTH or code[0] not in (SCREEN, PRINTED):
        return None
    return Code(code[0], code[1], code[2:7], decode_number(code[7:12]), code[12:])


def vouches(key: bytes, code: Code, epoch: int) -> bool:
    """Whether the code was made with this key for this epoch of its meeting."""
    genuine = code.key_id == _key_id(key)
    return same(_tag(key, code.purpose, code.meeting, epoch, code.window), code.tag) and genuine


def spoken_number(key: bytes, meeting: str, epoch: int, window: int) -> str:
    """Six digits that live as long as the screen's code: for a phone that cannot scan."""
    number = int.from_bytes(mac(key, "spoken", meeting, epoch, window)[:8])
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def window_of_number(key: bytes, meeting: str, epoch: int, number: str, moment: datetime) -> int | None:
    """The live window whose spoken number this is."""
    now = window_of(moment)
    windows = range(now - EARLIER, now + AHEAD + 1)
    return next((w for w in windows if same(spoken_number(key, meeting, epoch, w), number)), None)


def _write(key: bytes, purpose: str, meeting: str, epoch: int, window: int) -> str:
    plain = f"{purpose}{_key_id(key)}{meeting}{encode_number(window, 5)}"
    return plain + _tag(key, purpose, meeting, epoch, window)


def _key_id(key: bytes) -> str:
    return encode_bits(mac(key, "key id"), 1)


def _tag(key: bytes, purpose: str, meeting: str, epoch: int, window: int) -> str:
    return encode_bits(mac(key, "code", purpose, _key_id(key), meeting, window, epoch), MAC_LENGTH)
