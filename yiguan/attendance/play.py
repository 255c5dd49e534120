"""The sample's check-ins and closings, and the code of the meeting that is open now."""

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import cycle
from typing import Any

from yiguan.attendance import codes
from yiguan.attendance.closing import close
from yiguan.attendance.doors import hand
from yiguan.attendance.states import CheckInSource
from yiguan.base import clock
from yiguan.base.codes import random_code
from yiguan.meetings.models import Meeting
from yiguan.meetings.play import HELD, convener_of, start_of
from yiguan.meetings.states import MeetingState
from yiguan.organisation.seeds import rows
from yiguan.people.models import Person
from yiguan.people.states import PersonKind
from yiguan.settings import settings
from yiguan.workflow.perform import perform
from yiguan.workflow.plays import Play, Row, Score, Stage


def _write(score: Score, stage: Stage) -> None:
    """People check in when the meeting begins; it is closed as soon as it has ended."""
    comers = Comers(stage)
    for row in rows("meetings"):
        if row["state"] in HELD:
            start = start_of(score, row)
            score.at(start, partial(_come, stage, comers, row))
            if row["state"] == "closed":
                score.at(start + clock.minutes(int(row["minutes"])), partial(_close, stage, row))


def _come(stage: Stage, comers: "Comers", row: Row) -> None:
    meeting, convener = stage.made(Meeting)[row["key"]], convener_of(stage, row)
    for person in comers.take(row["attendees"]):
        hand.count_in(convener, meeting, person, source=CheckInSource.DESK_SEARCH, key=random_code(30))


def _close(stage: Stage, row: Row) -> None:
    perform(close.CLOSE, stage.made(Meeting)[row["key"]], by=convener_of(stage, row))


class Comers:
    """Picks people of each side in turn, nobody twice for one meeting."""

    def __init__(self, stage: Stage) -> None:
        everybody = list(stage.people.values())
        staff = [person for person in everybody if person.kind is PersonKind.STAFF]
        self._sides: dict[str, Iterator[Person]] = {
            "member": cycle(person for person in everybody if person.kind is PersonKind.MEMBER),
            "resident": cycle(person for person in everybody if person.kind is PersonKind.RESIDENT),
            "department": cycle(staff[-40:]),
            "community": cycle(staff[:26]),
        }

    def take(self, wanted: str) -> Iterator[Person]:
        """`wanted` is `member:4;resident:8`; a side gives at most as many people as it has."""
        for side, _, number in (part.partition(":") for part in wanted.split(";") if part):
            for _ in range(int(number)):
                yield next(self._sides[side])


def _tell(stage: Stage) -> Mapping[str, Any]:
    """The meeting that takes check-ins now."""
    meeting = next(meeting for meeting in stage.made(Meeting).values() if meeting.state is MeetingState.OPEN)
    code, base = codes.mint_of(settings().keys, meeting).printed(), settings().base_url
    urls = {"printed_code_url": f"{base}/C/{code}", "hall_url": f"{base}/hall/{meeting.code}"}
    return {"open_meeting": {"code": meeting.code, "unit": meeting.unit.code, **urls}}


PLAY = Play(writes=_write, tells=_tell)
