from datetime import timedelta

from sqlalchemy import select

from tests.factories.meetings import a_meeting, an_approved_topic, take, the_runner
from tests.factories.organisation import a_reason, a_station
from tests.factories.people import a_resident, an_account
from yiguan.base import clock, crypto
from yiguan.leads.models import Lead
from yiguan.meetings import acts
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import MeetingState
from yiguan.notifications.models import Notice
from yiguan.organisation.states import ReasonKind
from yiguan.people.states import Channel, PublicName, Role
from yiguan.store.db import db
from yiguan.topics.models import TopicLead
from yiguan.workflow.perform import perform


def a_matter(unit):
    """A resident whose lead is in an approved topic of the unit."""
    person, topic = a_resident(), an_approved_topic(unit)
    lead = Lead(receipt=topic.code + "AB", nonce=topic.code, unit_id=unit.id, person_id=person.id, channel=Channel.QR)
    lead.text, lead.place, lead.public_name = "楼里没有电梯", "井巷新村", PublicName.SURNAME
    lead.pick_code, lead.at = crypto.mac(b"k" * 32, "1234"), clock.now()
    db.session.add(lead)
    db.session.flush()
    db.session.add(TopicLead(topic_id=topic.id, lead_id=lead.id, joined_at=clock.now()))
    db.session.commit()
    return person, topic


def told(person_id):
    return list(db.session.scalars(select(Notice.title).where(Notice.person_id == person_id).order_by(Notice.id)))


def test_proposers_and_members_are_told_once_of_each_step(app):
    unit = a_station()
    proposer, topic = a_matter(unit)
    member = an_account(Role.MEMBER, unit)
    meeting = a_meeting(MeetingState.PLANNED, unit, topics=[topic.code])
    take(the_runner(unit), meeting, "announce")
    a_reason(ReasonKind.MEETING_POSTPONE, "weather")
    later = meeting.starts_at + timedelta(days=2)
    perform(acts.POSTPONE, meeting, by=the_runner(unit), reason="weather", note="大雨，改天再请。", starts_at=later)
    take(the_runner(unit), meeting, "cancel")
    for person_id in (proposer.id, member.person_id):
        assert [title.split("：")[0] for title in told(person_id)] == ["请您来商量", "协商会改期了", "协商会取消了"]


def test_a_plan_dropped_before_it_was_announced_is_told_to_nobody(app):
    unit = a_station()
    proposer, topic = a_matter(unit)
    meeting = a_meeting(MeetingState.PLANNED, unit, topics=[topic.code])
    take(the_runner(unit), meeting, "cancel")
    assert told(proposer.id) == []


def test_postponing_keeps_the_old_time_and_voids_the_codes(client):
    meeting = a_meeting(MeetingState.NOTIFIED)
    old, epoch = meeting.starts_at, meeting.epoch
    a_reason(ReasonKind.MEETING_POSTPONE, "weather")
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    new = clock.local(old + timedelta(days=3))
    words = {"reason": "weather", "note": "大雨，改天再请。", "starts_at": f"{new:%Y-%m-%dT%H:%M}"}
    assert client.submit(f"/bench/meetings/{meeting.code}/postpone", words).status_code == 302
    meeting = db.session.get_one(Meeting, meeting.id)
    assert (meeting.postponed_from, meeting.epoch, meeting.minutes) == (old, epoch + 1, 90)
    assert "改期了" in client.page(f"/meetings/{meeting.code}")


def test_a_reason_too_short_comes_back_with_the_words_kept(client):
    meeting = a_meeting(MeetingState.NOTIFIED)
    a_reason(ReasonKind.MEETING_CANCEL, "solved")
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    answer = client.submit(f"/bench/meetings/{meeting.code}/cancel", {"reason": "solved", "note": "好了"})
    assert answer.status_code == 422
    assert "至少写4个字" in answer.text
    assert ">\n好了</textarea>" in answer.text
