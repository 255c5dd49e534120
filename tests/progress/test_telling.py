import sys
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.factories.attendance import a_check_in
from tests.factories.leads import a_lead
from tests.factories.meetings import a_meeting, the_runner
from tests.factories.minutes import minutes_of
from tests.factories.organisation import a_reason
from tests.factories.people import a_resident, an_account, an_officer, as_actor
from tests.factories.progress import PHONE, a_settled_topic
from tests.factories.recommendations import a_recommendation
from tests.factories.topics import walk
from tests.factories.working import work_off
from yiguan.attendance.doors import hand
from yiguan.attendance.states import CheckInSource
from yiguan.audit import events
from yiguan.audit.models import Event
from yiguan.base import clock
from yiguan.leads.queries import proposer_of
from yiguan.meetings.acts import POSTPONE
from yiguan.meetings.states import MeetingState
from yiguan.minutes.states import MinutesState
from yiguan.notifications.models import Delivery, Notice
from yiguan.notifications.muting import choose
from yiguan.notifications.states import GENERAL, NoticeChannel
from yiguan.organisation.states import ReasonKind
from yiguan.people import residents, vault
from yiguan.people.models import Person
from yiguan.people.residents import device_id_of
from yiguan.people.states import Role
from yiguan.progress import jobs, tell
from yiguan.recommendations.states import RecommendationState
from yiguan.store.db import db
from yiguan.topics.models import Support
from yiguan.workflow.perform import perform


@pytest.fixture(autouse=True)
def _all_told(app):
    """What tests that commit for real have left behind is none of ours."""
    while tell.tell_new():
        pass


def told(person_id: int | None, beginning: str) -> list[str]:
    found = db.session.query(Notice).filter_by(person_id=person_id).order_by(Notice.id)
    return [notice.title for notice in found if notice.event.startswith(beginning)]


def a_supporter(topic) -> int:
    person = a_resident("孙大爷")
    db.session.add(Support(topic_id=topic.id, person_id=person.id, at=clock.now()))
    db.session.commit()
    return person.id


def test_proposer_supporter_and_visitor_are_told_each_once(app):
    lead, topic = a_settled_topic()
    supporter = a_supporter(topic)
    held = a_meeting(MeetingState.ENDED, topic.unit, starts_at=clock.now() - timedelta(days=1), topics=[topic.code])
    visitor = a_check_in(held, "钱阿婆").person_id
    tell.tell_new()
    walk(an_officer(), topic, "terminate")
    tell.tell_new()
    for person in (lead.person_id, supporter, visitor):
        assert told(person, "topic_terminate") == [f"议题终止：{topic.title}"]


def test_who_took_the_support_back_is_left_in_peace(app):
    _, topic = a_settled_topic()
    supporter = a_supporter(topic)
    db.session.query(Support).update({"withdrawn_at": clock.now()})
    tell.tell_new()
    assert told(supporter, "topic") == []


def test_a_meeting_announced_by_its_slice_is_not_told_twice(app):
    lead, topic = a_settled_topic()
    supporter = a_supporter(topic)
    a_meeting(MeetingState.NOTIFIED, topic.unit, topics=[topic.code])
    assert len(told(lead.person_id, "meeting_announce")) == 1
    tell.tell_new()
    assert len(told(lead.person_id, "meeting_announce")) == 1
    assert len(told(supporter, "meeting_announce")) == 1


def test_a_convener_who_attended_is_told_once_that_the_recommendation_is_signed(app):
    _, topic = a_settled_topic()
    held = a_meeting(MeetingState.ENDED, topic.unit, topics=[topic.code])
    account = an_account(Role.CONVENER, topic.unit)
    convener = account.person_id
    person = db.session.get_one(Person, convener)
    hand.count_in(as_actor(account), held, person, source=CheckInSource.PROXY, key="convener")
    visitor = a_check_in(held, "孙大爷").person_id
    minutes_of(held, MinutesState.CONFIRMED)
    recommendation = a_recommendation(RecommendationState.ISSUED, held)
    tell.tell_new()
    assert told(convener, "recommendation_sign") == [f"协商建议已签发：{recommendation.title}"]
    assert told(visitor, "recommendation_sign") == ["商量的结果有了：建议已签发"]


