from datetime import timedelta
from typing import Any

from tests.factories.meetings import a_meeting, an_approved_topic
from tests.factories.organisation import a_department, a_station
from tests.factories.people import a_convener
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import MeetingState
from yiguan.minutes import drafting
from yiguan.minutes.models import Minutes
from yiguan.minutes.states import ConsensusKind, MinutesState
from yiguan.organisation.models import Unit
from yiguan.store.db import db
from yiguan.workflow.machines import machine
from yiguan.workflow.perform import perform

K, S = ConsensusKind, MinutesState
WAYS = {S.DRAFT: (), S.REVIEW: ("submit",), S.CONFIRMED: ("submit", "confirm")}


def a_meeting_held(state: MeetingState = MeetingState.ENDED, unit: Unit | None = None) -> Meeting:
    """Yesterday's meeting on one approved topic."""
    unit = unit or a_station()
    topic = an_approved_topic(unit)
    return a_meeting(state, unit, starts_at=clock.now() - timedelta(days=1), topics=[topic.code])


def an_item(kind: ConsensusKind = K.ADVICE, **changes: Any) -> dict[str, Any]:
    item = {"kind": kind, "text": "在一楼门口装一盏感应灯。", "unit": None, "due_on": None, "dissent": ""}
    return item | changes


def a_promise(unit: Unit | None = None, **changes: Any) -> dict[str, Any]:
    """A commitment with its unit and date, as confirming asks for."""
    unit = unit or a_department()
    day = clock.today() + timedelta(days=30)
    return an_item(K.COMMITMENT, text="区住建局出两套方案。", unit=unit.code, due_on=day) | changes


def minutes_of(meeting: Meeting, state: MinutesState = S.DRAFT, items: list[dict[str, Any]] | None = None) -> Minutes:
    convener = a_convener(meeting.unit)
    rows = [a_promise(), an_item()] if items is None else items
    minutes = drafting.open_minutes(convener, meeting, summary="居民和住建局都到了场，谈了一个多小时。", items=rows)
    for step in WAYS[state]:
        take(convener, minutes, step)
    db.session.commit()
    return minutes


def some_minutes(state: MinutesState = S.DRAFT, unit: Unit | None = None, **kwargs: Any) -> Minutes:
    return minutes_of(a_meeting_held(unit=unit), state, **kwargs)


def take(convener: Actor, minutes: Minutes, step: str) -> None:
    perform(machine(Minutes)[step], minutes, by=convener)
