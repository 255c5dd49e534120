"""Eighteen meetings, one a visit with stops: planned, moved, cancelled, held; one is open now."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from yiguan.attachments.contents import of_file
from yiguan.base import clock
from yiguan.base.act import Act
from yiguan.base.actor import Actor
from yiguan.documents.sheets import write
from yiguan.meetings import acts, papers, planning
from yiguan.meetings.models import Meeting
from yiguan.meetings.parts import PartRow
from yiguan.meetings.states import Attendance, MeetingKind
from yiguan.organisation.seeds import rows
from yiguan.people.states import Role
from yiguan.topics.models import Topic
from yiguan.workflow.perform import perform
from yiguan.workflow.plays import Play, Row, Score, Stage

PLANNED_BEFORE, ANNOUNCED_BEFORE = 7, 5
HELD = ("ended", "closed")
WITH_PAPER = ("planned", "notified", "open")


def _write(score: Score, stage: Stage) -> None:
    for row in rows("meetings"):
        start = start_of(score, row)
        first = _first_start(row, start)
        score.at(first - timedelta(days=PLANNED_BEFORE), partial(_plan, stage, row, first))
        if row["state"] != "planned":
            score.at(first - timedelta(days=ANNOUNCED_BEFORE), partial(_do, acts.ANNOUNCE, stage, row))
        if row["state"] in WITH_PAPER:
            score.at(first - timedelta(days=PLANNED_BEFORE - 1), partial(_give_paper, stage, row))
        why = {"reason": row["reason"], "note": row["note"]}
        if row["postponed_from_days_ago"]:
            score.at(first - timedelta(days=1), partial(_do, acts.POSTPONE, stage, row, starts_at=start, **why))
        if row["state"] == "cancelled":
            score.at(start - timedelta(days=2), partial(_do, acts.CANCEL, stage, row, **why))
        if row["state"] in HELD:
            score.at(start, partial(_begin, stage, row))
            score.at(start + clock.minutes(int(row["minutes"])), partial(_do, acts.END, stage, row))
        if row["state"] == "open":
            score.at(clock.now() - clock.minutes(5), partial(_do, acts.OPEN, stage, row))


def _give_paper(stage: Stage, row: Row) -> None:
    """The planned items of the agenda as a table, to read beforehand."""
    items = [(title, int(minutes)) for minutes, _, title in (item.partition("|") for item in row["agenda"].split(";"))]
    data = write("xlsx", "议程", ("事项", "分钟"), items)
    meeting = stage.made(Meeting)[row["key"]]
    papers.add_paper(convener_of(stage, row), meeting, of_file(data, "示例：会议议程.xlsx"))


def start_of(score: Score, row: Row) -> datetime:
    """The open one begins some twenty minutes after loading: check-in is on, nobody is late yet."""
    if row["start"] == "now":
        now = clock.now().replace(second=0, microsecond=0)
        return now + clock.minutes(25 - now.minute % 5)
    hour, minute = map(int, row["start"].split(":"))
    return score.moment(int(row["days_ago"]), hour, minute)


def _first_start(row: Row, start: datetime) -> datetime:
    """Before it was moved."""
    if not row["postponed_from_days_ago"]:
        return start
    return start - timedelta(days=int(row["postponed_from_days_ago"]) - int(row["days_ago"]))


def convener_of(stage: Stage, row: Row) -> Actor:
    return stage.staff(Role.CONVENER, row["unit"])


def _plan(stage: Stage, row: Row, start: datetime) -> None:
    kind = next(kind for kind in MeetingKind if kind.label == row["kind"])
    agenda = [item.partition("|") for item in row["agenda"].split(";")]
    stage.made(Meeting)[row["key"]] = planning.plan_meeting(
        convener_of(stage, row),
        stage.units[row["unit"]],
        is_sample=True,
        kind=kind,
        title=row["title"],
        place=row["place"],
        starts_at=start,
        minutes=int(row["minutes"]),
        capacity=int(row["capacity"]),
        attendance=Attendance.OPEN,
        host=convener_of(stage, row).name,
        printed_code=True,
        listed_only=False,
        tracks_exit=False,
        parts=[_part(start, *words.split("|")) for words in filter(None, row["parts"].split(";"))],
        topics=[stage.made(Topic)[row["topic"]].code],
        agenda=[{"title": title, "minutes": int(minutes), "topic": ""} for minutes, _, title in agenda],
    )


def _part(start: datetime, title: str, place: str, after: str, minutes: str) -> PartRow:
    at = start + clock.minutes(int(after))
    return {"title": title, "place": place, "starts_at": at, "minutes": int(minutes)}


def _begin(stage: Stage, row: Row) -> None:
    _do(acts.OPEN, stage, row)
    _do(acts.START, stage, row)


def _do(act: Act, stage: Stage, row: Row, **given: Any) -> None:
    perform(act, stage.made(Meeting)[row["key"]], by=convener_of(stage, row), **given)


PLAY = Play(writes=_write)
