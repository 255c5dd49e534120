"""The meeting's own list, as reception needs it: who is expected or came, by number, by personal code, by its end."""

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
"""Somebody without a phone at hand says the last five characters of their personal code."""


@dataclass(frozen=True)
class Answer:
    """Who was meant, or None; what their code is worth; how they stand on the list; whether they were seen before."""

    person_id: int | None = None
    code: Worth = Worth.GOOD
    listed: RegistrationState | None = None
    came: bool = False


UNKNOWN = Answer(code=Worth.UNKNOWN)


@dataclass
class Guests:
    """`came` are the persons with any scan in this meeting; `foreign` answers for codes of other meetings."""

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
        """Indexes of the personal codes that are nobody's here: the caller looks them up in one go."""
        parsed = (codes.parse(last_part(text)) for text in texts)
        return [codes.index_of(self.keys.code, code) for code in parsed if code and code not in self._by_code]

    def by_code(self, text: str) -> Answer:
        """Whose code was read: the whole one, its address, or its last five characters."""
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
        """Somebody chosen from the list; a number that does not stand on it is nobody."""
        person_id = self.known(text)
        return self._meant(person_id) if person_id else UNKNOWN

    def known(self, text: str) -> int | None:
        """The person of this number, whatever the list says of them today: a hall box let them in by its own list."""
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
    """A scanned address ends with its code: HTTPS://HOST/P/… is read like the code alone."""
    return text.strip().rstrip("/").rpartition("/")[2]
