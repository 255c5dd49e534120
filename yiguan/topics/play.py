"""Twenty-six topics through their doors and the screening, as far as the seeds say each has come."""

from datetime import timedelta
from functools import cache, partial

from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.leads.models import Lead
from yiguan.leads.states import LeadState
from yiguan.organisation.seeds import rows
from yiguan.people.states import Role
from yiguan.topics import acts, proposing
from yiguan.topics.models import Topic
from yiguan.topics.states import OPEN_TO_LEADS, TopicLevel, TopicSource
from yiguan.workflow.perform import perform
from yiguan.workflow.plays import Play, Row, Score, Stage

DRAFT = ("candidate",)
JOIN_AFTER, SUBMIT_AFTER, DECIDE_AFTER, END_AFTER = 2, 2, 5, 20
"""Days after the topic began (after the lead came, for joining)."""


def _write(score: Score, stage: Stage) -> None:
    for row in rows("topics"):
        began = int(row["days_ago"])
        score.day(began, partial(_begin, stage, row))
        for days_ago in range(began - 1, max(began - 40, -1), -1):
            score.day(days_ago, partial(_join_waiting, stage, row))
        if row["stage"] not in DRAFT:
            score.after(began, SUBMIT_AFTER, partial(_submit, stage, row))
        if row["stage"] not in (*DRAFT, "screening"):
            score.after(began, DECIDE_AFTER, partial(_decide, stage, row))
        if row["stage"] == "terminated":
            score.after(began, END_AFTER, partial(_terminate, stage, row))


def _begin(stage: Stage, row: Row) -> None:
    """Opened by the station, or by a member who recommends it; the leads that are there join at once."""
    unit = stage.units[row["unit"]]
    topic = proposing.create_topic(
        stage.staff(Role.CONVENER, unit.code),
        unit,
        title=row["title"],
        problem=row["problem"],
        affected=row["affected"],
        place=row["place"],
        field=row["field"],
        source=TopicSource(row["source"]),  # type: ignore[call-arg]
        level=TopicLevel.STATION if row["source"] == "public_raised" else TopicLevel.DISTRICT,
    )
    topic.is_sample = True
    stage.made(Topic)[row["number"]] = topic
    _join_waiting(stage, row)


def _join_waiting(stage: Stage, row: Row) -> None:
    """Merging is joining: whoever reported the same matter since is in the same topic."""
    convener, topic = stage.staff(Role.CONVENER, row["unit"]), stage.made(Topic)[row["number"]]
    if topic.state in OPEN_TO_LEADS:
        for lead in _waiting(stage, row["number"]):
            perform(acts.ACCEPT, lead, by=convener, topic=topic)


def _waiting(stage: Stage, number: str) -> list[Lead]:
    """Leads of the topic that have come and wait; two days of looking are allowed for."""
    settled = clock.now() - timedelta(days=JOIN_AFTER)
    come = [lead for key, lead in stage.made(Lead).items() if key in _keys(number)]
    return [lead for lead in come if lead.state is LeadState.SUBMITTED and lead.at <= settled]


@cache
def _keys(number: str) -> frozenset[str]:
    """The leads of the seeds that belong to the topic."""
    return frozenset(str(key) for key, row in enumerate(rows("leads")) if row["topic"] == number)


def _submit(stage: Stage, row: Row) -> None:
    perform(acts.SUBMIT, stage.made(Topic)[row["number"]], by=stage.staff(Role.CONVENER, row["unit"]))


def _decide(stage: Stage, row: Row) -> None:
    """The office's word; small matters of a station it approves as well, the others the chair."""
    topic, officer = stage.made(Topic)[row["number"]], stage.staff(Role.OFFICER)
    words = {"reason": row["reason"], "note": row["note"]}
    if row["stage"] == "returned":
        perform(acts.RETURN, topic, by=officer, **words)
    elif row["stage"] == "rejected":
        perform(acts.REJECT, topic, by=officer, **words)
    elif row["stage"] == "deferred":
        perform(acts.DEFER, topic, by=officer, until=clock.today() + timedelta(days=120), **words)
    elif row["stage"] == "merged":
        perform(acts.MERGE, topic, by=officer, into=stage.made(Topic)[row["merged_into"]], note=row["note"])
    else:
        perform(acts.APPROVE, topic, by=_approver(stage, topic))


def _terminate(stage: Stage, row: Row) -> None:
    perform(
        acts.TERMINATE,
        stage.made(Topic)[row["number"]],
        by=stage.staff(Role.OFFICER),
        reason=row["reason"],
        note=row["note"],
    )


def _approver(stage: Stage, topic: Topic) -> Actor:
    return stage.staff(Role.OFFICER if topic.level is TopicLevel.STATION else Role.CHAIR)


PLAY = Play(writes=_write)
