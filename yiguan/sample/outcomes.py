"""Minutes and recommendations of the meetings held, as far as the seeds say each has come; some are public."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from yiguan.base import clock
from yiguan.minutes import acts as minutes_acts
from yiguan.minutes.drafting import open_minutes
from yiguan.minutes.queries import minutes_of
from yiguan.minutes.states import ConsensusKind
from yiguan.organisation.seeds import rows
from yiguan.people.states import Role
from yiguan.publishing.acts import PUBLISH
from yiguan.publishing.preparing import prepare
from yiguan.recommendations import acts, drafting
from yiguan.recommendations.models import Recommendation
from yiguan.sample.meetings import Meetings
from yiguan.sample.people import Cast
from yiguan.sample.score import Score
from yiguan.sample.topics import Topics
from yiguan.workflow.perform import perform

Row = Mapping[str, str]
WRITTEN, CONFIRMED, SUBMITTED, ANSWERED, SIGNED, PUBLISHED = 2, 5, 8, 11, 13, 16
"""Days after the meeting."""


def write_outcomes(score: Score, cast: Cast, topics: Topics, meetings: Meetings) -> None:
    held = {row["key"]: row for row in rows("meetings")}
    for row in rows("minutes"):
        _write_minutes(score, cast, meetings, row, held[row["meeting"]])
    made: dict[str, Recommendation] = {}
    for row in rows("recommendations"):
        _write_recommendation(score, cast, topics, meetings, made, row, held[row["meeting"]])
    for row in rows("topics"):
        if row["stage"] == "published":
            last = min(int(meeting["days_ago"]) for meeting in held.values() if _was_held(meeting, row["number"]))
            score.day(max(last - PUBLISHED, 0), partial(_publish, cast, topics, row["number"]))


def _was_held(meeting: Row, number: str) -> bool:
    return meeting["topic"] == number and meeting["state"] == "closed"


def _publish(cast: Cast, topics: Topics, number: str) -> None:
    """The names that stand in the texts are office holders and units; the reviewer says so."""
    topic, officer = topics[number], cast.staff(Role.OFFICER)
    perform(PUBLISH, prepare(topic), by=officer, note="已核对：文中只有单位和小区名称，没有个人信息。")


def _after(score: Score, meeting: Row, days: int) -> Any:
    return partial(score.day, max(int(meeting["days_ago"]) - days, 0))


def _write_minutes(score: Score, cast: Cast, meetings: Meetings, row: Row, meeting: Row) -> None:
    _after(score, meeting, WRITTEN)(partial(_draft, cast, meetings, row, meeting["unit"]))
    _after(score, meeting, CONFIRMED)(partial(_confirm, cast, meetings, row, meeting["unit"]))


def _draft(cast: Cast, meetings: Meetings, row: Row, unit: str) -> None:
    items = [_item(part) for part in row["items"].split(";") if part]
    staff = cast.staff(Role.STATION_STAFF, unit)
    open_minutes(staff, meetings[row["meeting"]], summary=row["summary"], items=items)


def _item(part: str) -> dict[str, Any]:
    """`承诺|text|unit|days`, the date counted from the day it is written down."""
    kind, text, unit, days = part.split("|")
    due = clock.today() + timedelta(days=int(days)) if days else None
    found = next(member for member in ConsensusKind if member.label == kind)
    return {"kind": found, "text": text, "unit": unit, "due_on": due, "dissent": ""}


def _confirm(cast: Cast, meetings: Meetings, row: Row, unit: str) -> None:
    convener = cast.staff(Role.CONVENER, unit)
    found = minutes_of(convener, meetings[row["meeting"]])
    assert found is not None  # noqa: S101 - drafted three days before
    perform(minutes_acts.SUBMIT, found, by=cast.staff(Role.STATION_STAFF, unit))
    perform(minutes_acts.CONFIRM, found, by=convener)


def _write_recommendation(
    score: Score,
    cast: Cast,
    topics: Topics,
    meetings: Meetings,
    made: dict[str, Recommendation],
    row: Row,
    meeting: Row,
) -> None:
    """Each step only if the seeds say the recommendation came so far."""
    key, state = row["key"], row["state"]
    _after(score, meeting, SUBMITTED)(partial(_submit, cast, topics, meetings, made, row, meeting["unit"]))
    if state == "returned":
        words = {"reason": row["reason"], "note": row["note"]}
        officer = cast.staff(Role.OFFICER)
        _after(score, meeting, ANSWERED)(lambda: perform(acts.RETURN, made[key], by=officer, **words))
    if state in ("approved", "issued"):
        _after(score, meeting, ANSWERED)(partial(_approve, cast, made, key))
    if state == "issued":
        chair = cast.staff(Role.CHAIR)
        _after(score, meeting, SIGNED)(lambda: perform(acts.SIGN, made[key], by=chair))


def _submit(
    cast: Cast, topics: Topics, meetings: Meetings, made: dict[str, Recommendation], row: Row, unit: str
) -> None:
    convener, topic = cast.staff(Role.CONVENER, unit), topics[row["topic"]]
    items = [_advice(item) for item in rows("recommendation_items") if item["recommendation"] == row["key"]]
    meeting = meetings[row["meeting"]]
    made[row["key"]] = drafting.create_recommendation(
        convener, meeting, title=row["title"], items=items, topic=topic.code
    )
    perform(acts.SUBMIT, made[row["key"]], by=convener)


def _advice(row: Row) -> dict[str, Any]:
    named = row["sources"].split(";")
    texts = {name: row[name] for name in ("problem", "analysis", "advice", "unit")}
    consensus = [int(source.partition(":")[2]) for source in named if source.startswith("item:")]
    return {
        **texts,
        "topic": "topic:" in row["sources"],
        "minutes": "meeting:" in row["sources"],
        "consensus": consensus,
    }


def _approve(cast: Cast, made: dict[str, Recommendation], key: str) -> None:
    perform(acts.APPROVE, made[key], by=cast.staff(Role.OFFICER), addressee="中共铜官区委、铜官区人民政府")
