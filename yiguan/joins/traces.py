"""Where a person stands in the records of the actor's units: what staff tell two records apart by, and no more.

Nobody is found who has no trace within the actor's reach, and nothing of other units is told.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, or_, select

from yiguan.attendance.models import CheckIn
from yiguan.attendance.states import CheckInState
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.codes import in_fours
from yiguan.leads import receipts
from yiguan.leads.models import Lead
from yiguan.meetings.models import Meeting
from yiguan.organisation.models import Unit
from yiguan.people import vault
from yiguan.people.models import Appointment, Person
from yiguan.people.seconding import SEERS
from yiguan.registrations.models import Registration
from yiguan.registrations.states import RegistrationState
from yiguan.store.db import db
from yiguan.store.reach import reaches

MOST, SHOWN = 20, 6
BETWEEN = re.compile(r"[\s,，、;；]+")


@dataclass(frozen=True)
class Trace:
    """One line: at which unit, what, when."""

    path: str
    unit: str
    words: str
    at: datetime | None = None


@dataclass(frozen=True)
class Kind:
    """One kind of trace: its rows of person, unit and record, and what a line says of the record, and when."""

    rows: Select[Any, Unit, Any]
    says: Callable[[Any], tuple[str, datetime | None]]

    @property
    def person(self) -> ColumnElement[int]:
        return next(iter(self.rows.selected_columns))


_lines = select(Registration.person_id, Unit, Meeting).join(Meeting, Meeting.id == Registration.meeting_id)
_visits = select(CheckIn.person_id, Unit, Meeting).join(Meeting, Meeting.id == CheckIn.meeting_id).distinct()
_lines = _lines.where(Registration.state != RegistrationState.WITHDRAWN).join(Unit, Unit.id == Meeting.unit_id)
_visits = _visits.where(CheckIn.state == CheckInState.COUNTED).join(Unit, Unit.id == Meeting.unit_id)


def _of_lead(lead: Lead) -> tuple[str, datetime]:
    """With its number, since staff have the slip before them."""
    return f"反映：{lead.title}，编号 {in_fours(lead.receipt)}", lead.at


KINDS = (
    Kind(select(Lead.person_id, Unit, Lead).join(Lead.unit), _of_lead),
    Kind(_lines, lambda meeting: (f"在名单上：{meeting.title}", meeting.starts_at)),
    Kind(_visits, lambda meeting: (f"到会：{meeting.title}", meeting.starts_at)),
    Kind(
        select(Appointment.person_id, Unit, Appointment).join(Appointment.unit),
        lambda held: (f"任职：{held.title or held.role.label}", None),
    ),
)
Lines = Sequence[Trace]
Traces = Mapping[int, Lines]


def traces_of(actor: Actor, person_ids: Collection[int]) -> Traces:
    """Person → their traces within the actor's reach, the latest first; who has none is left out."""
    found: dict[int, list[Trace]] = defaultdict(list)
    for person_id, trace in _all(_within(actor), list(person_ids)):
        found[person_id].append(trace)
    return {number: sorted(lines, key=_when, reverse=True) for number, lines in found.items()}


def _within(actor: Actor) -> ColumnElement[bool]:
    return reaches(actor, Unit.path, *SEERS)


def _when(trace: Trace) -> float:
    return trace.at.timestamp() if trace.at else 0.0


def _all(within: ColumnElement[bool], ids: Sequence[int]) -> Iterator[tuple[int, Trace]]:
    for kind in KINDS:
        for number, unit, record in db.session.execute(kind.rows.where(within, kind.person.in_(ids))):
            yield number, Trace(unit.path, unit.short_name, *kind.says(record))


def find(actor: Actor, typed: str) -> Traces:
    """Who has exactly one of these names or receipts, and a trace within the actor's reach; the receipts first."""
    words = [word for word in BETWEEN.split(typed) if word][:6]
    names = [vault.name_index(word) for word in words]
    numbers = [number for word in words if (number := receipts.read(word))]
    within = _within(actor)
    by_receipt = Person.id.in_(select(Lead.person_id).join(Lead.unit).where(Lead.receipt.in_(numbers), within))
    wanted = (Person.name_index.in_(names) | by_receipt, Person.erased_at.is_(None), _is_seen(within))
    first = case((by_receipt, 0), else_=1), Person.created_at.desc(), Person.id
    ids = db.session.scalars(select(Person.id).where(*wanted).order_by(*first).limit(MOST)).all()
    found = traces_of(actor, ids)
    return {number: found[number] for number in ids if number in found}


def _is_seen(within: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the person has a trace there."""
    return or_(*(kind.rows.where(within, kind.person == Person.id).exists() for kind in KINDS))


def unit_over(one: Lines, other: Lines) -> Unit | None:
    """The lowest unit that has traces of both at or below it."""
    shared = (_common(a.path, b.path) for a in one for b in other)
    path = max(shared, key=lambda path: path.count("/"), default="")
    return db.session.scalar(select(Unit).where(Unit.path == path))


def _common(path: str, other: str) -> str:
    same: list[str] = []
    for mine, theirs in zip(path.split("/")[:-1], other.split("/")[:-1], strict=False):
        if mine != theirs:
            break
        same.append(f"{mine}/")
    return "".join(same)


def told(lines: Lines) -> list[str]:
    """The latest lines, for a page."""
    days = (f"{clock.day(line.at)} " if line.at else "" for line in lines)
    return [f"{day}{line.unit} · {line.words}" for day, line in zip(days, lines[:SHOWN], strict=False)]
