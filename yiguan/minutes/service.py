from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm.attributes import flag_modified

from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, Invalid, require
from yiguan.calendar.deadlines import working_deadline
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import HELD
from yiguan.minutes import notices, queries, rules, wording
from yiguan.minutes.models import ConsensusItem, Minutes
from yiguan.minutes.states import MINUTES_FLOW, ConsensusKind, MinutesState
from yiguan.organisation.models import Unit
from yiguan.organisation.queries import DEPARTMENT_KINDS, units_of
from yiguan.store.db import db

FINAL_DAYS = 5  # working days after the meeting (domain.md §9.1, minutes.final)
Rows = Sequence[Mapping[str, Any]]


def open_minutes(actor: Actor, meeting: Meeting, *, summary: str, items: Rows) -> Minutes:
    """The first draft. Raises Conflict before the meeting is over, Invalid for rows that cannot stand."""
    require(rules.can_write(actor, meeting.unit))
    if meeting.state not in HELD:
        raise Conflict("会还没有开完，纪要要等会后再写，什么都没有存下。请先到会议页点“结束会议”。", code="wrong_state")
    units = _units_for(meeting, items)
    due = working_deadline(meeting.ends_at, FINAL_DAYS).due
    minutes = Minutes(meeting_id=meeting.id, unit_id=meeting.unit_id, summary=summary, due_on=due, at=clock.now())
    minutes.meeting, minutes.unit, minutes.is_sample = meeting, meeting.unit, meeting.is_sample
    db.session.add(minutes)
    trail.record(minutes, "create", by=actor)
    _put_items(minutes, items, units)
    return minutes


def edit_minutes(actor: Actor, minutes: Minutes, *, summary: str, items: Rows) -> Minutes:
    """The whole text anew. Raises Conflict once it is confirmed: later only a dated correction (MN-03)."""
    if minutes.state in (MinutesState.CONFIRMED, MinutesState.PUBLISHED):
        raise Conflict("这份纪要已经定稿，内容锁住了，这次没有存下。发现有误，请另出更正说明。", code="locked")
    require(rules.can_edit(actor, minutes), "纪要正在核定，由召集人来改，这次没有存下。请把意见告诉召集人。")
    units = _units_for(minutes.meeting, items)
    minutes.summary = summary
    flag_modified(minutes, "summary")  # the version must rise even when only an item changed
    trail.record(minutes, "edit", by=actor)
    db.session.execute(delete(ConsensusItem).where(ConsensusItem.minutes_id == minutes.id))
    _put_items(minutes, items, units)
    return minutes


def _units_for(meeting: Meeting, items: Rows) -> dict[str, Unit]:
    """The units that rows name, by code. Raises Invalid at the row that names an unknown one."""
    if items and queries.was_short(meeting):
        sentence = "这次会有一方没到齐，只记情况，不写共识事项。请把下面的事项清空，再点保存。"
        raise Invalid(fields={"items": [sentence]})
    units = {unit.code: unit for unit in units_of(*DEPARTMENT_KINDS)} if items else {}
    unknown = {
        f"items-{at}-unit": ["没有这个单位，请从清单里选。"]
        for at, item in enumerate(items)
        if item["unit"] and item["unit"] not in units
    }
    if unknown:
        raise Invalid(fields=unknown)
    return units


def _put_items(minutes: Minutes, items: Rows, units: Mapping[str, Unit]) -> None:
    for position, item in enumerate(items, start=1):
        unit = units.get(item["unit"] or "")
        row = ConsensusItem(minutes_id=minutes.id, position=position, unit_id=unit.id if unit else None)
        row.kind, row.text, row.due_on, row.dissent = item["kind"], item["text"], item["due_on"], item["dissent"]
        db.session.add(row)
    db.session.flush()


def submit_minutes(actor: Actor, minutes: Minutes) -> Minutes:
    """To the convener for confirmation. It stays in the station, so its staff may do it too."""
    require(rules.can_write(actor, minutes.unit))
    trail.move(minutes, MINUTES_FLOW, "submit", by=actor)
    notices.minutes_submitted(actor, minutes)
    return minutes


def return_minutes(actor: Actor, minutes: Minutes, *, note: str) -> Minutes:
    require(rules.can_confirm(actor, minutes.unit))
    trail.move(minutes, MINUTES_FLOW, "return", by=actor, note=note)
    notices.minutes_returned(minutes, note)
    return minutes


def confirm_minutes(actor: Actor, minutes: Minutes) -> Minutes:
    """Locks the text under its digest. Raises Invalid while a promise names no unit or no date (domain.md §9.2.5)."""
    require(rules.can_confirm(actor, minutes.unit))
    MINUTES_FLOW.target("confirm", minutes.state)
    items = queries.items_of(minutes)
    if loose := _loose_promises(items):
        raise Invalid(fields=loose)
    minutes.confirmed_at, minutes.digest = clock.now(), wording.digest(minutes, items)
    trail.move(minutes, MINUTES_FLOW, "confirm", by=actor)
    return minutes


def _loose_promises(items: Sequence[ConsensusItem]) -> dict[str, list[str]]:
    loose: dict[str, list[str]] = {}
    for item in items:
        if item.kind is ConsensusKind.COMMITMENT and item.unit_id is None:
            loose[f"items-{item.position - 1}-unit"] = ["承诺要写明由哪个单位来办。"]
        if item.kind is ConsensusKind.COMMITMENT and item.due_on is None:
            loose[f"items-{item.position - 1}-due_on"] = ["承诺要写明哪天以前办好。"]
    return loose
