"""联合主办: several units hold one meeting; one runs it, the others see it, tell their members, bring their topics."""

import pytest
from sqlalchemy import select

from tests.factories.meetings import a_plan, an_approved_topic, the_runner
from tests.factories.minutes import minutes_of
from tests.factories.organisation import a_department, a_station
from tests.factories.people import a_convener, an_account
from tests.meetings.test_planning import typed
from yiguan.base import clock
from yiguan.base.errors import Invalid, NotFound
from yiguan.meetings import acts, co_hosts, planning, queries
from yiguan.meetings.models import Meeting
from yiguan.minutes.models import Minutes
from yiguan.minutes.states import MinutesState
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
    client.submit(where, typed(mine, version=meeting.version, co_host_="yes"))
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


def test_the_conveners_of_a_unit_are_asked_when_the_plan_is_stored_and_once(client):
    mine, other = a_station("幸福社区"), a_station("新城社区")
    convener = an_account(Role.CONVENER, other)
    meeting = held_together(mine, other, announced=False)
    client.sign_in(an_account(Role.CONVENER, mine))
    client.submit(
        f"/bench/meetings/{meeting.code}/edit", typed(mine, version=meeting.version, co_host_="yes", **ticked(other))
    )
    told = db.session.scalars(select(Notice.title).where(Notice.person_id == convener.person_id)).all()
    assert [title for title in told if "一起办会" in title] == ["幸福社区请您们一起办会：加装电梯协商会"]


def test_a_unit_that_was_asked_leaves_and_the_planner_is_told(client):
    mine, other = a_station("幸福社区"), a_station("新城社区")
    planner = an_account(Role.CONVENER, mine)
    meeting = held_together(mine, other)
    client.sign_in(an_account(Role.CONVENER, other))
    assert "退出，不一起办" in client.page(f"/bench/meetings/{meeting.code}")
    assert client.submit(f"/bench/meetings/{meeting.code}/leave-hosts").status_code == 302
    assert co_hosts.of(meeting) == []
    assert client.get(f"/bench/meetings/{meeting.code}").status_code == 404
    told = db.session.scalars(select(Notice.title).where(Notice.person_id == planner.person_id)).all()
    assert "新城社区不一起办会了：加装电梯协商会" in told


@pytest.mark.parametrize("role", [Role.MEMBER, Role.CONVENER])
def test_nobody_else_takes_a_unit_off(client, role):
    mine, other = a_station("幸福社区"), a_station("新城社区")
    meeting = held_together(mine, other)
    client.sign_in(an_account(role, other if role is Role.MEMBER else mine))
    assert client.submit(f"/bench/meetings/{meeting.code}/leave-hosts").status_code == 403
    assert [unit.id for unit in co_hosts.of(meeting)] == [other.id]


def test_a_plan_that_says_nothing_of_them_keeps_them_and_so_does_one_that_names_a_retired_one(client):
    mine, other = a_station("幸福社区"), a_station("新城社区")
    meeting = held_together(mine, other, announced=False)
    other.retired_on = clock.today()
    db.session.commit()
    client.sign_in(an_account(Role.CONVENER, mine))
    where = f"/bench/meetings/{meeting.code}/edit"
    client.submit(where, typed(mine, version=meeting.version))
    assert [unit.id for unit in co_hosts.of(meeting)] == [other.id]
    assert f'name="co_host_{other.code.lower()}" value="yes" checked' in client.page(where)
    version = db.session.scalar(select(Meeting.version).where(Meeting.id == meeting.id))
    answer = client.submit(where, typed(mine, version=version, co_host_="yes", **ticked(other)))
    assert answer.status_code == 302
    assert [unit.id for unit in co_hosts.of(meeting)] == [other.id]


def test_whoever_held_it_too_reads_the_minutes_once_they_are_no_draft_and_no_foreign_topic(client):
    mine, other = a_station("幸福社区"), a_station("新城社区")
    topic = an_approved_topic(mine, "路灯归谁修")
    meeting = held_together(mine, other, topics=[topic.code])
    for act in (acts.OPEN, acts.START, acts.END):
        perform(act, meeting, by=the_runner(mine))
    minutes = minutes_of(meeting)
    client.sign_in(an_account(Role.CONVENER, other))
    assert "路灯归谁修" in client.page(f"/bench/meetings/{meeting.code}")
    assert f"/bench/topics/{topic.id}" not in client.page(f"/bench/meetings/{meeting.code}")
    assert "还没有写出来" in client.page(f"/bench/meetings/{meeting.code}/minutes")
    db.session.get_one(Minutes, minutes.id).state = MinutesState.REVIEW
    db.session.commit()
    assert "还没有写出来" not in client.page(f"/bench/meetings/{meeting.code}/minutes")
