from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.factories.meetings import a_meeting, a_plan, an_approved_topic, the_runner
from tests.factories.organisation import a_station
from tests.factories.people import a_convener, an_account
from yiguan.base import clock
from yiguan.base.errors import Forbidden, Invalid
from yiguan.meetings import planning, queries
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import MeetingState
from yiguan.people.states import Role
from yiguan.store.db import db


def typed(unit, **changes):
    """The form as a browser posts it."""
    start = clock.local(clock.now() + timedelta(days=2))
    fields = {"unit": unit.code, "title": "加装电梯协商会", "kind": "micro", "place": "二楼议事厅", "minutes": "90"}
    fields |= {"starts_at": f"{start:%Y-%m-%dT%H:%M}", "capacity": "30", "attendance": "open", "printed_code": "yes"}
    fields |= {
        "agenda-0-title": "说明规则",
        "agenda-0-minutes": "10",
        "agenda-2-title": "发言",
        "agenda-2-minutes": "50",
    }
    return fields | changes


def plain_post(client, url, data):
    """A post that may leave no new trail, being a repeat."""
    return FlaskClient.open(client, url, method="POST", data=data)


@pytest.mark.row("SP-01")
def test_a_convener_plans_a_meeting_on_an_approved_topic(client):
    unit = a_station()
    topic = an_approved_topic(unit)
    client.sign_in(an_account(Role.CONVENER, unit))
    page = client.page(f"/bench/meetings/new?topic={topic.code}")
    assert f'value="{topic.title}"' in page
    assert "checked" in page
    answer = client.submit("/bench/meetings/new", typed(unit, **{"topics-0-code": topic.code}))
    meeting = db.session.scalars(select(Meeting).where(Meeting.unit_id == unit.id)).one()
    assert answer.location == f"/bench/meetings/{meeting.code}"
    assert meeting.state is MeetingState.PLANNED
    assert [t.id for t in queries.topics_of(meeting)] == [topic.id]
    assert meeting.minutes == 90


@pytest.mark.row("SP-02")
def test_an_agenda_longer_than_the_meeting_is_warned_of_and_kept(client):
    unit = a_station()
    topic = an_approved_topic(unit)
    client.sign_in(an_account(Role.CONVENER, unit))
    agenda = {"agenda-2-minutes": "120", "agenda-2-topic": topic.code, "topics-0-code": topic.code}
    answer = client.submit("/bench/meetings/new", typed(unit, **agenda), follow_redirects=True)
    assert "议程加起来比会议长40分钟" in answer.text
    meeting = db.session.scalars(select(Meeting).where(Meeting.unit_id == unit.id)).one()
    items = queries.agenda_of(meeting)
    assert [(i.position, i.title, i.minutes, i.topic_id) for i in items] == [
        (1, "说明规则", 10, None),
        (2, "发言", 120, topic.id),
    ]


def test_what_was_typed_stays_when_something_is_wrong(client):
    unit = a_station()
    client.sign_in(an_account(Role.CONVENER, unit))
    wrong = typed(unit, minutes="两个小时", title="", **{"agenda-2-minutes": ""})
    answer = client.submit("/bench/meetings/new", wrong)
    assert answer.status_code == 422
    assert "两个小时" in answer.text
    assert "请填一个整数" in answer.text
    assert 'id="agenda-2-minutes-error"' in answer.text
    assert 'value="发言"' in answer.text


def test_more_agenda_rows_come_without_a_script_and_nothing_is_lost(client):
    unit = a_station()
    client.sign_in(an_account(Role.CONVENER, unit))
    answer = client.submit("/bench/meetings/new", typed(unit, title="", more="agenda"))
    assert 'name="agenda-5-title"' in answer.text
    assert 'value="发言"' in answer.text
    assert "还差一点" not in answer.text


def test_a_start_in_the_past_is_refused_at_its_field(client):
    unit = a_station()
    client.sign_in(an_account(Role.CONVENER, unit))
    answer = client.submit("/bench/meetings/new", typed(unit, starts_at="2026-01-01T09:00"))
    assert answer.status_code == 422
    assert "这个时间已经过去了" in answer.text


def test_a_topic_of_another_station_cannot_be_taken(app):
    unit, other = a_station(), a_station("官塘社区协商站")
    topic = an_approved_topic(other)
    with pytest.raises(Invalid):
        planning.plan_meeting(the_runner(unit), unit, **a_plan(topics=[topic.code]))


def test_a_convener_plans_for_no_other_station(app):
    unit, other = a_station(), a_station("官塘社区协商站")
    with pytest.raises(Forbidden):
        planning.plan_meeting(a_convener(unit), other, **a_plan())


def test_a_meeting_of_another_station_is_not_found(client):
    meeting = a_meeting()
    client.sign_in(an_account(Role.CONVENER, a_station("官塘社区协商站")))
    client.page(f"/bench/meetings/{meeting.code}", 404)
    assert client.submit(f"/bench/meetings/{meeting.code}/announce").status_code == 404


def test_the_form_sent_twice_plans_one_meeting(client):
    unit = a_station()
    client.sign_in(an_account(Role.CONVENER, unit))
    form = typed(unit, once="FORM2345678", csrf_token=client.csrf())
    places = [plain_post(client, "/bench/meetings/new", form).location for _ in range(2)]
    assert places[0] == places[1]
    assert len(db.session.scalars(select(Meeting).where(Meeting.unit_id == unit.id)).all()) == 1


def test_a_planned_meeting_is_not_public_yet(client):
    meeting = a_meeting(MeetingState.PLANNED)
    client.page(f"/meetings/{meeting.code}", 404)


def test_an_announced_meeting_says_when_where_and_how(client):
    page = client.page(f"/meetings/{a_meeting().code.lower()}")
    assert "加装电梯协商会" in page
    assert "幸福社区二楼议事厅" in page
    assert "怎么参加" in page
    assert "主持人说明规则" in page


def test_what_is_left_empty_is_asked_for_in_plain_words(client):
    unit = a_station()
    client.sign_in(an_account(Role.CONVENER, unit))
    answer = client.submit("/bench/meetings/new", typed(unit, title="", starts_at="", place=""))
    assert answer.status_code == 422
    for sentence in ("请写会的名称。", "请选开始的日期和时间。", "请写在哪里开。"):
        assert sentence in answer.text
