"""The people expected at or already at a meeting, looked up by id, by personal code, or by the end of that code."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from yiguan.attendance.facts import Worth
from yiguan.base.codes import CROCKFORD, read_code
from yiguan.meetings.keys import code_key
from yiguan.meetings.models import Meeting
from yiguan.registrations import codes
from yiguan.registrations.models import Registration
from yiguan.registrations.states import RegistrationState
from yiguan.settings import Keys

TAIL = 5
"""A person may say the last five characters of their personal code."""


@dataclass(frozen=True)
class Answer:
    """The person, or None; the validity of their code; their state on the list; whether they were scanned before."""

    person_id: int | None = None
    code: Worth = Worth.GOOD
    listed: RegistrationState | None = None
    came: bool = False


UNKNOWN = Answer(code=Worth.UNKNOWN)


@dataclass
class Guests:
    """`came` are the persons with any scan in this meeting; `foreign` has the lines of codes not found here."""

    meeting: Meeting
    keys: Keys
    listed: Mapping[int, Registration]
    came: frozenset[int]
    foreign: Mapping[bytes, Registration] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.key = code_key(self.keys, self.meeting.code)
        self._by_code = {codes.personal_code(self.key, r.id, r.epoch): r for r in self.listed.values()}
        self._by_tail: dict[str, list[Registration]] = {}
        for code, registration in self._by_code.items():
            self._by_tail.setdefault(code[-TAIL:], []).append(registration)

    def code_of(self, person_id: int) -> str:
        found = self.listed.get(person_id)
        return codes.personal_code(self.key, found.id, found.epoch) if found else ""

    def strange(self, texts: Iterable[str]) -> list[bytes]:
        """Indexes of the personal codes not found here, for the caller to look up in one statement."""
        parsed = (codes.parse(last_part(text)) for text in texts)
        return [codes.index_of(self.keys.code, code) for code in parsed if code and code not in self._by_code]

    def by_code(self, text: str) -> Answer:
        """The person of a code, given as the whole code, its address, or its last five characters."""
        text = last_part(text)
        code = codes.parse(text)
        if code is None:
            return self._by_end(text)
        if found := self._by_code.get(code):
            return self._meant(found.person_id)
        other = self.foreign.get(codes.index_of(self.keys.code, code))
        if other is None:
            return UNKNOWN
        if other.meeting_id != self.meeting.id:
            genuine = codes.vouches(code_key(self.keys, other.meeting.code), code, other.id, other.epoch)
            return Answer(other.person_id, Worth.ELSEWHERE) if genuine else UNKNOWN
        revoked = codes.was_given(self.key, code, other.id, other.epoch)
        return Answer(other.person_id, Worth.REVOKED) if revoked else UNKNOWN

    def by_person(self, text: str) -> Answer:
        """The person chosen from the list, by id; UNKNOWN for an id that is not on it."""
        person_id = self.known(text)
        return self._meant(person_id) if person_id else UNKNOWN

    def known(self, text: str) -> int | None:
        """The person with this id, whatever their state on the list: a hall box admitted them by its own list."""
        person_id = int(text) if text.isascii() and text.isdigit() else 0
        return person_id if person_id in self.listed or person_id in self.came else None

    def _by_end(self, text: str) -> Answer:
        end = read_code(text, CROCKFORD) if len(text) < 20 else None
        found = self._by_tail.get(end or "", [])
        return self._meant(found[0].person_id) if len(found) == 1 else UNKNOWN

    def _meant(self, person_id: int) -> Answer:
        line = self.listed.get(person_id)
        return Answer(person_id, listed=line.state if line else None, came=person_id in self.came)


def last_part(text: str) -> str:
    """The code at the end of a scanned address, HTTPS://HOST/P/…."""
    return text.strip().rstrip("/").rpartition("/")[2]
