"""Minutes of the meetings held: written two days after, confirmed five days after."""

from datetime import timedelta
from functools import partial
from typing import Any

from yiguan.base import clock
from yiguan.meetings.models import Meeting
from yiguan.minutes import acts
from yiguan.minutes.drafting import open_minutes
from yiguan.minutes.models import Minutes
from yiguan.minutes.states import ConsensusKind
from yiguan.organisation.seeds import rows
from yiguan.people.states import Role
from yiguan.workflow.perform import perform
from yiguan.workflow.plays import Play, Row, Score, Stage

WRITTEN, CONFIRMED = 2, 5
"""Days after the meeting."""


def _write(score: Score, stage: Stage) -> None:
    held = {row["key"]: row for row in rows("meetings")}
    for row in rows("minutes"):
        meeting = held[row["meeting"]]
        score.after(int(meeting["days_ago"]), WRITTEN, partial(_draft, stage, row, meeting["unit"]))
        score.after(int(meeting["days_ago"]), CONFIRMED, partial(_confirm, stage, row, meeting["unit"]))


def _draft(stage: Stage, row: Row, unit: str) -> None:
    items = [_item(part) for part in row["items"].split(";") if part]
    staff, meeting = stage.staff(Role.STATION_STAFF, unit), stage.made(Meeting)[row["meeting"]]
    stage.made(Minutes)[row["meeting"]] = open_minutes(staff, meeting, summary=row["summary"], items=items)


def _item(part: str) -> dict[str, Any]:
    """`承诺|text|unit|days`, the date counted from the day it is written down."""
    kind, text, unit, days = part.split("|")
    due = clock.today() + timedelta(days=int(days)) if days else None
    found = next(member for member in ConsensusKind if member.label == kind)
    return {"kind": found, "text": text, "unit": unit, "due_on": due, "dissent": ""}


def _confirm(stage: Stage, row: Row, unit: str) -> None:
    minutes = stage.made(Minutes)[row["meeting"]]
    perform(acts.SUBMIT, minutes, by=stage.staff(Role.STATION_STAFF, unit))
    perform(acts.CONFIRM, minutes, by=stage.staff(Role.CONVENER, unit))


PLAY = Play(writes=_write)
