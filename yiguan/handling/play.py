"""Cases of the sample district, each as far as the seeds say; `made` holds them as `<recommendation>/<unit>`."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from yiguan.base import clock
from yiguan.base.act import Act
from yiguan.base.actor import SYSTEM, Actor
from yiguan.handling import acts, answering, queries
from yiguan.handling.models import Handling
from yiguan.handling.states import AnswerClass, EntryKind, Openness, Span
from yiguan.organisation.seeds import rows
from yiguan.people.states import Role
from yiguan.workflow.perform import perform
from yiguan.workflow.plays import Play, Row, Score, Stage

GOVERNMENT, DISPATCH = "QZF", "DCS"
WITHOUT_ACCOUNT = "这个单位还没有账号，电话里同意了，书面件后补。"


def _write(score: Score, stage: Stage) -> None:
    for row in rows("handlings"):
        for step in row["steps"].split(";"):
            name, _, days_ago = step.partition(":")
            score.day(int(days_ago), partial(_take, stage, row, name))


def _take(stage: Stage, row: Row, name: str) -> None:
    handling = _case(stage, row)
    if name in ("write", "rewrite"):
        _do(acts.WRITE, handling, _liaison(stage, row), **_reply(row, 1 if name == "write" else 2))
    elif name == "clear":
        for unit in answering.waited_for(handling):
            _do(acts.WAIVE, handling, stage.staff(Role.OFFICER), unit=unit.code, note=WITHOUT_ACCOUNT)
    else:
        act, who, given = STEPS[name]
        _do(act, handling, who(stage, row), **given(stage, row, handling))


def _case(stage: Stage, row: Row) -> Handling:
    key = f"{row['recommendation']}/{row['unit']}"
    return queries.get_handling(stage.staff(Role.DISPATCH_OFFICER, DISPATCH), stage.made(Handling)[key].id)


def _do(act: Act, handling: Handling, by: Actor, **given: Any) -> None:
    perform(act, handling, by=by, **given)


def _reply(row: Row, version: int) -> dict[str, Any]:
    own = (row["recommendation"], row["unit"], str(version))
    mine = [one for one in rows("answers") if (one["recommendation"], one["unit"], one["version"]) == own]
    answers = [
        {
            "position": int(one["order"]),
            "answer_class": AnswerClass(one["class"]),  # type: ignore[call-arg]
            "text": one["text"],
            "promised_on": _day(one["promised_days"]),
        }
        for one in mine
    ]
    return {"opening": "", "openness": Openness.OPEN, "openness_reason": "", "answers": answers}


def _day(days: str) -> Any:
    return clock.today() + timedelta(days=int(days)) if days else None


def _office(stage: Stage, row: Row) -> Actor:
    return stage.staff(Role.DISPATCH_OFFICER, DISPATCH)


def _liaison(stage: Stage, row: Row) -> Actor:
    return stage.staff(Role.UNIT_LIAISON, row["unit"])


def _unit_leader(stage: Stage, row: Row) -> Actor:
    return stage.staff(Role.UNIT_LEADER, row["unit"])


def _leader(stage: Stage, row: Row) -> Actor:
    return stage.staff(Role.DISTRICT_LEADER, GOVERNMENT)


def _nothing(stage: Stage, row: Row, handling: Handling) -> dict[str, Any]:
    return {}


def _to_unit(stage: Stage, row: Row, handling: Handling) -> dict[str, Any]:
    return {"unit": stage.units[row["unit"]], "span": Span.QUARTER, "day": None, "paper": ""}


def _pressing(stage: Stage, row: Row, handling: Handling) -> dict[str, Any]:
    return {"kind": EntryKind.PRESS_CALL, "day": clock.today(), "text": row["press"]}


Given = Callable[[Stage, Row, Handling], dict[str, Any]]
STEPS: Mapping[str, tuple[Act, Callable[[Stage, Row], Actor], Given]] = {
    "dispatch": (acts.DISPATCH, _office, _to_unit),
    "receive": (acts.RECEIVE, _liaison, _nothing),
    "press": (acts.PRESS, _office, _pressing),
    "draft": (acts.DRAFT, _liaison, _nothing),
    "check": (acts.CHECK, _office, lambda stage, row, handling: {"leader": str(_leader(stage, row).id)}),
    "sign": (acts.SIGN, _unit_leader, _nothing),
    "sign_off": (acts.SIGN_OFF_, _leader, _nothing),
    "return": (acts.GIVE_BACK, _leader, lambda stage, row, handling: {"note": row["return"]}),
    "send": (acts.SEND, _liaison, _nothing),
    "track": (acts.TRACK, lambda stage, row: SYSTEM, _nothing),
    "close": (acts.CLOSE, lambda stage, row: SYSTEM, _nothing),
}
"""Step → act, who does it, what it needs."""
PLAY = Play(writes=_write)
