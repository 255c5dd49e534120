"""联合主办: several units hold one meeting; one runs it, the others see it, tell their members, bring their topics."""

import pytest
from sqlalchemy import select

from tests.factories.meetings import a_plan, an_approved_topic, the_runner
from tests.factories.organisation import a_department, a_station
from tests.factories.people import a_convener, an_account
from tests.meetings.test_planning import typed
from yiguan.base.errors import Invalid, NotFound
from yiguan.meetings import acts, co_hosts, planning, queries
from yiguan.meetings.models import Meeting
from yiguan.notifications.models import Notice
from yiguan.people.states import Role
from yiguan.store.db import db
from yiguan.workflow.perform import perform


def the_meeting() -> Meeting:
    return db.session.scalars(select(Meeting).order_by(Meeting.id.desc())).first()  # type: ignore[return-value]


def held_together(first, *others, announced=True, **plan) -> Meeting:
    plan = a_plan(co_hosts=[unit.code for unit in others], **plan)
    meeting = planning.plan_meeting(the_runner(first), first, **plan)
    if announced:
        perform(acts.ANNOUNCE, meeting, by=the_runner(first))
    db.session.commit()
    return meeting


def ticked(*units) -> dict[str, str]:
    return {f"co_host_{unit.code.lower()}": "yes" for unit in units}


@pytest.mark.row("SP-01")
def test_a_meeting_of_two_units_lists_topics_of_both(client):
    mine, other = a_station("幸福社区"), a_station("新城社区")
    topic = an_approved_topic(other, "两个社区中间的路谁来修")
    client.sign_in(an_account(Role.CONVENER, mine))
    assert topic.title not in client.page(f"/bench/meetings/new?unit={mine.code}")
    again = client.submit("/bench/meetings/new", typed(mine, **ticked(other), more="co_hosts"))
    assert topic.title in again.text
    client.submit("/bench/meetings/new", typed(mine, **ticked(other), **{"topics-0-code": topic.code}))
    meeting = the_meeting()
    assert [unit.code for unit in co_hosts.of(meeting)] == [other.code]
    assert [t.code for t in queries.topics_of(meeting)] == [topic.code]


def test_the_others_staff_read_it_and_do_not_run_it(client):
    mine, other = a_station("幸福社区"), a_station("新城社区")
    meeting = held_together(mine, other, announced=False)
    client.sign_in(an_account(Role.CONVENER, other))
    page = client.page(f"/bench/meetings/{meeting.code}")
    assert "幸福社区、新城社区" in page
    assert "发出通知" not in page
    assert meeting.code in client.page("/bench/meetings/")
    assert client.get(f"/bench/meetings/{meeting.code}/edit").status_code == 403
    for path in ("registrations", "check-ins", "sheet"):
        assert client.get(f"/bench/meetings/{meeting.code}/{path}").status_code in (403, 404)
    assert client.submit(f"/bench/meetings/{meeting.code}/announce", {"version": 1}).status_code == 403


def test_a_third_units_staff_do_not_see_it(app):
    meeting = held_together(a_station("幸福社区"), a_station("新城社区"), announced=False)
    with pytest.raises(NotFound):
        queries.get_meeting(a_convener(a_station("第三个")), meeting.code)


def test_members_of_every_unit_are_told_and_residents_find_it_at_each(client):
    mine, other = a_station("幸福社区"), a_station("新城社区")
    member = an_account(Role.MEMBER, other)
    meeting = held_together(mine, other)
    told = db.session.scalars(select(Notice.title).where(Notice.person_id == member.person_id)).all()
    assert any(meeting.title in title for title in told)
    assert meeting.title in client.page(f"/units/{other.code}")
    assert "幸福社区、新城社区" in client.page(f"/meetings/{meeting.code}")


def test_a_plan_without_it_ends_the_common_holding_and_the_form_remembers_it(client):
    mine, other = a_station("幸福社区"), a_station("新城社区")
    meeting = held_together(mine, other, announced=False)
    client.sign_in(an_account(Role.CONVENER, mine))
    where = f"/bench/meetings/{meeting.code}/edit"
    assert f'name="co_host_{other.code.lower()}" value="yes" checked' in client.page(where)
    client.submit(where, typed(mine, version=meeting.version))
    assert co_hosts.of(meeting) == []


def test_a_department_or_an_unknown_code_is_refused_and_the_own_one_is_left_out(app):
    mine = a_station()
    for code in (a_department().code, "NOPE"):
        with pytest.raises(Invalid):
            planning.plan_meeting(the_runner(mine), mine, **a_plan(co_hosts=[code]))
    meeting = planning.plan_meeting(the_runner(mine), mine, **a_plan(co_hosts=[mine.code]))
    assert co_hosts.of(meeting) == []


def test_the_api_gives_and_takes_them(client):
    mine, other = a_station("幸福社区"), a_station("新城社区")
    meeting = held_together(mine, other)
    assert client.get(f"/api/v1/meetings/{meeting.code}").get_json()["co_hosts"] == [
        {"code": other.code, "name": other.name}
    ]
