"""The course of a time limit, from its beginning over its pauses to its end."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiguan.base import clock
from yiguan.calendar import limits
from yiguan.calendar.models import TimeLimit
from yiguan.calendar.states import Rule
from yiguan.calendar.working_days import Entered, add_months, add_working_days, count_working_days

STARTS = st.dates(date(2024, 1, 1), date(2026, 10, 31))
LENGTHS = st.integers(1, 30)
PAUSES = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=4)
"""How many days it ran, and then how many it stood."""


@pytest.fixture(autouse=True)
def in_november():
    with clock.at(datetime(2026, 11, 23, 2, tzinfo=UTC)):
        yield


def day(text):
    return date.fromisoformat(f"2026-{text}")


def paused(limit, pauses):
    """The limit after these pauses, and the day on which the last one was over."""
    today = limit.start
    for ran, stood in pauses:
        today += timedelta(days=ran)
        limits.pause(limit, today)
        today += timedelta(days=stood)
        limits.resume(limit, today)
    return today


def test_it_begins_with_its_last_day_and_the_sum_that_leads_there():
    limit = limits.begin(day("11-27"), 3)
    assert (limit.due, limit.tentative, limit.left(day("11-27"))) == (day("12-02"), False, 3)
    assert limit.words == "11月27日（周五）次日起3个工作日，除去周末2天，到12月2日（周三）"


def test_a_paused_one_has_no_last_day_and_says_since_when_and_what_is_left():
    limit = limits.begin(day("11-02"), 3)
    limits.pause(limit, day("11-04"))
    assert (limit.due, limit.left(day("11-20"))) == (None, 1)
    assert limit.words == "11月4日（周三）起暂停，还剩1个工作日"


@pytest.mark.parametrize(("text", "kept"), [("11-05", "当天到期"), ("11-09", "已经超2个工作日")])
def test_one_paused_on_its_last_day_or_too_late_says_so(text, kept):
    limit = limits.begin(day("11-02"), 3)
    limits.pause(limit, day(text))
    assert limit.words.endswith(f"起暂停，{kept}")


def test_a_resumed_one_counts_the_days_it_stood_in_its_sum():
    limit = limits.begin(day("11-02"), 3)
    limits.pause(limit, day("11-04"))
    limits.resume(limit, day("11-09"))
    assert (limit.due, limit.paused_days) == (day("11-10"), 3)
    assert limit.words == "11月2日（周一）次日起3个工作日，加上暂停的3个工作日，除去周末2天，到11月10日（周二）"


def test_months_stand_still_by_the_calendar():
    limit = limits.begin(day("04-10"), 3, Rule.MONTHS)
    limits.pause(limit, day("05-01"))
    limits.resume(limit, day("05-10"))
    assert (limit.due, limit.paused_days) == (day("07-20"), 9)
    assert "起3个月，加上暂停的9天" in limit.words


def test_one_that_is_tentative_is_worked_out_anew_before_it_is_paused():
    monday = date(2098, 12, 29)
    limit = limits.begin(monday, 3)
    known = dict.fromkeys([date(2098, 10, 1), date(2099, 10, 1), date(2099, 1, 1)], Entered(False))
    limits.pause(limit, monday, known)
    assert (limit.tentative, limit.days_left) == (False, 3)


def test_one_of_unknown_length_goes_on_with_what_was_left():
    limit = TimeLimit(start=day("11-02"), rule=Rule.WORKING_DAYS, paused_days=0, paused_on=day("11-04"), days_left=1)
    limits.resume(limit, day("11-09"))
    assert (limit.due, limit.words) == (day("11-10"), "11月9日（周一）接着计时，到11月10日（周二）")


@pytest.mark.parametrize(("text", "late"), [("11-05", False), ("11-06", True)])
def test_it_is_kept_whether_it_ended_late(text, late):
    limit = limits.begin(day("11-02"), 3)
    limits.end(limit, day(text))
    limits.end(limit, day("11-20"))
    assert (limit.ended_on, limit.ended_late) == (day(text), late)


def test_what_ended_while_it_stood_was_late_only_if_it_was_late_before():
    early, late = limits.begin(day("11-02"), 3), limits.begin(day("11-02"), 3)
    for limit, asked in ((early, "11-04"), (late, "11-09")):
        limits.pause(limit, day(asked))
        limits.end(limit, day("11-30"))
    assert (early.ended_late, late.ended_late) == (False, True)


@given(STARTS, LENGTHS, PAUSES, st.integers(0, 20), st.integers(0, 20))
def test_pausing_and_resuming_never_shortens_what_is_left(start, length, pauses, ran, stood):
    limit = limits.begin(start, length)
    asked = paused(limit, pauses) + timedelta(days=ran)
    answered, left = asked + timedelta(days=stood), limit.left(asked)
    limits.pause(limit, asked)
    assert limit.left(answered) == left
    limits.resume(limit, answered)
    assert limit.left(answered) >= left


@given(STARTS, st.integers(1, 12), st.integers(0, 200), st.integers(0, 60))
def test_months_keep_all_days_up_to_the_one_they_end_on(start, months, ran, stood):
    """That a last day which is free moves on is no part of the months."""
    limit, asked = limits.begin(start, months, Rule.MONTHS), start + timedelta(days=ran)
    answered = asked + timedelta(days=stood)
    limits.pause(limit, asked)
    limits.resume(limit, answered)
    assert limit.due - answered >= add_months(start, months) - asked


@given(STARTS, LENGTHS, PAUSES, st.integers(0, 40), st.integers(0, 400))
def test_one_that_ended_keeps_what_was_left_then(start, length, pauses, ran, later):
    limit = limits.begin(start, length)
    done = paused(limit, pauses) + timedelta(days=ran)
    left = limit.left(done)
    limits.end(limit, done)
    assert limit.left(done + timedelta(days=later)) == left
    assert limit.ended_late == (left < 0)


@given(STARTS, LENGTHS, PAUSES)
def test_sum_and_last_day_agree_with_the_calendar(start, length, pauses):
    limit = limits.begin(start, length)
    paused(limit, pauses)
    days = length + limit.paused_days
    assert limit.due == add_working_days(start, days)
    assert count_working_days(start, limit.due) == days
    assert f"{clock.day(start)}次日起{length}个工作日" in limit.words
    assert f"到{clock.day(limit.due)}" in limit.words
    assert days + _off(limit.words) == (limit.due - start).days


def _off(words):
    """How many days the sum leaves out."""
    without = re.search("除去(.*?)，", words)
    return sum(map(int, re.findall(r"(\d+)天", without[1]))) if without else 0
