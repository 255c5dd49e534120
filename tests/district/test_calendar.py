"""The office enters days over the official calendar; what runs is worked out anew, what ended keeps its sum."""

from datetime import date, datetime, timedelta
from io import BytesIO

import pytest

from tests.factories.calendar import limit_of
from tests.factories.leads import a_lead
from tests.factories.people import a_convener, an_account
from yiguan.audit.queries import entries_of
from yiguan.base import clock
from yiguan.base.clock import LOCAL
from yiguan.calendar.days import CalendarDay, entered
from yiguan.calendar.models import TimeLimit
from yiguan.calendar.working_days import OFFICIAL, Entered
from yiguan.leads import acts
from yiguan.leads.models import Lead
from yiguan.people.states import Role
from yiguan.store.db import db
from yiguan.workflow.perform import perform

PAGE = "/desk/settings/calendar/2026"
SNOW = "2026-12-01 休 大雪"
NEXT_YEAR = """
2027-01-01 休 元旦
2027-02-05 休 春节
2027-02-08 休 春节
2027-02-20 班
2027-10-01 休 国庆节
"""


@pytest.fixture(autouse=True)
def on_friday():
    with clock.at(datetime(2026, 11, 27, 9, tzinfo=LOCAL)):
        yield


@pytest.fixture
def office(client):
    client.sign_in(an_account(Role.OFFICER, name="周明"))
    return client


def later(office, days):
    """The office, signed in so many days later."""
    client = office.application.test_client()
    with clock.at(clock.now() + timedelta(days=days)):
        client.sign_in(an_account(Role.OFFICER))
    return client


def sent(client, lines, year=2026, **data):
    return client.submit(f"/desk/settings/calendar/{year}", {"lines": lines, **data})


def save(client, lines, year=2026):
    answer = sent(client, lines, year, confirmed="yes")
    assert answer.status_code == 302, answer.get_data(as_text=True)


def now(lead):
    return db.session.get_one(Lead, lead.id, populate_existing=True)


@pytest.mark.row("AD-03")
def test_a_preview_says_which_days_move_and_saves_nothing(office):
    lead = a_lead()
    assert lead.due_on == date(2026, 12, 2)
    answer = sent(office, SNOW)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "线索的第一次回应：1 件" in page
    assert f'<a href="/bench/leads/{lead.id}">' in page
    assert "12月2日（周三）" in page
    assert "12月3日（周四）" in page
    assert now(lead).due_on == date(2026, 12, 2)
    assert entered() == OFFICIAL


@pytest.mark.row("AD-03")
def test_saving_works_out_what_runs_and_the_trail_has_each_change(office):
    lead = a_lead()
    save(office, SNOW)
    limit = db.session.get_one(TimeLimit, now(lead).limit_id, populate_existing=True)
    assert (now(lead).due_on, limit.due) == (date(2026, 12, 3), date(2026, 12, 3))
    assert limit.words == "11月27日（周五）次日起3个工作日，除去周末2天、大雪1天，到12月3日（周四）"
    (day,) = db.session.query(CalendarDay)
    assert [(entry.act, entry.after, entry.note) for entry in entries_of(day)] == [
        ("enter_day", "休 大雪", "2026-12-01")
    ]
    moved = entries_of(limit)[-1]
    assert (moved.act, moved.before, moved.after, moved.role) == ("settle", "2026-12-02", "2026-12-03", "officer")


def test_what_begins_later_and_the_days_left_on_lists_count_by_it_too(office):
    save(office, SNOW)
    db.session.remove()
    lead = a_lead()
    assert lead.deadline
    assert lead.due_on == date(2026, 12, 3)
    assert lead.deadline.label(date(2026, 11, 30)) == "剩 2 个工作日"
    station = office.application.test_client()
    station.sign_in(an_account(Role.CONVENER, lead.unit))
    assert "剩 3 个工作日" in station.page("/bench/leads")


