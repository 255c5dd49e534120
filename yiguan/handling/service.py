"""What is particular to the acts of assigning: who answers, by when, and who decides a dispute."""

from datetime import date

from sqlalchemy import delete, select

from yiguan.base import clock
from yiguan.base.act import Trace
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict
from yiguan.calendar import service as calendar
from yiguan.calendar.states import Rule
from yiguan.handling.models import CoHandler, Handling, HandlingEntry, HandlingItem
from yiguan.handling.queries import OBJECTION_DAYS, last_day_to_object, may_object
from yiguan.handling.rules import MOST_DISPUTES
from yiguan.handling.states import MONTHS, EntryKind, Span
from yiguan.organisation.models import Unit
from yiguan.store.db import db

TOO_LATE = "交办以后{days}个工作日内可以申请改办，{last}就截止了，什么都没有改动。请打区政协办公室电话说明。"
FINAL = "已经改过两次，由督查室最后定了，不能再申请，什么都没有改动。请照办，有困难打督查室电话。"
SAME = "这件本来就是{unit}的，什么都没有改动。不改单位，请点“还由原单位办”。"


def dispatch(actor: Actor, handling: Handling, *, unit: Unit, span: Span, paper: str) -> Trace:
    """交办: the clock runs from here, not from the receipt (RV-13)."""
    handling.paper = paper
    _hand_to(handling, unit)
    calendar.begin(handling, clock.today(), MONTHS[span], Rule.MONTHS)
    return Trace(after=unit.short_name)


def redispatch(actor: Actor, handling: Handling, *, unit: Unit) -> Trace:
    """Another unit, with the time that the first one had; the former one hears of it."""
    before = handling.unit
    if before is None or before.id == unit.id:
        raise Conflict(SAME.format(unit=unit.short_name), code="same_unit")
    length = handling.limit.length if handling.limit else None
    _hand_to(handling, unit)
    calendar.begin(handling, clock.today(), length or MONTHS[Span.QUARTER], Rule.MONTHS)
    return Trace(before=before.short_name, after=unit.short_name, found=before)


def _hand_to(handling: Handling, unit: Unit) -> None:
    handling.unit, handling.dispatched_at = unit, clock.now()
    theirs = select(HandlingItem.id).where(HandlingItem.handling_id == handling.id)
    db.session.execute(delete(CoHandler).where(CoHandler.item_id.in_(theirs), CoHandler.unit_id == unit.id))


def object_to(actor: Actor, handling: Handling) -> None:
    """Raises Conflict after three working days, and after the final decision."""
    if handling.disputes >= MOST_DISPUTES:
        raise Conflict(FINAL, code="decided")
    if not may_object(handling):
        last = last_day_to_object(handling)
        said = TOO_LATE.format(days=OBJECTION_DAYS, last=clock.day(last) if last else "")
        raise Conflict(said, code="too_late")
    handling.disputes += 1


def escalate(actor: Actor, handling: Handling) -> None:
    calendar.end(handling)


def note_down(actor: Actor, handling: Handling, *, kind: EntryKind, day: date, text: str) -> Trace:
    """Raises Conflict for a day to come."""
    if day > clock.today():
        raise Conflict("这一天还没有到，没有记下。请改成今天或以前的一天。", code="day_to_come")
    entry = HandlingEntry(handling_id=handling.id, kind=kind, day=day, text=text, by=actor.id, at=clock.now())
    db.session.add(entry)
    return Trace(after=str(kind), note=text)


def instruct(actor: Actor, handling: Handling, *, day: date, text: str) -> Trace:
    """批示 is internal: its words stand with the case, not in the trail."""
    note_down(actor, handling, kind=EntryKind.INSTRUCTION, day=day, text=text)
    return Trace(note="")
