from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from tests.factories.attachments import a_pdf
from tests.factories.organisation import a_department, a_district, a_station
from tests.factories.people import an_account, an_officer, as_actor
from yiguan.attachments.contents import of_file
from yiguan.base import clock
from yiguan.base.act import Act
from yiguan.base.actor import SYSTEM, Actor
from yiguan.base.errors import Conflict
from yiguan.handling import acts, filing, queries
from yiguan.handling.entering import Matter, Paper, enter
from yiguan.handling.models import Handling, Reply, ReplyFile
from yiguan.handling.states import AnswerClass, EntryKind, FileUse, HandlingState, Openness, Span
from yiguan.organisation.models import Unit
from yiguan.people.queries import accounts_with
from yiguan.people.states import Role
from yiguan.store.db import db
from yiguan.workflow.perform import perform

S = HandlingState
_DRAFTED = ("dispatch", "receive", "write", "draft")
_SENT = (*_DRAFTED, "countersign", "check", "sign", "sign_off", "send")
WAYS: dict[HandlingState, tuple[str, ...]] = {
    S.PENDING: (),
    S.DISPATCHED: ("dispatch",),
    S.RECEIVED: ("dispatch", "receive"),
    S.IN_PROGRESS: ("dispatch", "receive", "write"),
    S.DISPUTED: ("dispatch", "object"),
    S.DRAFTED: _DRAFTED,
    S.CHECKED: _SENT[:6],
    S.UNIT_SIGNED: _SENT[:7],
    S.SIGNED_OFF: _SENT[:8],
    S.REPLIED: _SENT,
    S.TRACKING: (*_SENT, "track"),
    S.CLOSED: (*_SENT, "close"),
    S.ESCALATED: ("escalate",),
}
"""The acts that lead to a state, in order."""
BY_CLOCK = (
    *("lapse", "redo", "close", "track", "remind"),
    *("look_back", "look_back_not_done", "look_back_kept", "look_back_over", "look_back_unheard"),
)
"""The acts of the worker alone."""
WORDS = "请写明哪一处、哪一天。"


def a_case(state: HandlingState = S.PENDING, *, items: int = 2, promise: bool | None = None) -> Handling:
    """In this state, each act done by somebody who may. Items are one of the lead unit's, with a co-unit at the first;
    with a `promise` the last is of class B.
    """
    lead, helping = a_department("区住建局"), a_department("区消防救援大队")
    paper = Paper(a_station(), "关于解决老矿区充电难的建议", "铜议建〔2026〕9号", "/bench/recommendations/1/letter")
    matters = [
        Matter(n, f"第{n}处没有地方充电，请建车棚。", lead.id, [helping.id] if n == 1 else [])
        for n in range(1, items + 1)
    ]
    made = enter(SYSTEM, paper, matters)
    db.session.commit()
    handling = whole(made[1].handling_id)
    promise = state is S.TRACKING if promise is None else promise
    for step in WAYS[state]:
        given: dict[str, Any] = {"answers": answers(handling, promise=promise)} if step == "write" else {}
        take(handling, step, **given)
    db.session.commit()
    return handling


def whole(handling_id: int) -> Handling:
    """As a page reads it."""
    return queries.get_handling(dispatcher(), handling_id)


def take(handling: Handling, step: str, *, by: Actor | None = None, **given: Any) -> None:
    """Any act of the flow, by somebody who may, with what it needs."""
    act = next(one for one in vars(acts).values() if isinstance(one, Act) and one.name == step)
    perform(act, handling, by=by or who_may(step, handling), **{**needed(step, handling), **given})


