"""Where a person stands in the records of the actor's units: what staff tell two records apart by, and no more.

Nobody is found who has no trace within the actor's reach, and nothing of other units is told.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, or_, select

from yiguan.attendance.models import CheckIn
from yiguan.attendance.states import CheckInState
from yiguan.base import clock
from yiguan.base.actor import Actor
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
    reported = select(Lead.person_id, Unit, Lead.at, Lead).join(Lead.unit).where(Lead.person_id.in_(ids))
    for number, unit, at, lead in db.session.execute(reported.where(within)):
        yield number, Trace(unit.path, unit.short_name, f"反映：{lead.title}", at)
    for number, unit, meeting in db.session.execute(_expected(ids).where(within)):
        yield number, Trace(unit.path, unit.short_name, f"在名单上：{meeting.title}", meeting.starts_at)
    for came, unit, meeting in db.session.execute(_came(ids).where(within)):
        yield came or 0, Trace(unit.path, unit.short_name, f"到会：{meeting.title}", meeting.starts_at)
    held = select(Appointment).join(Appointment.unit).add_columns(Unit).where(Appointment.person_id.in_(ids))
    for one, unit in db.session.execute(held.where(within)):
        yield one.person_id, Trace(unit.path, unit.short_name, f"任职：{one.title or one.role.label}")


def _expected(ids: Sequence[int]) -> Select[int, Unit, Meeting]:
    query = select(Registration.person_id, Unit, Meeting).join(Meeting, Meeting.id == Registration.meeting_id)
    listed = Registration.state != RegistrationState.WITHDRAWN
    return query.join(Unit, Unit.id == Meeting.unit_id).where(Registration.person_id.in_(ids), listed)


def _came(ids: Sequence[int]) -> Select[int | None, Unit, Meeting]:
    query = select(CheckIn.person_id, Unit, Meeting).join(Meeting, Meeting.id == CheckIn.meeting_id)
    counted = CheckIn.state == CheckInState.COUNTED
    return query.join(Unit, Unit.id == Meeting.unit_id).where(CheckIn.person_id.in_(ids), counted).distinct()


def find(actor: Actor, typed: str) -> Traces:
    """Who has exactly one of these names or receipts, and a trace within the actor's reach."""
    words = [word for word in BETWEEN.split(typed) if word][:6]
    names = [vault.name_index(word) for word in words]
    numbers = [number for word in words if (number := receipts.read(word))]
    by_receipt = select(Lead.person_id).join(Lead.unit).where(Lead.receipt.in_(numbers), _within(actor))
    wanted = or_(Person.name_index.in_(names), Person.id.in_(by_receipt))
    ids = db.session.scalars(select(Person.id).where(wanted, Person.erased_at.is_(None)).limit(50)).all()
    found = traces_of(actor, ids)
    return dict(list(found.items())[:MOST])


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
