"""Eighteen meetings, one a visit with stops: planned, moved, cancelled, held with those who came; one is open now."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from itertools import cycle

from yiguan.attendance.closing import close
from yiguan.attendance.doors import hand
from yiguan.attendance.states import CheckInSource
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.codes import random_code
from yiguan.meetings import acts, planning
from yiguan.meetings.models import Meeting
from yiguan.meetings.parts import PartRow
from yiguan.meetings.states import Attendance, MeetingKind
from yiguan.organisation.seeds import rows
from yiguan.people.models import Person
from yiguan.people.states import PersonKind, Role
from yiguan.sample.people import Cast
from yiguan.sample.score import Score
from yiguan.sample.topics import Topics
from yiguan.workflow.perform import perform

Row = Mapping[str, str]
Meetings = dict[str, Meeting]
PLANNED_BEFORE, ANNOUNCED_BEFORE = 7, 5
HELD = ("ended", "closed")


def write_meetings(score: Score, cast: Cast, topics: Topics) -> Meetings:
    """Puts every meeting into the score; the dict fills while it is played."""
    meetings: Meetings = {}
    comers = Comers(cast)
    for row in rows("meetings"):
        start = _start(score, row)
        first = _first_start(score, row, start)
        score.at(first - timedelta(days=PLANNED_BEFORE), partial(_plan, meetings, cast, topics, row, first))
        if row["state"] != "planned":
            score.at(first - timedelta(days=ANNOUNCED_BEFORE), partial(_announce, meetings, cast, row))
        if row["postponed_from_days_ago"]:
            score.at(first - timedelta(days=1), partial(_postpone, meetings, cast, row, start))
        if row["state"] == "cancelled":
            score.at(start - timedelta(days=2), partial(_cancel, meetings, cast, row))
        if row["state"] in HELD:
            score.at(start, partial(_hold, meetings, cast, comers, row))
            score.at(start + clock.minutes(int(row["minutes"])), partial(_end, meetings, cast, row))
        if row["state"] == "open":
            score.at(clock.now() - clock.minutes(5), partial(_open, meetings, cast, row))
    return meetings


def _start(score: Score, row: Row) -> datetime:
    """The open one begins some twenty minutes after loading: check-in is on, nobody is late yet."""
    if row["start"] == "now":
        now = clock.now().replace(second=0, microsecond=0)
        return now + clock.minutes(25 - now.minute % 5)
    hour, minute = map(int, row["start"].split(":"))
    return score.moment(int(row["days_ago"]), hour, minute)


def _first_start(score: Score, row: Row, start: datetime) -> datetime:
    """Before it was moved."""
    if not row["postponed_from_days_ago"]:
        return start
    return start - timedelta(days=int(row["postponed_from_days_ago"]) - int(row["days_ago"]))


def _convener(cast: Cast, row: Row) -> Actor:
    return cast.staff(Role.CONVENER, row["unit"])


def _plan(meetings: Meetings, cast: Cast, topics: Topics, row: Row, start: datetime) -> None:
    kind = next(kind for kind in MeetingKind if kind.label == row["kind"])
    agenda = [item.partition("|") for item in row["agenda"].split(";")]
    meetings[row["key"]] = planning.plan_meeting(
        _convener(cast, row),
        cast.units[row["unit"]],
        is_sample=True,
        kind=kind,
        title=row["title"],
        place=row["place"],
        starts_at=start,
        minutes=int(row["minutes"]),
        capacity=int(row["capacity"]),
        attendance=Attendance.OPEN,
        host=_convener(cast, row).name,
        printed_code=True,
        listed_only=False,
        tracks_exit=False,
        parts=[_part(start, *words.split("|")) for words in filter(None, row["parts"].split(";"))],
        topics=[topics[row["topic"]].code],
        agenda=[{"title": title, "minutes": int(minutes), "topic": ""} for minutes, _, title in agenda],
    )


def _part(start: datetime, title: str, place: str, after: str, minutes: str) -> PartRow:
    at = start + clock.minutes(int(after))
    return {"title": title, "place": place, "starts_at": at, "minutes": int(minutes)}


def _announce(meetings: Meetings, cast: Cast, row: Row) -> None:
    perform(acts.ANNOUNCE, meetings[row["key"]], by=_convener(cast, row))


def _postpone(meetings: Meetings, cast: Cast, row: Row, start: datetime) -> None:
    meeting, words = meetings[row["key"]], {"reason": row["reason"], "note": row["note"]}
    perform(acts.POSTPONE, meeting, by=_convener(cast, row), starts_at=start, **words)


def _cancel(meetings: Meetings, cast: Cast, row: Row) -> None:
    perform(acts.CANCEL, meetings[row["key"]], by=_convener(cast, row), reason=row["reason"], note=row["note"])


def _open(meetings: Meetings, cast: Cast, row: Row) -> None:
    perform(acts.OPEN, meetings[row["key"]], by=_convener(cast, row))


def _hold(meetings: Meetings, cast: Cast, comers: "Comers", row: Row) -> None:
    meeting, convener = meetings[row["key"]], _convener(cast, row)
    perform(acts.OPEN, meeting, by=convener)
    for person in comers.take(row["attendees"]):
        hand.count_in(convener, meeting, person, source=CheckInSource.DESK_SEARCH, key=random_code(30))
    perform(acts.START, meeting, by=convener)


def _end(meetings: Meetings, cast: Cast, row: Row) -> None:
    perform(acts.END, meetings[row["key"]], by=_convener(cast, row))
    if row["state"] == "closed":
        close.close_meeting(_convener(cast, row), meetings[row["key"]])


class Comers:
    """Hands out people of each side in turn, nobody twice to one meeting."""

    def __init__(self, cast: Cast) -> None:
        everybody = list(cast.people.values())
        staff = [person for person in everybody if person.kind is PersonKind.STAFF]
        self._sides: dict[str, Iterator[Person]] = {
            "member": cycle(person for person in everybody if person.kind is PersonKind.MEMBER),
            "resident": cycle(person for person in everybody if person.kind is PersonKind.RESIDENT),
            "department": cycle(staff[-40:]),
            "community": cycle(staff[:26]),
        }

    def take(self, wanted: str) -> Iterator[Person]:
        """`wanted` is `member:4;resident:8`; no side is asked for more than it has."""
        for side, _, number in (part.partition(":") for part in wanted.split(";") if part):
            for _ in range(int(number)):
                yield next(self._sides[side])
