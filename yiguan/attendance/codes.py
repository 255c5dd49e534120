"""The codes of a meeting: 26 characters to scan, six digits to say (checkin.md). They prove that somebody was there.

purpose 1 · key id 1 · meeting 5 · window 5 · MAC 14 (70 bits over all of these, the meeting's epoch and the part), in
Crockford base32. The screen's code changes every 30 seconds; the printed one has window 0 and is valid as long as the
epoch. Epoch and part are not written out: a code is checked against all possible ones.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from typing import Protocol

from yiguan.base.codes import CROCKFORD, decode_number, encode_bits, encode_number, read_code
from yiguan.base.crypto import mac, same
from yiguan.meetings.keys import code_key
from yiguan.settings import Keys

SCREEN = "S"
PRINTED = "P"
LENGTH = 26
MAC_LENGTH = 14
DIGITS = 6
WINDOW_S = 30
EARLIER = 3
AHEAD = 1
BEGIN = datetime(2025, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Code:
    """A well-formed code; `Mint.vouches` says whether it is genuine."""

    purpose: str
    key_id: str
    meeting: str
    window: int
    tag: str

    @property
    def text(self) -> str:
        return f"{self.purpose}{self.key_id}{self.meeting}{encode_number(self.window, 5)}{self.tag}"


def window_of(moment: datetime) -> int:
    """The number of the half minute, counted from the start of 2025."""
    return int((moment - BEGIN).total_seconds() // WINDOW_S)


def window_start(window: int) -> float:
    """The start of the window in seconds since 1970, for a script that counts down."""
    return BEGIN.timestamp() + window * WINDOW_S


def is_live(window: int, moment: datetime) -> bool:
    """Whether the code is accepted: the current window, three earlier ones, and one ahead for a slow clock."""
    return -AHEAD <= window_of(moment) - window <= EARLIER


class Coded(Protocol):
    """Something that has codes: a meeting, or the scene of a scan."""

    @property
    def code(self) -> str: ...
    @property
    def epoch(self) -> int: ...
    @property
    def key_no(self) -> int: ...


@dataclass(frozen=True)
class Mint:
    """Makes and verifies the codes of one part of a meeting; raising `epoch` invalidates all earlier ones."""

    key: bytes
    meeting: str
    epoch: int
    part: int = 1

    def screen(self, window: int) -> str:
        return self._write(SCREEN, window)

    def printed(self) -> str:
        return self._write(PRINTED, 0)

    def spoken(self, window: int) -> str:
        """Six digits that are valid as long as the screen's code, for a phone that cannot scan."""
        number = int.from_bytes(mac(self.key, "spoken", self.meeting, self.epoch, self.part, window)[:8])
        return f"{number % 10**DIGITS:0{DIGITS}d}"

    def vouches(self, code: Code) -> bool:
        genuine = code.key_id == self._key_id
        return same(self._tag(code.purpose, code.window), code.tag) and genuine and code.meeting == self.meeting

    def window_of(self, number: str, moment: datetime) -> int | None:
        """The valid window with this spoken number."""
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
    """The one that makes codes now."""
    return next(mints_of(keys, meeting, part))


def mints_of(keys: Keys, meeting: Coded, part: int = 1) -> Iterator[Mint]:
    """Those whose codes are valid, the present one first: what was printed under an earlier code key hangs on."""
    for one in keys.ring("code"):
        key = code_key(keys, meeting.code, meeting.key_no, under=one)
        yield Mint(key, meeting.code, meeting.epoch, part)


def former_mints(keys: Keys, meeting: Coded) -> Iterator[Mint]:
    """Those of earlier epochs and earlier keys, whose codes are genuine and invalid."""
    for one, key_no in product(keys.ring("code"), range(1, meeting.key_no + 1)):
        key = code_key(keys, meeting.code, key_no, under=one)
        for epoch in range(1, meeting.epoch + 1):
            if (key_no, epoch) != (meeting.key_no, meeting.epoch):
                yield Mint(key, meeting.code, epoch)


def parse(text: str) -> Code | None:
    """The code in a scanned or typed text, with lower case and look-alikes corrected; None when it cannot be one."""
    code = read_code(text, CROCKFORD) if len(text) < 80 else None
    if code is None or len(code) != LENGTH or code[0] not in (SCREEN, PRINTED):
        return None
    return Code(code[0], code[1], code[2:7], decode_number(code[7:12]), code[12:])
