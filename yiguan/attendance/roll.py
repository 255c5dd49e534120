"""签到表: everybody on the meeting's list and everybody who came, once each, for paper, xlsx and csv."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select

from yiguan.attendance.marks import EXPORT
from yiguan.attendance.models import CheckIn
from yiguan.attendance.states import CheckInSource, CheckInState, Grade
from yiguan.audit import trail
from yiguan.base.actor import Actor
from yiguan.base.errors import require
from yiguan.documents.sheets import Cell
from yiguan.meetings.models import Meeting
from yiguan.meetings.parts import Part
from yiguan.meetings.rules import can_run, whom_to_ask
from yiguan.people import vault
from yiguan.people.joining import main_of
from yiguan.people.models import Person
from yiguan.people.privacy.masks import mask_name
from yiguan.people.states import PersonKind
from yiguan.registrations.models import Registration
from yiguan.registrations.states import LISTED, RegistrationState, Side
from yiguan.store.db import db

HEADERS = ("序号", "姓名", "身份", "单位", "是否到会", "签到时间", "怎么签的", "等级")
SIDES = {PersonKind.MEMBER: Side.MEMBER, PersonKind.RESIDENT: Side.RESIDENT, PersonKind.STAFF: Side.DEPARTMENT}


@dataclass(frozen=True)
class Line:
    """One person; `came_to` has their check-ins by part, and is empty for somebody who has not come."""

    name: str
    side: str
    unit: str
    state: RegistrationState | None
    came_to: dict[int, CheckIn]

    @property
    def _first(self) -> CheckIn | None:
        return next(iter(self.came_to.values()), None)

    @property
    def at(self) -> datetime | None:
        """When they were scanned at the first part they came to."""
        return self._first.moment if self._first else None

    @property
    def source(self) -> CheckInSource | None:
        return self._first.source if self._first else None

    @property
    def grade(self) -> Grade | None:
        return self._first.grade if self._first else None

    @property
    def shown(self) -> str:
        """The name for pages, masked for residents."""
        return mask_name(self.name) if self.side == Side.RESIDENT.label else self.name

    @property
    def on_leave(self) -> bool:
        return self.state is RegistrationState.ON_LEAVE

    @property
    def came(self) -> str:
        """到会, 请假 or 未到."""
        if self.at:
            return "到会"
        return "请假" if self.on_leave else "未到"


def lines_of(meeting: Meeting) -> list[Line]:
    """Those who came, in their order, then those who were expected; two records of one person are one line."""
    came = and_(CheckIn.person_id == Person.id, CheckIn.meeting_id == meeting.id, CheckIn.state == CheckInState.COUNTED)
    listed = and_(Registration.person_id == Person.id, Registration.meeting_id == meeting.id)
    query = (
        select(Person.id, Person.name, Person.kind, Registration.side, Registration.unit_name, Registration.state)
        .add_columns(main_of(Person.id), CheckIn)
        .outerjoin(CheckIn, came)
        .outerjoin(Registration, listed)
        .where(or_(CheckIn.id.is_not(None), Registration.state.in_(LISTED)))
        .order_by(CheckIn.at.is_(None), CheckIn.id, Registration.id)
    )
    lines: dict[int, Line] = {}
    for person_id, name, kind, side, unit, state, main_id, check_in in db.session.execute(query):
        was = check_in.as_kind if check_in is not None else kind
        label = (side or SIDES[was or kind]).label
        line = lines.setdefault(main_id, Line(vault.open_name(person_id, name), label, unit or "", state, {}))
        if check_in is not None:
            line.came_to.setdefault(check_in.part, check_in)
    return list(lines.values())


def take_away(actor: Actor, meeting: Meeting, kind: str) -> list[Line]:
    """The list for a file. Names leave the system with it, so it is recorded in the trail with the kind of file."""
    require(can_run(actor, meeting), whom_to_ask(meeting.unit))
    trail.record(meeting, EXPORT, by=actor, note=kind)
    return lines_of(meeting)


def headers(parts: Sequence[Part]) -> tuple[str, ...]:
    """The column headers, with one more for the time at each part if the meeting has several."""
    return HEADERS + tuple(part.label for part in parts if part.title)


def cells(lines: Sequence[Line], parts: Sequence[Part]) -> list[tuple[Cell, ...]]:
    return [
        (
            number,
            line.name,
            line.side,
            line.unit,
            line.came,
            line.at,
            line.source.label if line.source else "",
            f"{line.grade} {line.grade.label}" if line.grade else "",
            *(_at(line, part) for part in parts if part.title),
        )
        for number, line in enumerate(lines, start=1)
    ]


def _at(line: Line, part: Part) -> Cell:
    found = line.came_to.get(part.number)
    return found.moment if found else ""
