"""The codes of a meeting: 26 characters to scan, six digits to say (checkin.md). They vouch that somebody was there.

purpose 1 · key id 1 · meeting 5 · window 5 · MAC 14 (70 bits over all of these, the meeting's epoch and the part), in
Crockford base32. The screen's code lives in windows of 30 seconds; the printed one has window 0 and lives with the
epoch. Epoch and part are not written out: whoever reads a code tries those there are.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from yiguan.base.codes import CROCKFORD, decode_number, encode_bits, encode_number, read_code
from yiguan.base.crypto import mac, same
from yiguan.meetings.keys import code_key
from yiguan.settings import Keys

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


class Coded(Protocol):
    """What codes are made for: a meeting, or what a scan shows of one."""

    @property
    def code(self) -> str: ...
    @property
    def epoch(self) -> int: ...


@dataclass(frozen=True)
class Mint:
    """Makes and recognises the codes of one part of a meeting; raising `epoch` makes all earlier ones void."""

    key: bytes
    meeting: str
    epoch: int
    part: int = 1

    def screen(self, window: int) -> str:
        return self._write(SCREEN, window)

    def printed(self) -> str:
        return self._write(PRINTED, 0)

    def spoken(self, window: int) -> str:
        """Six digits that live as long as the screen's code: for a phone that cannot scan."""
        number = int.from_bytes(mac(self.key, "spoken", self.meeting, self.epoch, self.part, window)[:8])
        return f"{number % 10**DIGITS:0{DIGITS}d}"

    def vouches(self, code: Code) -> bool:
        genuine = code.key_id == self._key_id
        return same(self._tag(code.purpose, code.window), code.tag) and genuine and code.meeting == self.meeting

    def window_of(self, number: str, moment: datetime) -> int | None:
        """The live window whose spoken number this is."""
        now = window_of(moment)
        windows = range(now - EARLIER, now + AHEAD + 1)
        return next((window for window in windows if same(self.spoken(window), number)), None)

    def _write(self, purpose: str, window: int) -> str:
        return f"{purpose}{self._key_id}{self.meeting}{encode_number(window, 5)}{self._tag(purpose, window)}"

    @property
    def _key_id(self) -> str:
        return encode_bits(mac(self.key, "key id"), 1)

    def _tag(self, purpose: str, window: int) -> str:
        facts = (purpose, self._key_id, self.meeting, window, self.epoch, self.part)
        return encode_bits(mac(self.key, "code", *facts), MAC_LENGTH)


def mint_of(keys: Keys, meeting: Coded, part: int = 1) -> Mint:
    return Mint(code_key(keys, meeting.code), meeting.code, meeting.epoch, part)


def parse(text: str) -> Code | None:
    """What was scanned or typed, small letters and look-alikes forgiven; None when it cannot be a code."""
    code = read_code(text, CROCKFORD) if len(text) < 80 else None
    if code is None or len(code) != LENGTH or code[0] not in (SCREEN, PRINTED):
        return None
    return Code(code[0], code[1], code[2:7], decode_number(code[7:12]), code[12:])
