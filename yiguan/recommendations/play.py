"""Recommendations of the meetings held, as far as the seeds say each has come."""

from functools import partial
from typing import Any

from yiguan.base.act import Act
from yiguan.handling.models import Handling
from yiguan.meetings.models import Meeting
from yiguan.organisation.seeds import rows
from yiguan.people.states import Role
from yiguan.recommendations import acts, course, drafting
from yiguan.recommendations.models import Recommendation
from yiguan.topics.models import Topic
from yiguan.workflow.perform import perform
from yiguan.workflow.plays import Play, Row, Score, Stage

SUBMITTED, ANSWERED, SIGNED = 8, 11, 13
"""Days after the meeting."""
ADDRESSEE = "中共铜官区委、铜官区人民政府"


def _write(score: Score, stage: Stage) -> None:
    """Each step only if the seeds say the recommendation came so far."""
    held = {row["key"]: row for row in rows("meetings")}
    for row in rows("recommendations"):
        meeting, state = held[row["meeting"]], row["state"]
        days_ago, do = int(meeting["days_ago"]), partial(_do, stage, row["key"])
        score.after(days_ago, SUBMITTED, partial(_submit, stage, row, meeting["unit"]))
        if state == "returned":
            words = {"reason": row["reason"], "note": row["note"]}
            score.after(days_ago, ANSWERED, partial(do, acts.RETURN, Role.OFFICER, **words))
        if state in ("approved", "issued"):
            score.after(days_ago, ANSWERED, partial(do, acts.APPROVE, Role.OFFICER, addressee=ADDRESSEE))
        if state == "issued":
            score.after(days_ago, SIGNED, partial(_sign, stage, row["key"]))


def _do(stage: Stage, key: str, act: Act, role: Role, **given: str) -> None:
    perform(act, stage.made(Recommendation)[key], by=stage.staff(role), **given)


def _sign(stage: Stage, key: str) -> None:
    """What it becomes goes on in the play of the cases."""
    _do(stage, key, acts.SIGN, Role.CHAIR)
    cases = course.cases_of(stage.made(Recommendation)[key])
    stage.made(Handling).update({f"{key}/{case.unit.code}": case for case in cases if case.unit})


def _submit(stage: Stage, row: Row, unit: str) -> None:
    convener, topic = stage.staff(Role.CONVENER, unit), stage.made(Topic)[row["topic"]]
    items = [_advice(item) for item in rows("recommendation_items") if item["recommendation"] == row["key"]]
    meeting, words = stage.made(Meeting)[row["meeting"]], {"title": row["title"], "topic": topic.code}
    made = drafting.create_recommendation(convener, meeting, items=items, **words)
    stage.made(Recommendation)[row["key"]] = made
    perform(acts.SUBMIT, made, by=convener)


def _advice(row: Row) -> dict[str, Any]:
    named = row["sources"].split(";")
    texts = {name: row[name] for name in ("problem", "analysis", "advice", "unit")}
    consensus = [int(source.partition(":")[2]) for source in named if source.startswith("item:")]
    return {
        **texts,
        "co_units": [code for code in row["co_units"].split(";") if code],
        "topic": "topic:" in row["sources"],
        "minutes": "meeting:" in row["sources"],
        "consensus": consensus,
    }


PLAY = Play(writes=_write)
