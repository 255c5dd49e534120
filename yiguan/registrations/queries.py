from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased, contains_eager

from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.codes import CROCKFORD, read_code
from yiguan.base.errors import NotFound
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import BEFORE_THE_START, TO_COME
from yiguan.organisation.models import Unit
from yiguan.people import joining, vault
from yiguan.people.joining import main_of
from yiguan.people.models import Appointment, Person
from yiguan.people.privacy.masks import mask_name
from yiguan.people.queries import held_on
from yiguan.people.states import PersonKind, Role
from yiguan.registrations.models import Registration
from yiguan.registrations.states import COMING, HOLDS_SEAT, RegistrationState, Side
from yiguan.store.db import db

S = RegistrationState
NOT_LISTED = "这场会的名单上没有您。要参加，请打主办的协商站的电话。"


@dataclass(frozen=True)
class Numbers:
    """How many lines a meeting's list has, by state, and how many people; of several lines of one person that counts
    which comes nearest to a seat.
    """

    by_state: dict[RegistrationState, int]
    people: dict[RegistrationState, int]

    @property
    def taken(self) -> int:
        return sum(self.people[state] for state in HOLDS_SEAT)

    @property
    def waiting(self) -> int:
        return self.people[S.WAITLISTED]

    @property
    def total(self) -> int:
        return sum(self.by_state.values()) - self.by_state[S.WITHDRAWN]


def numbers(meeting_id: int) -> Numbers:
    lines = _ranked(meeting_id)
    first = func.sum(case((lines.c.rank == 1, 1), else_=0))
    found, people = dict.fromkeys(S, 0), dict.fromkeys(S, 0)
    for state, number, once in db.session.execute(select(lines.c.state, func.count(), first).group_by(lines.c.state)):
        found[state], people[state] = number, once
    return Numbers(found, people)


def _ranked(meeting_id: int) -> Subquery:
    """The lines of this list, each with its rank among those of the same person."""
    state = Registration.state
    nearest = case((state.in_(HOLDS_SEAT), 0), (state == S.WAITLISTED, 1), else_=2)
    rank = func.row_number().over(partition_by=main_of(Registration.person_id), order_by=(nearest, Registration.id))
    return select(state, Registration.id, rank.label("rank")).where(Registration.meeting_id == meeting_id).subquery()


def _seated_at(meeting_id: int | InstrumentedAttribute[int]) -> Select[int]:
    """The people who have a seat at this meeting, by whichever of their records."""
    seat = aliased(Registration)
    query = select(main_of(seat.person_id)).where(seat.meeting_id == meeting_id, seat.state.in_(HOLDS_SEAT))
    return query.correlate_except(seat)


def _waits(meeting_id: int | InstrumentedAttribute[int]) -> tuple[ColumnElement[bool], ...]:
    """A line waits unless its person has a seat by another record, which a join may have made theirs."""
    in_queue = (Registration.meeting_id == meeting_id, Registration.state == S.WAITLISTED)
    return *in_queue, main_of(Registration.person_id).not_in(_seated_at(meeting_id))


def _whole() -> Select[Registration]:
    """A registration with its person, its meeting and the meeting's unit."""
    query = select(Registration).join(Registration.person).join(Registration.meeting).join(Meeting.unit)
    meeting = contains_eager(Registration.meeting).contains_eager(Meeting.unit)
    return query.options(contains_eager(Registration.person), meeting)


def guests(meeting_id: int, state: RegistrationState | None = None) -> Select[Registration]:
    """The meeting's list: requests for leave first, then the waiting list in its order, then by time."""
    query = select(Registration).join(Registration.person).options(contains_eager(Registration.person))
    query = query.where(Registration.meeting_id == meeting_id)
    query = query.where(Registration.state == state) if state else query.where(Registration.state != S.WITHDRAWN)
    asks = Registration.state != S.LEAVE_ASKED
    return query.order_by(asks, Registration.place.is_(None), Registration.place, Registration.at, Registration.id)


