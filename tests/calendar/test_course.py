"""The course of a time limit, from its beginning over its pauses to its end."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiguan.base import clock
from yiguan.base.errors import Conflict, Invalid
from yiguan.calendar import course
from yiguan.calendar.limits import calendar_days, given_day, months, working_days
from yiguan.calendar.models import Pause
from yiguan.calendar.pauses import holds, united
from yiguan.calendar.states import Rule
from yiguan.calendar.working_days import Entered, add_months, is_working_day

STARTS = st.dates(date(2024, 1, 1), date(2026, 10, 31))
LENGTHS = st.one_of(
    st.integers(1, 30).map(working_days),
    st.builds(calendar_days, st.integers(1, 90), rolls=st.booleans()),
    st.builds(months, st.integers(1, 6), rolls=st.booleans()),
)
PAUSES = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=4)
"""How many days it ran, and then how many it stood."""


@pytest.fixture(autouse=True)
def in_november():
    with clock.at(datetime(2026, 11, 23, 2, tzinfo=UTC)):
        yield


def day(text):
    return date.fromisoformat(f"2026-{text}")


def ask(limit, today, overrides=()):
    limit.pauses.append(Pause(from_day=today, reason="请补充"))
    course.pause(limit, today, dict(overrides))


def paused(limit, pauses):
    """The day on which the last of these pauses was over."""
    today = limit.start
    for ran, stood in pauses:
        today += timedelta(days=ran)
        ask(limit, today)
        today += timedelta(days=stood)
        course.resume(limit, today)
    return today


def test_it_begins_with_its_last_day_and_the_sum_that_leads_there():
    limit = course.begin(day("11-27"), working_days(3))
    assert (limit.due, limit.tentative, limit.left(day("11-27"))) == (day("12-02"), False, 3)
    assert limit.words == "11月27日（周五）次日起3个工作日，除去周末2天，到12月2日（周三）"


def test_a_paused_one_has_no_last_day_and_says_since_when_and_what_is_left():
    limit = course.begin(day("11-02"), working_days(3))
    ask(limit, day("11-04"))
    assert (limit.due, limit.left(day("11-20"))) == (None, 2)
    assert limit.words == "11月4日（周三）起暂停，还剩2个工作日"


@pytest.mark.parametrize(("text", "kept"), [("11-05", "还剩1个工作日"), ("11-09", "已经超2个工作日")])
def test_one_paused_on_its_last_day_has_that_day_left_and_a_late_one_nothing(text, kept):
    limit = course.begin(day("11-02"), working_days(3))
    ask(limit, day(text))
    assert limit.words.endswith(f"起暂停，{kept}")


def test_the_days_of_question_and_answer_and_those_between_do_not_count():
    limit = course.begin(day("11-02"), working_days(3))
    ask(limit, day("11-04"))
    course.resume(limit, day("11-09"))
    assert limit.due == day("11-11")
    assert limit.words == (
        "11月2日（周一）次日起3个工作日，除去11月4日（周三）到11月9日（周一）暂停的6天，到11月11日（周三）"
    )


def test_a_pause_that_begins_too_late_leaves_it_as_late_as_the_calendar_says():
    limit = course.begin(day("11-02"), working_days(3))
    ask(limit, day("11-09"))
    course.resume(limit, day("11-20"))
    assert (limit.due, "暂停" in limit.words) == (day("11-05"), False)


def test_months_stand_still_by_the_calendar():
    limit = course.begin(day("04-10"), months(3))
    ask(limit, day("05-01"))
    course.resume(limit, day("05-09"))
    assert limit.due == day("07-20")
    assert "起3个月，除去5月1日（周五）到5月9日（周六）暂停的9天，7月19日（周日）不上班，顺延" in limit.words


def test_days_left_are_told_in_what_the_limit_counts():
    limit = course.begin(day("11-02"), calendar_days(30))
    assert (limit.due, limit.left(day("11-27"))) == (day("12-02"), 5)
    ask(limit, day("11-27"))
    assert limit.words == "11月27日（周五）起暂停，还剩6天"


def test_one_that_is_tentative_is_worked_out_anew_before_it_is_paused():
    monday = date(2098, 12, 29)
    limit = course.begin(monday, working_days(3))
    known = dict.fromkeys([date(2098, 10, 1), date(2099, 10, 1), date(2099, 1, 1)], Entered(False))
    ask(limit, monday, known)
    assert (limit.tentative, limit.days_left) == (False, 3)


@pytest.mark.parametrize(("text", "late"), [("11-05", False), ("11-06", True)])
def test_it_is_kept_whether_it_ended_late(text, late):
    limit = course.begin(day("11-02"), working_days(3))
    course.end(limit, day(text))
    course.end(limit, day("11-20"))
    assert (limit.ended_on, limit.ended_late) == (day(text), late)


def test_what_ended_while_it_stood_was_late_only_if_it_was_late_before():
    early, late = (course.begin(day("11-02"), working_days(3)) for _ in range(2))
    for limit, asked in ((early, "11-04"), (late, "11-09")):
        ask(limit, day(asked))
        course.end(limit, day("11-30"))
    assert (early.ended_late, late.ended_late) == (False, True)


def test_an_extension_goes_on_from_the_last_day_and_a_second_is_refused():
    limit = course.begin(day("09-01"), calendar_days(30))
    assert limit.due == day("10-08")
    course.extend(limit, 10)
    assert limit.due == day("10-19")
    assert limit.words == (
        "9月1日（周二）次日起30天，10月1日（周四）不上班，顺延到10月8日（周四），再延长10天，"
        "10月18日（周日）不上班，顺延，到10月19日（周一）"
    )
    with pytest.raises(Conflict, match="extended_once") as refused:
        course.extend(limit, 5)
    assert "已经延长过一次（10天）" in refused.value.message
    assert limit.due == day("10-19")


def test_an_extension_adds_at_least_a_day():
    limit = course.begin(day("11-02"), working_days(3))
    with pytest.raises(Invalid, match="invalid"):
        course.extend(limit, 0)
    assert (limit.due, limit.extension) == (day("11-05"), None)


def test_one_extended_while_it_stands_has_the_days_once_it_goes_on():
    limit = course.begin(day("11-02"), working_days(3))
    ask(limit, day("11-04"))
    course.extend(limit, 2)
    assert limit.words.endswith("还剩4个工作日")
    course.resume(limit, day("11-04"))
    assert limit.due == day("11-10")


def test_the_sum_is_told_line_by_line():
    limit = course.begin(day("09-24"), working_days(5))
    ask(limit, day("09-28"))
    course.resume(limit, day("09-29"))
    course.extend(limit, 2)
    assert [(part.label, part.words) for part in course.explained(limit)] == [
        ("起算日", "9月24日（周四），当天不算"),
        ("期限", "5个工作日"),
        ("暂停", "9月28日（周一）到9月29日（周二），2天"),
        ("延长", "2个工作日"),
        ("放假", "中秋3天、国庆节7天、周末1天"),
        ("调休上班", "1天"),
        ("到期日", "10月14日（周三）"),
    ]


def test_a_paused_one_tells_its_sum_up_to_the_pause():
    limit = course.begin(day("11-02"), working_days(3))
    ask(limit, day("11-04"))
    told = [part.label for part in course.explained(limit)]
    assert told == ["起算日", "期限", "暂停"]


def test_one_that_ended_under_another_calendar_keeps_the_sentence_of_its_time():
    limit = course.begin(day("11-02"), working_days(3))
    course.end(limit, day("11-05"))
    (part,) = course.explained(limit, {day("11-04"): Entered(False)})
    assert part.words == limit.explain


def test_a_given_day_is_the_last_day_and_moves_only_by_a_pause():
    limit = course.begin(day("11-02"), given_day(day("11-02"), day("11-15")))
    assert (limit.due, limit.words) == (day("11-15"), "定在11月15日（周日），到11月15日（周日）")
    ask(limit, day("11-10"))
    course.resume(limit, day("11-11"))
    assert limit.due == day("11-17")
    with pytest.raises(ValueError, match="before the start"):
        given_day(day("11-02"), day("11-01"))


@given(STARTS, LENGTHS, PAUSES, st.integers(0, 20), st.integers(0, 20))
def test_pausing_and_resuming_never_shortens_what_is_left(start, length, pauses, ran, stood):
    """Days of rest after the last day are no part of what was left."""
    limit = course.begin(start, length)
    asked = paused(limit, pauses) + timedelta(days=ran)
    answered, left, due = asked + timedelta(days=stood), limit.left(asked), limit.due
    ask(limit, asked)
    assert limit.left(answered) >= left
    course.resume(limit, answered)
    assert limit.due
    assert due
    assert limit.due >= due
    moved_off_rest = length.rolls and length.rule is not Rule.WORKING_DAYS
    assert limit.left(answered) >= left or left < 0 or moved_off_rest


@given(STARTS, st.integers(1, 12), st.integers(0, 200), st.integers(0, 60))
def test_months_keep_all_days_up_to_the_one_they_end_on(start, number, ran, stood):
    """That a last day which is free moves on is no part of the months; a pause after them moves nothing."""
    end = add_months(start, number)
    limit, asked = course.begin(start, months(number)), start + timedelta(days=min(ran, (end - start).days))
    answered = asked + timedelta(days=stood)
    ask(limit, asked)
    course.resume(limit, answered)
    assert limit.due - answered >= end - asked


@given(STARTS, LENGTHS, PAUSES, st.integers(0, 40), st.integers(0, 400))
def test_one_that_ended_keeps_what_was_left_then(start, length, pauses, ran, later):
    limit = course.begin(start, length)
    done = paused(limit, pauses) + timedelta(days=ran)
    left = limit.left(done)
    course.end(limit, done)
    assert limit.left(done + timedelta(days=later)) == left
    assert limit.ended_late == (left < 0)


@given(STARTS, st.integers(1, 30), PAUSES, st.integers(0, 9))
def test_sum_and_last_day_agree_with_the_calendar(start, number, pauses, more):
    limit = course.begin(start, working_days(number))
    paused(limit, pauses)
    if more:
        course.extend(limit, more)
    assert limit.due
    span = [start + timedelta(days=n) for n in range(1, (limit.due - start).days + 1)]
    stood = united(limit.stood)
    assert sum(is_working_day(one) and not holds(stood, one) for one in span) == number + more
    assert f"{clock.day(start)}次日起{number}个工作日" in limit.words
    assert f"到{clock.day(limit.due)}" in limit.words
    assert number + more + _off(limit.words) == len(span)


def _off(words):
    """How many days the sum leaves out: those of pauses, and those of rest."""
    stood = sum(map(int, re.findall(r"暂停的(\d+)天", words)))
    without = re.search("除去(?!.*暂停的)(.*?)，", words)
    return stood + (sum(map(int, re.findall(r"(\d+)天", without[1]))) if without else 0)
