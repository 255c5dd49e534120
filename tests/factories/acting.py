"""For walks over every act: a record in a state, what the act asks for, and somebody who may."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import joinedload

from tests.factories import handling
from tests.factories.attendance import a_check_in
from tests.factories.joins import a_join
from tests.factories.leads import a_lead
from tests.factories.looking_back import shown
from tests.factories.meetings import a_meeting, a_meeting_now, a_plan
from tests.factories.minutes import some_minutes
from tests.factories.new_phones import NEW_PHONE, a_move
from tests.factories.notifications import a_notice, delivery_of
from tests.factories.organisation import a_reason, a_station
from tests.factories.people import a_chair, a_convener, a_resident, an_officer
from tests.factories.publishing import a_page, a_redaction, displayed
from tests.factories.recommendations import a_matter, a_recommendation
from tests.factories.registrations import a_line_in
from tests.factories.topics import a_topic
from yiguan.attendance.acts import CLOSE
from yiguan.attendance.models import CheckIn
from yiguan.attendance.queries import meeting_of
from yiguan.attendance.states import CheckInState
from yiguan.base import clock
from yiguan.base.act import Act
from yiguan.base.actor import SYSTEM, Actor
from yiguan.calendar import service as calendar
from yiguan.calendar.limits import given_day
from yiguan.handling.models import Handling
from yiguan.handling.queries import sent_of
from yiguan.handling.states import FileUse, HandlingState
from yiguan.joins.models import JoinRequest
from yiguan.leads.models import Lead
from yiguan.looking_back.planning import begun
from yiguan.looking_back.states import LookCause, Outcome
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import MeetingState
from yiguan.minutes.models import Minutes
from yiguan.minutes.states import MinutesState
from yiguan.new_phones.models import PhoneMove
from yiguan.notifications.models import Delivery, Notice
from yiguan.notifications.states import NoticeState
from yiguan.organisation.models import Unit
from yiguan.publishing.acts import PUBLISH_MINUTES
from yiguan.publishing.models import Publication
from yiguan.recommendations.models import Recommendation
from yiguan.recommendations.states import RecommendationState
from yiguan.registrations.models import Registration
from yiguan.store.db import db
from yiguan.topics.models import Topic
from yiguan.topics.queries import topic_of
from yiguan.workflow.perform import perform


def a_meeting_in(state: MeetingState) -> Meeting:
    if state is not MeetingState.CLOSED:
        return a_meeting(state)
    meeting = a_meeting(MeetingState.ENDED)
    perform(CLOSE, meeting, by=an_officer())
    return meeting


def minutes_in(state: MinutesState) -> Minutes:
    if state is not MinutesState.PUBLISHED:
        return some_minutes(state)
    minutes = some_minutes(MinutesState.CONFIRMED)
    perform(PUBLISH_MINUTES, minutes, by=an_officer())
    return minutes


def a_recommendation_in(state: RecommendationState) -> Recommendation:
    """Nothing supersedes a letter yet: that state is written past the acts."""
    if state is not RecommendationState.SUPERSEDED:
        return a_recommendation(state)
    recommendation = a_recommendation(RecommendationState.ISSUED)
    db.session.execute(update(Recommendation).where(Recommendation.id == recommendation.id).values(state=state))
    db.session.refresh(recommendation, ["state"])
    return recommendation


def a_delivery_in(state: NoticeState) -> Delivery:
    """A line of the printed list; that sending failed is written past the acts, it is the worker's doing."""
    unit = a_station()
    number = delivery_of(a_notice(a_resident().id, unit, unit=unit)).id
    db.session.execute(update(Delivery).where(Delivery.id == number).values(state=state))
    whole = joinedload(Delivery.notice).joinedload(Notice.unit)
    return db.session.get_one(Delivery, number, options=[whole], populate_existing=True)


def a_scan_in(state: CheckInState) -> CheckIn:
    """A check-in as it was counted; what is decided at birth is written past the acts."""
    scan = a_check_in(a_meeting_now(), "王大山")
    if state is CheckInState.COUNTED:
        return scan
    facts = {column.name: getattr(scan, column.name) for column in CheckIn.__table__.columns if column.name != "id"}
    made = insert(CheckIn).values(facts | {"state": state, "key": "another", "person_id": None}).returning(CheckIn.id)
    return db.session.get_one(CheckIn, db.session.scalar(made))


def a_case_in(state: HandlingState) -> Handling:
    return handling.a_case(state)


def unit_of(record: Any) -> Unit:
    """The unit whose people look after the record."""
    if isinstance(record, Publication):
        return record.topic.unit
    if isinstance(record, CheckIn):
        return meeting_of(record).unit
    if isinstance(record, Delivery):
        return unit_of(record.notice)
    if isinstance(record, Handling):
        return record.sender
    found: Unit = record.meeting.unit if isinstance(record, Registration) else record.unit
    return found


