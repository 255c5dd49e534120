"""What is particular to the acts of assigning: who answers, by when, and who decides a dispute."""

from datetime import date

from yiguan.base import clock
from yiguan.base.act import Trace
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, Invalid
from yiguan.calendar import service as calendar
from yiguan.calendar.limits import Length, calendar_days, given_day, months
from yiguan.handling.models import Handling, HandlingEntry
from yiguan.handling.queries import OBJECTION_DAYS, last_day_to_object, may_ask_extension, may_object, may_pause
from yiguan.handling.rules import MOST_DISPUTES
from yiguan.handling.states import EntryKind, Span
from yiguan.organisation.models import Unit
from yiguan.people.privacy.patterns import SOFT, find_personal
from yiguan.store.db import db

TOO_LATE = "交办以后{days}个工作日内可以申请改办，{last}就截止了，什么都没有改动。请打区政协办公室电话说明。"
FINAL = "已经改过两次，由督查室最后定了，不能再申请，什么都没有改动。请照办，有困难打督查室电话。"
NO_EXTENSION = "只能延期一次，要在到期以前申请，什么都没有改动。有困难请打督查室电话。"
NOTHING_ASKED = "现在没有等着定的延期申请，什么都没有改动。请刷新后看看现在的情况。"
STANDS = "已经暂停计时，或者已经逾期，停不了，什么都没有改动。逾期的，请催办。"
RUNS = "正在计时，不用接着，什么都没有改动。"
PERSONAL = "这段话里有电话、证件号或者住址，没有记下。请去掉再记，写“居民”就行。"
SAME = "这件本来就是{unit}的，什么都没有改动。不改单位，请点“还由原单位办”。"


def dispatch(actor: Actor, handling: Handling, *, unit: Unit, span: Span, day: date | None, paper: str) -> Trace:
    """交办: the clock runs from here, not from the receipt (RV-13). Raises Invalid for a day that has passed."""
    length = _length(span, day)
    handling.paper = paper
    _hand_to(handling, unit)
    calendar.begin(handling, clock.today(), length)
    return Trace(after=unit.short_name)


def _length(span: Span, day: date | None) -> Length:
    known = {Span.DAYS: calendar_days(30), Span.QUARTER: months(3), Span.HALF_YEAR: months(6)}
    if span in known:
        return known[span]
    if day is None or day <= clock.today():
        raise Invalid(fields={"day": ["请写今天以后的一天，单位在这天以前答复。"]})
    return given_day(clock.today(), day)


def redispatch(actor: Actor, handling: Handling, *, unit: Unit) -> Trace:
    """Another unit, with the time that the first one had; the former one hears of it."""
    before, limit = handling.unit, handling.limit
    if before is None or before.id == unit.id:
        raise Conflict(SAME.format(unit=unit.short_name), code="same_unit")
    _hand_to(handling, unit)
    calendar.begin(handling, clock.today(), limit.promised if limit else months(3))
    return Trace(before=before.short_name, after=unit.short_name, found=before)


def _hand_to(handling: Handling, unit: Unit) -> None:
    handling.unit, handling.dispatched_at, handling.asked_days = unit, clock.now(), None


def object_to(actor: Actor, handling: Handling) -> None:
    """Raises Conflict after three working days, and after the final decision."""
    if handling.disputes >= MOST_DISPUTES:
        raise Conflict(FINAL, code="decided")
    if not may_object(handling):
        last = last_day_to_object(handling)
        said = TOO_LATE.format(days=OBJECTION_DAYS, last=clock.day(last) if last else "")
        raise Conflict(said, code="too_late")
    handling.disputes += 1


def ask_extension(actor: Actor, handling: Handling, *, days: int) -> Trace:
    """Once, and before the last day (RV-05). Raises Conflict."""
    if not may_ask_extension(handling):
        raise Conflict(NO_EXTENSION, code="no_extension")
    handling.asked_days = days
    return Trace(after=str(days))


def grant_extension(actor: Actor, handling: Handling, *, note: str) -> Trace:
    days = _asked(handling)
    calendar.extend(actor, handling, days=days, reason=note)
    handling.asked_days = None
    return Trace(after=str(days))


def refuse_extension(actor: Actor, handling: Handling) -> None:
    _asked(handling)
    handling.asked_days = None


def _asked(handling: Handling) -> int:
    if handling.asked_days is None:
        raise Conflict(NOTHING_ASKED, code="nothing_asked")
    return handling.asked_days


def pause(actor: Actor, handling: Handling, *, note: str) -> None:
    """The clock stands while somebody else has to do something first; what is late stays late (decision 0056)."""
    if not may_pause(handling):
        raise Conflict(STANDS, code="stands")
    calendar.pause(actor, handling, reason=note, from_day=clock.today())


def resume(actor: Actor, handling: Handling) -> None:
    if handling.due_on is not None:
        raise Conflict(RUNS, code="runs")
    calendar.resume(handling, to_day=clock.today())


def escalate(actor: Actor, handling: Handling) -> None:
    handling.asked_days, handling.ended_at = None, clock.now()
    calendar.end(handling)


def note_down(actor: Actor, handling: Handling, *, kind: EntryKind, day: date, text: str) -> Trace:
    """Raises Invalid for a day to come, and where the text leads to a person."""
    if any(found.kind not in SOFT for found in find_personal(text)):
        raise Invalid(fields={"text": [PERSONAL]})
    if day > clock.today():
        raise Invalid(fields={"day": ["这一天还没有到，请改成今天或以前的一天。"]})
    entry = HandlingEntry(handling_id=handling.id, kind=kind, day=day, text=text, by=actor.id, at=clock.now())
    db.session.add(entry)
    return Trace(after=str(kind), note=text)


def instruct(actor: Actor, handling: Handling, *, day: date, text: str) -> Trace:
    """批示 is internal: its words stand with the case, not in the trail."""
    note_down(actor, handling, kind=EntryKind.INSTRUCTION, day=day, text=text)
    return Trace(note="")
