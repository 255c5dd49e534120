"""How minutes begin, and how their rows are written down."""

from collections.abc import Mapping, Sequence
from typing import Any

from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, Invalid, require
from yiguan.calendar import service as calendar
from yiguan.calendar.limits import working_days
from yiguan.meetings.models import Meeting
from yiguan.meetings.rules import whom_to_ask
from yiguan.meetings.states import HELD
from yiguan.minutes import rules
from yiguan.minutes.marks import CREATE
from yiguan.minutes.models import ConsensusItem, Minutes
from yiguan.minutes.parameters import FINAL
from yiguan.organisation.models import Unit
from yiguan.organisation.queries import departments_in
from yiguan.organisation.values import value_of
from yiguan.store.db import db

Rows = Sequence[Mapping[str, Any]]


def open_minutes(actor: Actor, meeting: Meeting, *, summary: str, items: Rows) -> Minutes:
    """The first draft. Raises Conflict before the meeting is over, Invalid for rows that cannot stand."""
    require(rules.can_write(actor, meeting.unit), whom_to_ask(meeting.unit))
    if meeting.state not in HELD:
        raise Conflict("会还没有开完，纪要要等会后再写，什么都没有存下。请先到会议页点“结束会议”。", code="wrong_state")
    units = units_for(meeting, items)
    minutes = Minutes(meeting_id=meeting.id, unit_id=meeting.unit_id, summary=summary, at=clock.now())
    minutes.meeting, minutes.unit, minutes.is_sample = meeting, meeting.unit, meeting.is_sample
    calendar.begin(minutes, meeting.ends_at, working_days(value_of(FINAL)))
    db.session.add(minutes)
    trail.record(minutes, CREATE, by=actor)
    put_items(minutes, items, units)
    return minutes


def units_for(meeting: Meeting, items: Rows) -> dict[str, Unit]:
    """The units that rows name, by code. Raises Invalid at the row that names an unknown one."""
    if items and meeting.was_short:
        sentence = "这次会有一方没到齐，只记情况，不写共识事项。请把下面的事项清空，再点保存。"
        raise Invalid(fields={"items": [sentence]})
    return departments_in(items)


def put_items(minutes: Minutes, items: Rows, units: Mapping[str, Unit]) -> None:
    for position, item in enumerate(items, start=1):
        unit = units.get(item["unit"] or "")
        row = ConsensusItem(minutes_id=minutes.id, position=position, unit_id=unit.id if unit else None)
        row.kind, row.text, row.due_on, row.dissent = item["kind"], item["text"], item["due_on"], item["dissent"]
        db.session.add(row)
    db.session.flush()
