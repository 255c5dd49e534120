"""The people expected at or already at a meeting, looked up by id, by personal code, or by the end of that code."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from yiguan.attendance.facts import Worth
from yiguan.base.codes import CROCKFORD, read_code
from yiguan.meetings.keys import fingerprint
from yiguan.meetings.models import Meeting
from yiguan.registrations import codes
from yiguan.registrations.keys import key_of
from yiguan.registrations.known_codes import KnownCode
from yiguan.registrations.models import Registration
from yiguan.registrations.states import RegistrationState
from yiguan.settings import Keys


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
    """`came` are the persons with any scan in this meeting; `codes` are the personal codes of its list; `foreign`
    has the lines of codes not found here.
    """

    meeting: Meeting
    keys: Keys
    listed: Mapping[int, Registration]
    came: frozenset[int]
    codes: Sequence[KnownCode] = ()
    foreign: Mapping[bytes, Registration] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_code = {known.fingerprint: known for known in self.codes}
        self._by_tail: dict[bytes, list[Registration]] = {}
        valid = [known for known in self.codes if not known.revoked]
        self._of_person = {known.line.person_id: known.fingerprint for known in valid}
        for known in valid:
            self._by_tail.setdefault(known.tail, []).append(known.line)

    def fingerprint_of(self, person_id: int) -> str:
        """Of the person's code, in hexadecimal; empty for somebody who is not on the list."""
        return self._of_person.get(person_id, b"").hex()

    def strange(self, texts: Iterable[str]) -> list[bytes]:
        """Indexes of the personal codes not found here, for the caller to look up in one statement."""
        parsed = (codes.parse(last_part(text)) for text in texts)
        unknown = (code for code in parsed if code and self._known(code) is None)
        return [index for code in unknown for index in codes.indexes_of(self.keys, code)]

    def by_code(self, text: str) -> Answer:
        """The person of a code, given as the whole code, its address, or its last five characters."""
        text = last_part(text)
        code = codes.parse(text)
        if code is None:
            return self._by_end(text)
        if known := self._known(code):
            person_id = known.line.person_id
            return Answer(person_id, Worth.REVOKED) if known.revoked else self._meant(person_id)
        found = (self.foreign.get(index) for index in codes.indexes_of(self.keys, code))
        other = next(filter(None, found), None)
        if other is None or other.meeting_id == self.meeting.id:
            return UNKNOWN
        key = key_of(self.keys, other.meeting, other)
        genuine = codes.vouches(key, code, other.id, other.epoch)
        return Answer(other.person_id, Worth.ELSEWHERE) if genuine else UNKNOWN

    def by_person(self, text: str) -> Answer:
        """The person chosen from the list, by id; UNKNOWN for an id that is not on it."""
        person_id = self.known(text)
        return self._meant(person_id) if person_id else UNKNOWN

    def known(self, text: str) -> int | None:
        """The person with this id, whatever their state on the list: a hall box admitted them by its own list."""
        person_id = int(text) if text.isascii() and text.isdigit() else 0
        return person_id if person_id in self.listed or person_id in self.came else None

    def _known(self, code: str) -> KnownCode | None:
        return self._by_code.get(fingerprint(self.meeting.code, code))

    def _by_end(self, text: str) -> Answer:
        end = read_code(text, CROCKFORD) if len(text) < 20 else None
        found = self._by_tail.get(fingerprint(self.meeting.code, end or ""), [])
        return self._meant(found[0].person_id) if len(found) == 1 else UNKNOWN

    def _meant(self, person_id: int) -> Answer:
        line = self.listed.get(person_id)
        return Answer(person_id, listed=line.state if line else None, came=person_id in self.came)


def last_part(text: str) -> str:
    """The code at the end of a scanned address, HTTPS://HOST/P/…."""
    return text.strip().rstrip("/").rpartition("/")[2]
