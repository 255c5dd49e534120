"""Twenty-six topics through their doors and the screening, as far as the seeds say each has come."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial

from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.leads.models import Lead
from yiguan.organisation.seeds import rows
from yiguan.people.states import Role
from yiguan.sample.leads import Leads
from yiguan.sample.people import Cast
from yiguan.sample.score import Score
from yiguan.topics import acts, proposing
from yiguan.topics.models import Topic
from yiguan.topics.states import OPEN_TO_LEADS, TopicLevel, TopicSource
from yiguan.workflow.perform import perform

Row = Mapping[str, str]
Topics = dict[str, Topic]
DRAFT = ("candidate",)
SCREENED = ("screening", "returned", "deferred", "rejected")
JOIN_AFTER, SUBMIT_AFTER, DECIDE_AFTER, END_AFTER = 2, 2, 5, 20
"""Days after the topic began (after the lead came, for joining)."""


def write_topics(score: Score, cast: Cast, leads: Leads) -> Topics:
    """Puts every topic into the score; the dict fills while it is played."""
    topics: Topics = {}
    for row in rows("topics"):
        began = int(row["days_ago"])
        score.day(began, partial(_begin, topics, leads, cast, row))
        for days_ago in range(began - 1, max(began - 40, -1), -1):
            score.day(days_ago, partial(_join_waiting, topics, leads, cast, row))
        if row["stage"] not in DRAFT:
            score.day(max(began - SUBMIT_AFTER, 0), partial(_submit, topics, cast, row))
        if row["stage"] not in (*DRAFT, "screening"):
            score.day(max(began - DECIDE_AFTER, 0), partial(_decide, topics, cast, row))
        if row["stage"] == "terminated":
            score.day(max(began - END_AFTER, 0), partial(_terminate, topics, cast, row))
    return topics


def _begin(topics: Topics, leads: Leads, cast: Cast, row: Row) -> None:
    """Opened by the station, or by a member who recommends it; the leads that are there join at once."""
    unit = cast.units[row["unit"]]
    topic = proposing.create_topic(
        cast.staff(Role.CONVENER, unit.code),
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
    topics[row["number"]] = topic
    _join_waiting(topics, leads, cast, row)


def _join_waiting(topics: Topics, leads: Leads, cast: Cast, row: Row) -> None:
    """Merging is joining: whoever reported the same matter since is in the same topic."""
    convener, topic = cast.staff(Role.CONVENER, row["unit"]), topics[row["number"]]
    if topic.state in OPEN_TO_LEADS:
        for lead in _waiting(leads, row["number"]):
            perform(acts.ACCEPT, lead, by=convener, topic=topic)


def _waiting(leads: Leads, number: str) -> list[Lead]:
    """Leads of the topic that have come and wait; two days of looking are allowed for."""
    settled = clock.now() - timedelta(days=JOIN_AFTER)
    return [lead for _, lead in leads.get(number, []) if str(lead.state) == "submitted" and lead.at <= settled]


def _submit(topics: Topics, cast: Cast, row: Row) -> None:
    perform(acts.SUBMIT, topics[row["number"]], by=cast.staff(Role.CONVENER, row["unit"]))


def _decide(topics: Topics, cast: Cast, row: Row) -> None:
    """The office's word; small matters of a station it approves as well, the others the chair."""
    topic, officer = topics[row["number"]], cast.staff(Role.OFFICER)
    words = {"reason": row["reason"], "note": row["note"]}
    if row["stage"] == "returned":
        perform(acts.RETURN, topic, by=officer, **words)
    elif row["stage"] == "rejected":
        perform(acts.REJECT, topic, by=officer, **words)
    elif row["stage"] == "deferred":
        perform(acts.DEFER, topic, by=officer, until=clock.today() + timedelta(days=120), **words)
    elif row["stage"] == "merged":
        perform(acts.MERGE, topic, by=officer, into=topics[row["merged_into"]], note=row["note"])
    else:
        perform(acts.APPROVE, topic, by=_approver(cast, topic))


def _terminate(topics: Topics, cast: Cast, row: Row) -> None:
    perform(acts.TERMINATE, topics[row["number"]], by=cast.staff(Role.OFFICER), reason=row["reason"], note=row["note"])


def _approver(cast: Cast, topic: Topic) -> Actor:
    return cast.staff(Role.OFFICER if topic.level is TopicLevel.STATION else Role.CHAIR)
