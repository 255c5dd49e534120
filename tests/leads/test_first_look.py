"""初核: the station's time for a lead is a stored limit, and the lead's page prints its sum."""

from datetime import date, datetime

import pytest

from tests.factories.calendar import limit_of
from tests.factories.leads import a_lead
from tests.factories.organisation import a_reason, a_station
from tests.factories.people import a_convener, an_account, an_officer
from yiguan.base import clock
from yiguan.base.clock import LOCAL
from yiguan.calendar.models import TimeLimit
from yiguan.leads import acts, queries
from yiguan.leads.states import LeadState
from yiguan.organisation.states import ReasonKind
from yiguan.people import residents
from yiguan.people.states import Role
from yiguan.store.db import db
from yiguan.workflow.perform import perform


def on(day, month=11):
    return clock.at(datetime(2026, month, day, 9, tzinfo=LOCAL))


@pytest.fixture
def lead(app):
    """Came on Monday, 2 November 2026."""
    with on(2):
        return a_lead()


def ask(lead):
    perform(acts.ASK, lead, by=a_convener(lead.unit), note="是哪个单元？")


def decline(lead, by):
    a_reason(ReasonKind.LEAD_DECLINE)
    perform(acts.DECLINE, lead, by=by, reason="other", note="请听法院安排。")


def test_a_lead_comes_with_three_working_days_and_the_day_they_end_on(lead):
    limit = limit_of(lead)
    assert (limit.start, limit.length, limit.due, lead.due_on) == (date(2026, 11, 2), 3, date(2026, 11, 5), limit.due)


def test_asking_pauses_it_and_the_answer_resumes_it(lead):
    with on(4):
        ask(lead)
    assert (lead.due_on, limit_of(lead).paused_on, limit_of(lead).days_left) == (None, date(2026, 11, 4), 2)
    with on(9):
        perform(acts.ANSWER, lead, by=residents.as_actor(queries.proposer_of(lead)), words="三单元")
    (pause,) = limit_of(lead).pauses
    assert (limit_of(lead).due, lead.due_on) == (date(2026, 11, 11), date(2026, 11, 11))
    assert (pause.from_day, pause.to_day, pause.reason) == (date(2026, 11, 4), date(2026, 11, 9), "请居民补充")


def test_moving_to_another_station_keeps_it(lead):
    before = lead.limit_id
    with on(4):
        perform(acts.MOVE, lead, by=a_convener(lead.unit), unit=a_station(), note="这件事在新城。")
    assert (lead.limit_id, lead.due_on) == (before, date(2026, 11, 5))


@pytest.mark.parametrize(("day", "late"), [(5, False), (6, True)])
def test_deciding_ends_it_and_keeps_whether_it_was_late(lead, day, late):
    with on(day):
        decline(lead, a_convener(lead.unit))
    assert (lead.due_on, limit_of(lead).ended_on, limit_of(lead).ended_late) == (None, date(2026, 11, day), late)


def test_withdrawing_while_the_station_waits_ends_it(lead):
    ask(lead)
    perform(acts.WITHDRAW, lead, by=residents.as_actor(queries.proposer_of(lead)))
    assert (lead.due_on, limit_of(lead).ended_on) == (None, clock.today())


def test_a_recheck_begins_another_and_keeps_the_first(lead):
    first = limit_of(lead)
    with on(4):
        decline(lead, a_convener(lead.unit))
    with on(16):
        perform(acts.RECHECK, lead, by=an_officer(), note="这件事该管。")
    assert (limit_of(lead).start, lead.due_on, limit_of(lead).after_id) == (
        date(2026, 11, 16),
        date(2026, 11, 19),
        first.id,
    )
    assert db.session.get_one(TimeLimit, first.id).ended_on == date(2026, 11, 4)


def test_an_act_finds_the_limit_of_a_lead_that_was_read_without_it(lead):
    db.session.commit()
    db.session.expunge_all()
    again = queries.get_by_receipt(lead.receipt)
    assert again
    with on(4):
        perform(acts.WITHDRAW, again, by=residents.as_actor(queries.proposer_of(again)))
    assert db.session.get_one(TimeLimit, again.limit_id).ended_on == date(2026, 11, 4)


def test_the_page_prints_the_sum_below_the_date(client, lead):
    client.sign_in(an_account(Role.CONVENER, lead.unit))
    page = client.page(f"/bench/leads/{lead.id}")
    assert "11月5日（周四） <small>11月2日（周一）次日起3个工作日，到11月5日（周四）</small>" in page


def test_the_page_of_a_paused_lead_says_since_when_and_what_is_left(client, lead):
    with on(4):
        ask(lead)
    db.session.commit()
    client.sign_in(an_account(Role.CONVENER, lead.unit))
    page = client.page(f"/bench/leads/{lead.id}")
    assert "暂停计时 <small>11月4日（周三）起暂停，还剩2个工作日</small>" in page


def test_the_page_of_a_settled_lead_names_no_deadline(client):
    lead = a_lead(state=LeadState.WITHDRAWN)
    client.sign_in(an_account(Role.CONVENER, lead.unit))
    assert "初核期限" not in client.page(f"/bench/leads/{lead.id}")


def test_programs_read_the_same_day_as_before(client, lead):
    client.sign_in(an_account(Role.CONVENER, lead.unit))
    assert client.get(f"/api/v1/leads/{lead.id}").json["due_on"] == "2026-11-05"
    client.submit(f"/bench/leads/{lead.id}/ask", {"version": lead.version, "text": "是哪个单元？"})
    assert client.get(f"/api/v1/leads/{lead.id}").json["due_on"] is None