MAKERS: Mapping[type[Any], Callable[..., Any]] = {
    Lead: a_lead,
    Topic: a_topic,
    Meeting: a_meeting_in,
    Minutes: minutes_in,
    Recommendation: a_recommendation_in,
    Publication: a_page,
    Registration: a_line_in,
    Delivery: a_delivery_in,
    CheckIn: a_scan_in,
    PhoneMove: a_move,
    JoinRequest: a_join,
    Handling: a_case_in,
}
WORDS = "请看一看，写清影响多少户。"
TOPIC = {"title": "楼道照明谁来管", "problem": "灯坏了三个月", "affected": "七户", "place": "井巷新村", "field": ""}
GIVEN: Mapping[tuple[str, str], Callable[[Any], dict[str, Any]]] = {
    ("lead", "move"): lambda lead: {"unit": a_station()},
    ("lead", "accept"): lambda lead: {"topic": a_topic(lead.unit)},
    ("lead", "release"): lambda lead: {"topic": topic_of(lead) or a_topic(lead.unit)},
    ("topic", "defer"): lambda topic: {"until": clock.today() + timedelta(days=60)},
    ("topic", "merge"): lambda topic: {"into": a_topic(topic.unit)},
    ("meeting", "edit"): lambda meeting: a_plan(starts_at=meeting.starts_at),
    ("meeting", "postpone"): lambda meeting: {"starts_at": meeting.starts_at + timedelta(days=9)},
    ("minutes", "edit"): lambda minutes: {"summary": "居民和住建局都到了场，谈了一个多小时。", "items": []},
    ("recommendation", "edit"): lambda recommendation: {"title": "关于楼道照明的建议", "items": [a_matter()]},
    ("recommendation", "approve"): lambda recommendation: {"addressee": "区住建局"},
    ("lead", "keep"): lambda lead: {"token": NEW_PHONE},
    ("phone_move", "take"): lambda move: {"token": NEW_PHONE},
    ("publication", "cover"): lambda page: {"words": page.topic.problem[:3]},
    ("publication", "uncover"): lambda page: {"redaction": a_redaction(page).id},
    ("publication", "schedule"): lambda page: {"at": clock.now() + timedelta(days=1)},
    ("publication", "close_display"): displayed,
    ("topic", "edit"): lambda topic: {**TOPIC, "source": topic.source, "level": topic.level},
}
"""What an act asks for besides words and a listed reason."""


def given_to(act: Act, record: Any) -> dict[str, Any]:
    """Enough for the act to be done."""
    fields = act.takes._declared_fields
    data: dict[str, Any] = {name: WORDS for name in ("note", "words") if name in fields}
    if isinstance(record, Handling):
        return case_given(act, record)
    if act.reason is not None:
        data["reason"] = a_reason(act.reason).code  # type: ignore[arg-type]
    return data | GIVEN.get((act.subject, act.name), lambda record: {})(record)


def case_given(act: Act, case: Handling) -> dict[str, Any]:
    """An answer is checked after its co-units have countersigned it."""
    if act.name == "check" and case.state is HandlingState.DRAFTED:
        handling.take(case, "countersign")
    if act.name in ("grant_extension", "refuse_extension") and case.state in act.sources:
        case.asked_days = 20
    if act.name == "resume" and case.state in act.sources:
        handling.take(case, "pause")
    if case.state in act.sources:
        PREPARED.get(act.name, lambda case: None)(case)
    if (act.name, case.state) in SHEETS:
        handling.a_file(case, SHEETS[act.name, case.state], by=an_officer("陶若水"))
    return handling.needed(act.name, case)


def _left_open(case: Handling) -> None:
    found = begun(case, sent_of([case.id])[-1], LookCause.DUE, clock.today())
    found.closes_on, found.outcome = clock.today(), Outcome.UNHEARD


def _due_soon(case: Handling) -> None:
    today = clock.today()
    calendar.begin(case, today, given_day(today, today + timedelta(days=1)))


PREPARED: Mapping[str, Callable[[Handling], object]] = {
    "look_back": lambda case: begun(case, sent_of([case.id])[-1], LookCause.DUE, clock.today()),
    "report_kept": shown,
    "not_kept": _left_open,
    "remind": _due_soon,
}
"""What must have happened to a case before an act of this name."""
SHEETS = {
    ("sign_by_scan", HandlingState.CHECKED): FileUse.SIGNED,
    ("sign_off_by_scan", HandlingState.UNIT_SIGNED): FileUse.SIGNED_OFF,
}
"""What is confirmed has been brought, by somebody else."""


def somebody_who_may(act: Act, record: Any) -> Actor:
    """The first of officer, chair and the unit's convener whom the rule lets; at a case who does it elsewhere too."""
    if isinstance(record, Handling):
        return handling.who_may(act.name, record)
    for make in (an_officer, a_chair, lambda: a_convener(unit_of(record)), lambda: SYSTEM):
        if act.may(who := make(), record):
            return who
    raise AssertionError(f"nobody may {act.name} a {act.subject}")
