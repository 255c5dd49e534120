"""Rows that wait for somebody, made directly: the pages that show them ask only for their state and day."""

from datetime import date, timedelta

from tests.factories.people import a_resident
from yiguan.base import clock, codes
from yiguan.leads.models import Lead
from yiguan.meetings.models import Meeting, MeetingTopic
from yiguan.meetings.states import Attendance, MeetingKind, MeetingState
from yiguan.organisation.models import Unit
from yiguan.people.models import Person
from yiguan.people.states import Channel, PublicName
from yiguan.store.db import db
from yiguan.topics.models import Topic
from yiguan.topics.states import TopicSource


def a_waiting_lead(unit: Unit, text: str, due: date, *, person: Person | None = None) -> Lead:
    lead = Lead(receipt=codes.random_code(8), nonce=codes.random_code(40), unit_id=unit.id, text=text, place="井巷新村")
    lead.person_id, lead.due_on = (person or a_resident()).id, due
    lead.channel, lead.public_name, lead.pick_code, lead.at = Channel.QR, PublicName.SURNAME, b"", clock.now()
    db.session.add(lead)
    db.session.commit()
    return lead


def a_draft_topic(unit: Unit, title: str = "助餐点怎么能一直开下去") -> Topic:
    topic = Topic(code=codes.random_code(6), unit_id=unit.id, title=title, problem="开了又关，老人没处吃饭。")
    topic.source, topic.at = TopicSource.PUBLIC_RAISED, clock.now()
    db.session.add(topic)
    db.session.commit()
    return topic


def a_meeting_on(topic: Topic, *, starts_in: timedelta, state: MeetingState) -> Meeting:
    starts = clock.now() + starts_in
    meeting = Meeting(code=codes.random_code(5, codes.CROCKFORD), unit_id=topic.unit_id, title=topic.title)
    meeting.kind, meeting.attendance, meeting.place, meeting.capacity = MeetingKind.MICRO, Attendance.OPEN, "一楼", 18
    meeting.starts_at, meeting.ends_at, meeting.at = starts, starts + timedelta(minutes=90), clock.now()
    meeting.state = state
    db.session.add(meeting)
    db.session.flush()
    db.session.add(MeetingTopic(meeting_id=meeting.id, topic_id=topic.id))
    db.session.commit()
    return meeting
