"""The list at reception: the people expected and those who came, searched by code or name; names are masked."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import or_, select, true
from sqlalchemy.orm import joinedload

from yiguan.attendance.guests import Guests
from yiguan.attendance.models import CheckIn
from yiguan.attendance.states import CAME, CheckInState
from yiguan.base.errors import NotFound
from yiguan.base.text import key_of
from yiguan.meetings.models import Meeting
from yiguan.people import vault
from yiguan.people.models import Person
from yiguan.people.privacy.masks import hall_name
from yiguan.people.queries import names_of
from yiguan.registrations import known_codes
from yiguan.registrations.models import Registration
from yiguan.registrations.states import RegistrationState
from yiguan.settings import Keys
from yiguan.store.db import db

C = CheckIn.__table__.c
MOST_HITS = 10
LEAST_LETTERS = 2


def guests_of(meeting: Meeting, keys: Keys, codes: Iterable[str] = ()) -> Guests:
    """The meeting's list, with the lines of those codes that belong to other meetings or are revoked."""
    listed = db.session.scalars(select(Registration).where(Registration.meeting_id == meeting.id)).all()
    came = select(C.person_id).where(C.meeting_id == meeting.id, C.state.in_(CAME), C.person_id.is_not(None))
    given = known_codes.of_list(meeting, listed, keys)
    guests = Guests(meeting, keys, {r.person_id: r for r in listed}, frozenset(db.session.scalars(came)), given)
    if strange := guests.strange(codes):
        query = select(Registration).where(Registration.code_index.in_(strange))
        found = db.session.scalars(query.options(joinedload(Registration.meeting)))
        guests.foreign = {registration.code_index: registration for registration in found}
    return guests


@dataclass(frozen=True)
class Guest:
    """A person on that list; the name is masked as on the hall's screen, `hint` distinguishes two of one name.

    `here` are the parts of the meeting where they are counted; `code` is the fingerprint of their personal code.
    """

    person_id: int
    name: str
    hint: str
    here: frozenset[int]
    code: str = ""


def people_of(meeting: Meeting, keys: Keys) -> list[tuple[Guest, str, str]]:
    """Everybody expected and everybody who came: (guest, full name, full phone), for searching, never for showing."""
    guests = guests_of(meeting, keys)
    here = _counted_at(meeting)
    listed = {i for i, r in guests.listed.items() if r.state is not RegistrationState.WITHDRAWN}
    rows = db.session.scalars(select(Person).where(Person.id.in_(listed | guests.came), Person.erased_at.is_(None)))
    found = []
    for person in rows:
        name = vault.name_of(person)
        line = guests.listed.get(person.id)
        hint = (line.unit_name or line.side.label) if line else person.kind.label
        code = guests.fingerprint_of(person.id)
        guest = Guest(person.id, hall_name(name), hint, here.get(person.id, frozenset()), code)
        found.append((guest, name, vault.phone_of(person)))
    return sorted(found, key=lambda row: row[0].name)


def _counted_at(meeting: Meeting) -> dict[int, frozenset[int]]:
    """Person → the parts where they are counted."""
    counted = select(C.person_id, C.part).where(C.meeting_id == meeting.id, C.state == CheckInState.COUNTED)
    found: dict[int, frozenset[int]] = {}
    for person_id, part in db.session.execute(counted):
        found[person_id] = found.get(person_id, frozenset()) | {part}
    return found


def person_of(meeting: Meeting, person_id: int) -> Person:
    """A person on this meeting's list or scanned here. Raises NotFound."""
    listed = select(Registration.person_id).where(Registration.meeting_id == meeting.id)
    scanned = select(C.person_id).where(C.meeting_id == meeting.id)
    here = (Person.id == person_id, or_(Person.id.in_(listed), Person.id.in_(scanned)), Person.erased_at.is_(None))
    found = db.session.scalar(select(Person).where(*here))
    if found is None:
        raise NotFound("这场会没有这个人。请回到签到台再找一次。")
    return found


def search(meeting: Meeting, keys: Keys, text: str) -> list[Guest]:
    """At most ten people whose name contains this, or whose phone ends with these four digits; none for one letter."""
    wanted = key_of(text)
    if len(wanted) < LEAST_LETTERS:
        return []
    tail = wanted if len(wanted) == 4 and wanted.isdigit() else None
    found = [
        g for g, name, phone in people_of(meeting, keys) if wanted in key_of(name) or (tail and phone[-4:] == tail)
    ]
    return found[:MOST_HITS]


def alike(meeting: Meeting, keys: Keys, texts: Iterable[str]) -> dict[str, list[Guest]]:
    """Text → the people here with exactly this name: a suggestion, never merged automatically."""
    wanted = {key_of(text): text for text in texts}
    found: dict[str, list[Guest]] = {}
    for guest, name, _ in people_of(meeting, keys) if namesakes(meeting.id, wanted.values()) else ():
        if text := wanted.get(key_of(name)):
            found.setdefault(text, []).append(guest)
    return found


def namesakes(meeting_id: int, names: Iterable[str], *, beside: int | None = None) -> frozenset[bytes]:
    """The blind indexes of those names that are on the list or counted here, without scans of device `beside`."""
    wanted = {vault.name_index(name) for name in names}
    if not wanted:
        return frozenset()
    listed = (Registration.meeting_id == meeting_id, Registration.person_id == Person.id)
    on_list = select(Registration.id).where(*listed, Registration.state != RegistrationState.WITHDRAWN)
    counted = (C.meeting_id == meeting_id, C.person_id == Person.id, C.state == CheckInState.COUNTED)
    came = select(C.id).where(*counted, C.device_id.is_distinct_from(beside) if beside else true())
    query = select(Person.name_index).where(Person.name_index.in_(wanted), on_list.exists() | came.exists())
    return frozenset(found for found in db.session.scalars(query) if found)


def hall_names(person_ids: Iterable[int | None]) -> dict[int, str]:
    """Person → name as the hall's screen shows it."""
    return {number: hall_name(name) for number, name in names_of(person_ids).items()}