def get_registration(meeting: Meeting, registration_id: int) -> Registration:
    """One line of this meeting's list. Raises NotFound."""
    mine = (Registration.id == registration_id, Registration.meeting_id == meeting.id)
    found = db.session.scalar(_whole().where(*mine))
    if found is None:
        raise NotFound("这场会的名单上没有这个人。请回到名单再看看。")
    return found


def by_index(indexes: Sequence[bytes]) -> Registration | None:
    """The registration with one of these indexes of a personal code (codes.indexes_of)."""
    return db.session.scalar(_whole().where(Registration.code_index.in_(indexes)))


def by_id(registration_id: int) -> Registration | None:
    return db.session.scalar(_whole().where(Registration.id == registration_id))


def registration_of(meeting_id: int, person_id: int) -> Registration | None:
    mine = (Registration.meeting_id == meeting_id, Registration.person_id == person_id)
    return db.session.scalar(_whole().where(*mine))


def invitation(meeting_code: str, person_id: int) -> Registration | None:
    """The person's own line at the meeting with this code."""
    here = Meeting.code == (read_code(meeting_code, CROCKFORD) or "")
    return db.session.scalar(_whole().where(here, Registration.id == own_line(person_id, Meeting.id)))


def own_line(person_id: int, meeting_id: ColumnElement[int] | InstrumentedAttribute[int]) -> ColumnElement[int]:
    """The id of the person's line at the meeting of the surrounding query, else of one that is shown with theirs."""
    line = aliased(Registration)
    mine = (line.meeting_id == meeting_id, line.person_id.in_(joining.shown(person_id)), line.state != S.WITHDRAWN)
    first = select(line.id).where(*mine).order_by(line.person_id != person_id, line.id).limit(1)
    return first.correlate_except(line).scalar_subquery()


def own_meeting(actor: Actor, meeting_code: str) -> Meeting:
    """The meeting on whose list the actor is. Raises NotFound."""
    line = invitation(meeting_code, actor.id or 0)
    if line is None:
        raise NotFound(NOT_LISTED)
    return line.meeting


def of_persons(meeting_id: int, person_ids: Iterable[int]) -> Sequence[Registration]:
    """The lines of these people, who share a phone, on this list."""
    theirs = (Registration.meeting_id == meeting_id, Registration.person_id.in_(list(person_ids)))
    return db.session.scalars(_whole().where(*theirs).order_by(Registration.at)).all()


def ahead_of(person_ids: Iterable[int]) -> Sequence[Registration]:
    """The lines of these people, who share a phone, at meetings that have not ended, the next first."""
    theirs = (Registration.person_id.in_(list(person_ids)), Registration.state != S.WITHDRAWN)
    return db.session.scalars(_whole().where(*theirs, Meeting.ends_at > clock.now()).order_by(Meeting.starts_at)).all()


def waiting(meeting_id: int, most: int) -> Sequence[Registration]:
    """The first of the waiting list, in order."""
    query = _whole().where(*_waits(meeting_id))
    return db.session.scalars(query.order_by(Registration.place, Registration.id).limit(most)).all()


def before(registration: Registration) -> int:
    """How many people wait before this one."""
    people = select(func.count(main_of(Registration.person_id).distinct())).where(*_waits(registration.meeting_id))
    return db.session.scalar(people.where(Registration.place < registration.place)) or 0


def next_place(meeting_id: int) -> int:
    """The next place of the waiting list; the meeting's row must be locked."""
    last = db.session.scalar(select(func.max(Registration.place)).where(Registration.meeting_id == meeting_id))
    return (last or 0) + 1


def known_in(meeting_id: int) -> set[int]:
    """Everybody who was ever on the list; inviting again skips them."""
    return set(db.session.scalars(select(Registration.person_id).where(Registration.meeting_id == meeting_id)))


