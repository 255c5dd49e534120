"""The papers of the office about a case: 交办通知 of all cases of its paper, 催办函 while it is late."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, require
from yiguan.documents import forms
from yiguan.documents.forms import Listed, Sent
from yiguan.documents.paper import Paper
from yiguan.handling import queries, rules
from yiguan.handling.models import Handling
from yiguan.handling.states import PRESSING, UNANSWERED, HandlingState
from yiguan.organisation.models import Unit
from yiguan.organisation.queries import units_of
from yiguan.organisation.states import UnitKind

S = HandlingState
ISSUERS = (UnitKind.DISPATCH, UnitKind.OFFICE, UnitKind.DISTRICT)
"""Who assigns and presses: the first of these that the district has."""
MOST_WORDS = 60
"""Of an item in a list: the paper itself has the whole."""
ASKED = "请抓紧办理，尽快答复；有困难的，请说明办到哪一步、卡在哪里、哪天能答复。"
NOT_OFFICE = "交办通知由区政协办公室、督查室来发。请向他们要，这件的情况在它的页面上。"
NOT_PRESSING = "催办函由区政协、督查室来发。这件的情况在它的页面上。"
NOT_ASSIGNED = "还没有交给哪个单位，没有可以写进通知的。请先在这件的页面点“交办”，再下载交办通知。"
ANSWERED = "这件已经答复或者了结，不用再催。请回到这件的页面看现在的情况。"
UNASSIGNED = "这件还没有交办，没有单位可以催。请先在这件的页面点“交办”。"
STANDS = "现在暂停计时，没有到期日，不算逾期。要催，请先在这件的页面点“接着计时”。"
IN_TIME = "这件还没有逾期，{day}到期，不用发催办函。要提醒，请在这件的页面点“催办”，记一次电话。"


def assignment(actor: Actor, handling: Handling) -> Paper:
    """Raises Forbidden for others than the office, Conflict as long as nothing is assigned."""
    require(rules.is_office(actor, handling), NOT_OFFICE)
    cases = queries.assigned_with(actor, handling)
    if not cases:
        raise Conflict(NOT_ASSIGNED, code="not_assigned")
    opening = (
        f"现将{handling.sender.name}《{handling.title}》（{handling.source}）提出的事项交给你们研究办理。"
        "请主办单位按清单写明的期限逐条答复，写明办理类别；计划解决的，写明哪天办成。协办单位请配合办理，会签答复。\n"
        f"不属于本单位职责的，请在交办以后{queries.OBJECTION_DAYS}个工作日内写明依据，申请改办。"
    )
    number, day = _issued(cases)
    sent = replace(_sent([case.unit for case in cases if case.unit]), number=number, day=day)
    return forms.assignment(sent, f"关于交办《{handling.title}》的通知", opening, [_listed(case) for case in cases])


def reminder(actor: Actor, handling: Handling) -> Paper:
    """Raises Forbidden for who may not press the unit, Conflict unless the case is late and unanswered."""
    require(rules.can_press(actor, handling), NOT_PRESSING)
    if refusal := _not_late(handling):
        raise Conflict(refusal, code="not_late")
    today, due, limit = clock.today(), handling.due_on, handling.deadline
    assert handling.unit and due and limit  # noqa: S101, PT018 - late, so there are a unit and a last day
    pressed = sum(entry.kind in PRESSING for entry in queries.entries_of(handling, internal=False))
    before = f"此前已经催办{pressed}次。" if pressed else ""
    opening = (
        f"你单位承办的《{handling.title}》（{handling.source}），应当在{clock.written(due)}以前答复，"
        f"到{clock.written(today)}已经{limit.label(today)}，现在是“{handling.state.label}”。{before}"
    )
    return forms.reminder(_sent([handling.unit]), opening, [_listed(handling)], ASKED)


def offered(actor: Actor, handling: Handling) -> list[tuple[str, str]]:
    """The papers that the page offers: the word in the address, and the name."""
    notice = rules.is_office(actor, handling) and handling.dispatched_at and handling.state is not S.ESCALATED
    pressing = rules.can_press(actor, handling) and not _not_late(handling)
    return [*([("assignment", "交办通知")] if notice else []), *([("reminder", "催办函")] if pressing else [])]


def _not_late(handling: Handling) -> str:
    """What stands against a 催办函; empty if nothing does."""
    if handling.state not in UNANSWERED:
        return ANSWERED
    if handling.state is S.PENDING:
        return UNASSIGNED
    if handling.due_on is None:
        return STANDS
    return "" if handling.due_on < clock.today() else IN_TIME.format(day=clock.day(handling.due_on))


def _sent(units: Sequence[Unit]) -> Sent:
    """From whom, to these units; number and day come when it leaves."""
    issuer = next(unit for kind in ISSUERS for unit in units_of(kind))
    addressees = dict.fromkeys(unit.name for unit in units)
    return Sent(issuer.name, "、".join(addressees), notes=(f"联系电话：{issuer.phone}",) if issuer.phone else ())


def _issued(cases: Sequence[Handling]) -> tuple[str, date | None]:
    """Number and day of the 交办通知 that went out, if one did for all these cases and none went elsewhere since."""
    numbers = {case.paper for case in cases}
    days = {clock.local(case.dispatched_at).date() for case in cases if case.dispatched_at}
    if len(numbers) > 1 or len(days) > 1 or "" in numbers or any(case.disputes for case in cases):
        return "", None
    return numbers.pop(), days.pop()


def _listed(case: Handling) -> Listed:
    """Where there is no last day, it says why."""
    places = "、".join(str(item.position) for item in case.items)
    words = "\n".join(_short(item.text) for item in case.items)
    helping = tuple(unit.short_name for unit in queries.co_units_of(case))
    without = "暂停计时，没有到期日" if case.state in UNANSWERED else "已经答复"
    return Listed(
        f"{case.source}第{places}条", words, case.unit.short_name if case.unit else "", helping, case.due_on or without
    )


def _short(text: str) -> str:
    whole = " ".join(text.split())
    return whole if len(whole) <= MOST_WORDS else f"{whole[:MOST_WORDS]}……"
