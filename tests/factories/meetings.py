from datetime import datetime, timedelta
from itertools import count
from typing import Any

from tests.factories.organisation import a_reason, a_station
from yiguan.base import clock
from yiguan.base.actor import Actor, Grant
from yiguan.meetings import parts, planning
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import Attendance, MeetingKind, MeetingState
from yiguan.organisation.models import Unit
from yiguan.organisation.states import ReasonKind
from yiguan.store.db import db
from yiguan.topics.models import Topic
from yiguan.topics.states import TopicSource, TopicState
from yiguan.workflow.machines import machine
from yiguan.workflow.perform import perform

_numbers = count(1)
S = MeetingState
WAYS: dict[MeetingState, tuple[str, ...]] = {
    S.PLANNED: (),
    S.NOTIFIED: ("announce",),
    S.OPEN: ("announce", "open"),
    S.IN_PROGRESS: ("announce", "start"),
    S.ADJOURNED: ("announce", "start", "adjourn"),
    S.ENDED: ("announce", "start", "end"),
    S.SHORT: ("announce", "start", "mark_short"),
    S.CANCELLED: ("announce", "cancel"),
}
"""The acts that lead to a state, in order."""


def an_approved_topic(unit: Unit, title: str = "老旧小区加装电梯怎么装、钱怎么出") -> Topic:
    """A row made directly: how a topic gets here is the topics' own matter."""
    n = next(_numbers)
    topic = Topic(
        code=f"T{n:05d}", number=f"铜议〔2026〕T-{n}", unit_id=unit.id, title=title, problem="楼里老人多，没有电梯。"
    )
    topic.source, topic.state, topic.at = TopicSource.PUBLIC_RAISED, TopicState.APPROVED, clock.now()
    db.session.add(topic)
    db.session.commit()
    return topic


def a_plan(**changes: Any) -> dict[str, Any]:
    """A meeting tomorrow, as form and API give it to the service."""
    plan = {
        "kind": MeetingKind.MICRO,
        "title": "加装电梯协商会",
        "place": "幸福社区二楼议事厅",
        "starts_at": clock.now().replace(second=0, microsecond=0) + timedelta(days=1),
        "minutes": 90,
        "capacity": 30,
        "attendance": Attendance.OPEN,
        "host": "王建国",
        "printed_code": True,
        "listed_only": False,
        "tracks_exit": False,
        "parts": [],
        "topics": [],
        "agenda": [
            {"title": "主持人说明规则", "minutes": 10, "topic": ""},
            {"title": "居民轮流发言", "minutes": 60, "topic": ""},
        ],
    }
    return plan | changes


def some_parts(starts_at: datetime, number: int = 2) -> list[parts.PartRow]:
    """Stops of an hour each, one after the other, the first ten minutes after the start."""
    titles = ("柳园社区", "临湖片区", "井巷新村")[:number]
    return [
        {"title": title, "place": f"{title}广场", "starts_at": starts_at + clock.minutes(10 + 60 * at), "minutes": 60}
        for at, title in enumerate(titles)
    ]


def the_runner(unit: Unit) -> Actor:
    """Somebody who may run the unit's meetings, without an account: for setting a stage."""
    return Actor("staff", id=None, name="王静文", grants=(Grant("convener", unit.path, unit.id, unit.name),))


def a_meeting(
    state: MeetingState = S.NOTIFIED, unit: Unit | None = None, *, starts_at: datetime | None = None, **plan: Any
) -> Meeting:
    """A meeting in this state; it was planned a week before it starts."""
    unit = unit or a_station()
    starts_at = starts_at or clock.now() + timedelta(days=1)
    runner = the_runner(unit)
    with clock.at(starts_at - timedelta(days=7)):
        meeting = planning.plan_meeting(runner, unit, **a_plan(starts_at=starts_at, **plan))
        for action in WAYS[state]:
            take(runner, meeting, action)
    db.session.commit()
    return meeting


def a_meeting_now(state: MeetingState = S.OPEN, unit: Unit | None = None, **plan: Any) -> Meeting:
    """A meeting that starts in ten minutes: its check-in is open by the clock."""
    return a_meeting(state, unit, starts_at=clock.now() + timedelta(minutes=10), **plan)


def a_visit_now() -> Meeting:
    """A visit of two stops of an hour; the first began twenty minutes ago."""
    starts_at = clock.whole_minute(clock.now() - timedelta(minutes=30))
    stops, kind = some_parts(starts_at), MeetingKind.INSPECTION
    return a_meeting(S.IN_PROGRESS, starts_at=starts_at, kind=kind, parts=stops)


def take(runner: Actor, meeting: Meeting, action: str) -> None:
    """Any act of the flow, with what it needs."""
    given = {}
    if action == "cancel":
        a_reason(ReasonKind.MEETING_CANCEL, "solved", "事情已经解决")
        given = {"reason": "solved", "note": "电梯公司已经答应了。"}
    perform(machine(Meeting)[action], meeting, by=runner, **given)