def test_a_day_taken_back_is_as_the_official_calendar_has_it(office):
    lead = a_lead()
    save(office, SNOW)
    save(office, "2026-12-01 删")
    assert now(lead).due_on == date(2026, 12, 2)
    assert "大雪" not in office.page(PAGE)
    save(office, "2026-12-01 班")
    (day,) = db.session.query(CalendarDay)
    assert [entry.act for entry in entries_of(day)] == ["enter_day", "drop_day", "enter_day"]


@pytest.mark.parametrize("act", [acts.ASK, acts.WITHDRAW], ids=lambda act: act.name)
def test_what_is_paused_or_ended_keeps_its_sum(office, act):
    lead = a_lead()
    perform(act, lead, by=a_convener(lead.unit), note="是哪个单元？")
    db.session.commit()
    before = limit_of(lead).words
    assert "没有哪件事的到期日要变" in sent(office, SNOW).get_data(as_text=True)
    save(office, SNOW)
    assert db.session.get_one(TimeLimit, lead.limit_id, populate_existing=True).words == before


def test_the_next_year_settles_what_was_tentative(office):
    office = later(office, 33)
    with clock.at(datetime(2026, 12, 30, 9, tzinfo=LOCAL)):
        lead = a_lead()
        assert (lead.due_on, limit_of(lead).tentative) == (date(2027, 1, 4), True)
        assert "还没有录进来" in office.page("/desk/settings/calendar/2027")
        save(office, NEXT_YEAR, 2027)
        limit = db.session.get_one(TimeLimit, lead.limit_id, populate_existing=True)
        assert (limit.due, limit.tentative) == (date(2027, 1, 5), False)
        assert "除去元旦1天、周末2天" in limit.words
        assert "还没有录进来" not in office.page("/desk/settings/calendar/2027")


def test_a_file_is_previewed_and_not_saved_at_once(office):
    file = (BytesIO("2026-12-01 休 大雪\r\n2026-12-05 班\r\n".encode("gb18030")), "days.txt")
    answer = office.submit(PAGE, {"lines": "", "confirmed": "yes", "file": file}, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "2026-12-05 班" in answer.get_data(as_text=True)
    assert entered() == OFFICIAL


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("2026-12-01 休\n12月1日 班", "这一天在第2行已经写过"),
        ("2027-12-01 休", "2027年的日子请到那一年去录"),
        ("2026-02-30 休", "不是一个日子"),
        ("明天 休", "不是一个日子"),
        ("2026-12-01", "没有看懂是休还是班"),
        ("2026-12-01 过年", "没有看懂是休还是班"),
        ("2026-12-01 休 " + "长" * 21, "名称最多20个字"),
    ],
)
def test_a_line_that_cannot_be_used_is_told_and_nothing_typed_is_lost(office, line, told):
    answer = sent(office, f"2026-12-02 休\n{line}", confirmed="yes")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert told in page
    assert "2026-12-02 休" in page
    assert line.splitlines()[-1] in page
    assert entered() == OFFICIAL


def test_a_past_day_is_refused_where_it_would_change_what_has_ended(office):
    lead, office = a_lead(), later(office, 5)
    with clock.at(clock.now() + timedelta(days=5)):
        perform(acts.WITHDRAW, lead, by=a_convener(lead.unit))
        db.session.commit()
        page = sent(office, "2026-11-30 休", confirmed="yes").get_data(as_text=True)
        assert "有1件事的时限那天在走，后来办结了，或者正暂停着" in page
        assert sent(office, "2026-11-30 班 照常", confirmed="yes").status_code == 302


def test_a_past_day_moves_what_still_runs(office):
    lead, office = a_lead(), later(office, 4)
    with clock.at(clock.now() + timedelta(days=4)):
        save(office, "2026-11-30 休 大雪")
    assert now(lead).due_on == date(2026, 12, 3)


@pytest.mark.parametrize("year", [1999, 2029])
def test_only_the_years_around_today_have_a_page(office, year):
    assert office.get(f"/desk/settings/calendar/{year}").status_code == 404


def test_the_page_shows_official_and_entered_days_by_name(office):
    save(office, SNOW)
    page = office.page(PAGE)
    assert "1日到7日 休 国庆节" in page
    assert "10日 班 调休上班" in page
    assert "1日 休 大雪" in page
    assert Entered(False, "大雪") in entered().values()