@pytest.mark.row("N09")
@pytest.mark.row("NT-02")
def test_a_stage_makes_exactly_39_notices_even_if_the_worker_dies_in_the_middle(app, monkeypatch):
    """1 proposer, 30 supporters, 20 who came, 12 of whom support it too."""
    _, topic = a_settled_topic()
    held = a_meeting(MeetingState.ENDED, topic.unit, starts_at=clock.now() - timedelta(days=1), topics=[topic.code])
    came = [a_check_in(held, f"来过{number}").person_id for number in range(20)]
    for person in [*came[:12], *(a_resident(f"支持{number}").id for number in range(18))]:
        db.session.add(Support(topic_id=topic.id, person_id=person, at=clock.now()))
    db.session.commit()
    tell.tell_new()
    walk(an_officer(), topic, "terminate")
    db.session.commit()
    with monkeypatch.context() as killed:
        killed.setattr(events, "told", lambda event: sys.exit())
        with pytest.raises(SystemExit):
            tell.tell_new()
    db.session.rollback()
    assert stage_of(topic) == []
    assert work_off(jobs.JOBS) == 1
    assert len(stage_of(topic)) == len(set(stage_of(topic))) == 39


def stage_of(topic) -> list[int]:
    """Who was told that it is over, but its station."""
    about = (Notice.event.startswith("topic_terminate"), Notice.subject_id == topic.id, Notice.url == "")
    return list(db.session.scalars(select(Notice.person_id).where(*about)))


@pytest.mark.row("NT-03")
def test_of_all_who_muted_the_news_the_proposer_is_still_sent_a_message(installed, app):
    installed(sms="console")
    lead, topic = a_settled_topic()
    supporter = db.session.get_one(Person, a_supporter(topic))
    vault.set_phone(supporter, "13800005588")
    for person in (proposer_of(lead), supporter):
        choose(residents.as_actor(person), set(GENERAL))
    db.session.commit()
    tell.tell_new()
    walk(an_officer(), topic, "terminate")
    tell.tell_new()
    sent = select(Notice.person_id).join(Delivery).where(Delivery.channel == NoticeChannel.SMS)
    assert db.session.scalars(sent.where(Notice.event.startswith("topic_terminate"))).all() == [lead.person_id]
    assert told(supporter.id, "topic_terminate") == [f"议题终止：{topic.title}"]


def test_a_killed_worker_repeats_harmlessly(app):
    lead, _ = a_settled_topic()
    assert work_off(jobs.JOBS) == 1
    before = db.session.query(Notice).count()
    db.session.execute(update(Event).values(told_at=None))
    assert work_off(jobs.JOBS) == 1
    assert work_off(jobs.JOBS) == 0
    assert db.session.query(Notice).count() == before
    assert told(lead.person_id, "topic_approve") == ["您关心的事定为议题了"]


def test_each_postponement_is_news_of_its_own(app):
    lead, topic = a_settled_topic()
    meeting = a_meeting(MeetingState.NOTIFIED, topic.unit, topics=[topic.code])
    for days in (3, 5):
        with clock.at(clock.now() + timedelta(seconds=days)):
            later = meeting.starts_at + timedelta(days=days)
            words = {"reason": a_reason(ReasonKind.MEETING_POSTPONE).code, "note": f"改到{clock.day(later)}"}
            perform(POSTPONE, meeting, by=the_runner(meeting.unit), starts_at=later, **words)
    db.session.commit()
    tell.tell_new()
    assert len(told(lead.person_id, "meeting_postpone")) == 2


def test_the_news_stand_behind_the_proposers_own_code_and_nobody_elses(client):
    lead, topic = a_settled_topic()
    other = a_lead(topic.unit, phone="13900009999", text="另一件事")
    tell.tell_new()
    db.session.commit()
    assert "您关心的事定为议题了" in client.post(f"/leads/{lead.receipt}", data={"tail": PHONE[-4:]}).text
    assert "您关心的事定为议题了" not in client.post(f"/leads/{other.receipt}", data={"tail": "9999"}).text


def test_a_phone_finds_its_matters_visits_and_news_by_itself(client):
    lead, _ = a_settled_topic()
    tell.tell_new()
    person = proposer_of(lead)
    person.device_id = device_id_of("y" * 32)
    db.session.commit()
    assert "还没有记录" in client.page("/mine")
    client.set_cookie("__Host-device", "y" * 32)
    page = client.page("/mine")
    assert lead.receipt in page
    assert "您关心的事定为议题了" in page


def test_the_proposer_reads_behind_the_code_that_the_recommendation_is_signed(client):
    lead, topic = a_settled_topic()
    meeting = a_meeting(MeetingState.ENDED, topic.unit, topics=[topic.code])
    minutes_of(meeting, MinutesState.CONFIRMED)
    a_recommendation(RecommendationState.ISSUED, meeting)
    tell.tell_new()
    db.session.commit()
    page = client.post(f"/leads/{lead.receipt}", data={"tail": PHONE[-4:]}).text
    assert "建议已签发" in page