def needed(step: str, handling: Handling) -> dict[str, Any]:
    """What the act asks for."""
    note = {"note": WORDS}
    log = {"day": clock.today(), "text": WORDS}
    made: dict[str, Callable[[], dict[str, Any]]] = {
        "dispatch": lambda: {"unit": handling.unit, "span": Span.QUARTER, "day": None, "paper": ""},
        "redispatch": lambda: {"unit": a_department("区城管局"), **note},
        "log": lambda: {"kind": EntryKind.VISIT, **log},
        "press": lambda: {"kind": EntryKind.PRESS_CALL, **log},
        "instruct": lambda: log,
        "ask_extension": lambda: {"days": 20, **note},
        "write": lambda: written(answers(handling)),
        "waive": lambda: {"unit": queries.co_units_of(handling)[0].code, **note},
        "check": lambda: {"leader": str(a_leader().id)},
        "sign_by_scan": lambda: {"name": "高向南", "day": clock.today()},
        "sign_off_by_scan": lambda: {"day": clock.today()},
    }
    return made.get(step, lambda: note)()


def answers(handling: Handling, *, promise: bool = False) -> list[dict[str, Any]]:
    rows = [
        {"position": item.position, "answer_class": AnswerClass.SOLVED, "text": f"第{item.position}处建好了。"}
        for item in handling.items
    ]
    by = {"answer_class": AnswerClass.PLANNED, "promised_on": clock.today() + timedelta(days=60)}
    return [{"promised_on": None, **row, **(by if promise and row is rows[-1] else {})} for row in rows]


def written(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"opening": "我局研究过了。", "openness": Openness.OPEN, "openness_reason": "", "answers": rows}


def a_file(handling: Handling, use: FileUse, *, by: Actor | None = None, inside: bytes = b"") -> ReplyFile:
    """A PDF, by default of the unit's liaison; `inside` makes another one of it."""
    content = of_file(a_pdf(inside), f"{use.label}.pdf")
    file = filing.add(by or a_liaison(handling.unit), handling, content, use)
    db.session.commit()
    return file


def last_reply(handling: Handling) -> Reply:
    reply = queries.last_reply(handling)
    assert reply is not None
    return reply


def dispatcher() -> Actor:
    return as_actor(an_account(Role.DISPATCH_OFFICER, name="督查员"))


def a_liaison(unit: Unit | None) -> Actor:
    return as_actor(an_account(Role.UNIT_LIAISON, unit, name="联络员"))


def a_unit_leader(unit: Unit | None) -> Actor:
    return as_actor(an_account(Role.UNIT_LEADER, unit, name="高向南"))


def a_leader() -> Actor:
    return as_actor(an_account(Role.DISTRICT_LEADER, a_district(), name="程望之"))


def leader_of(handling: Handling) -> Actor:
    """The leader whom the office named, or any."""
    named = [one for one in accounts_with(Role.DISTRICT_LEADER) if one.person_id == handling.leader_id]
    return as_actor(named[0]) if named else a_leader()


def who_may(step: str, handling: Handling) -> Actor:
    if step in ("receive", "object", "ask_extension", "log", "write", "draft", "send", "report_kept"):
        return a_liaison(handling.unit)
    makers = {
        "countersign": lambda: a_liaison(queries.co_units_of(handling)[0]),
        "sign": lambda: a_unit_leader(handling.unit),
        "sign_off": lambda: leader_of(handling),
        "redispatch": dispatcher,
        "make_link": dispatcher,
        "revoke_link": dispatcher,
        "sign_by_scan": dispatcher,
        "sign_off_by_scan": dispatcher,
        "uphold": dispatcher,
        **dict.fromkeys(BY_CLOCK, lambda: SYSTEM),
        "return": lambda: returner(handling),
    }
    return makers.get(step, an_officer)()


def returner(handling: Handling) -> Actor:
    """Whoever it lies with."""
    if handling.state is S.UNIT_SIGNED:
        return leader_of(handling)
    return a_unit_leader(handling.unit) if handling.state is S.CHECKED else an_officer()


@contextmanager
def refused_with(words: str) -> Iterator[None]:
    """A conflict whose sentence has these words."""
    with pytest.raises(Conflict) as refused:
        yield
    assert words in refused.value.message