def holders(path: str, roles: Sequence[Role]) -> list[tuple[Person, Role, str]]:
    """(person, role, unit) of everybody who holds one of the roles at the unit or below it today, each person once."""
    query = select(Person, Appointment.role, Unit.short_name).join(Appointment, Appointment.person_id == Person.id)
    query = query.join(Appointment.unit).where(Unit.path.startswith(path, autoescape=True), *held_on(clock.today()))
    rows = db.session.execute(query.where(Appointment.role.in_(roles)).order_by(Unit.id, Appointment.id))
    return list({person.id: (person, role, unit) for person, role, unit in rows}.values())


def typed_persons(meeting: Meeting, name_indexes: Sequence[bytes]) -> Sequence[Person]:
    """Persons of these names that a line of a list may refer to: on this list, or on another one of this unit without a
    phone of their own. What another unit typed is another person, until a proof joins the two.
    """
    here = select(Registration.person_id).where(Registration.meeting_id == meeting.id)
    ours = select(Registration.person_id).join(Registration.meeting).where(Meeting.unit_id == meeting.unit_id)
    typed = and_(Person.device_id.is_(None), Person.id.in_(ours))
    means: ColumnElement[bool] = or_(typed, Person.id.in_(here))
    query = select(Person).where(Person.name_index.in_(name_indexes), Person.erased_at.is_(None), means)
    return db.session.scalars(query.order_by(Person.created_at)).all()


def sides(meeting_id: int) -> dict[Side, int]:
    """How many people hold a seat, by side."""
    lines = _ranked(meeting_id)
    seats = (lines.c.rank == 1, lines.c.state.in_(HOLDS_SEAT))
    query = select(Registration.side, func.count()).join(lines, lines.c.id == Registration.id).where(*seats)
    return dict(db.session.execute(query.group_by(Registration.side)).all())


def with_a_queue() -> Sequence[Meeting]:
    """Future meetings where somebody waits although a seat is free, in one statement; mostly empty."""
    seat = aliased(Registration)
    seats = select(func.count(main_of(seat.person_id).distinct())).where(seat.state.in_(HOLDS_SEAT))
    taken = seats.where(seat.meeting_id == Meeting.id).scalar_subquery()
    someone = select(Registration.id).where(*_waits(Meeting.id)).exists()
    query = select(Meeting).join(Meeting.unit).options(contains_eager(Meeting.unit))
    ahead = (Meeting.state.in_(BEFORE_THE_START), Meeting.starts_at > clock.now())
    return db.session.scalars(query.where(*ahead, someone, Meeting.capacity > taken)).all()


def untold(limit: int) -> Sequence[Registration]:
    """People invited to a meeting that is announced by now, and not told yet."""
    waits = (Registration.state == S.INVITED, Registration.told_at.is_(None))
    announced = (Meeting.state.in_(TO_COME), Meeting.ends_at > clock.now())
    return db.session.scalars(_whole().where(*waits, *announced).order_by(Registration.at).limit(limit)).all()


def beginning(after: datetime, before: datetime) -> Sequence[Meeting]:
    """Announced meetings that begin between these times."""
    between = (Meeting.starts_at > after, Meeting.starts_at <= before)
    ahead = Meeting.state.in_(BEFORE_THE_START)
    return db.session.scalars(select(Meeting).where(ahead, *between)).all()


def unreminded(meeting_id: int, mark: datetime) -> Sequence[Registration]:
    """People who are expected and were not reminded or added since this time."""
    query = select(Registration).join(Registration.person).options(contains_eager(Registration.person))
    theirs = (Registration.meeting_id == meeting_id, Registration.state.in_(COMING))
    return db.session.scalars(query.where(*theirs, Registration.reminded_at < mark).limit(500)).all()


def shown_name(person: Person) -> str:
    """The name as staff see it on a list: in full for members and staff, masked for residents."""
    name = vault.name_of(person)
    return mask_name(name) if person.kind is PersonKind.RESIDENT else name
