from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiguan.base import clock
from yiguan.calendar.deadlines import deadline
from yiguan.calendar.limits import months, working_days
from yiguan.calendar.working_days import Entered


@pytest.fixture(autouse=True)
def in_november():
    with clock.at(datetime(2026, 11, 23, 2, tzinfo=UTC)):
        yield


def day(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "days", "explain"),
    [
        ("2026-11-23", 3, "11月23日（周一）次日起3个工作日，到11月26日（周四）"),
        ("2026-11-27", 3, "11月27日（周五）次日起3个工作日，除去周末2天，到12月2日（周三）"),
        (
            "2026-09-28",
            10,
            "9月28日（周一）次日起10个工作日，除去国庆节7天、周末1天，算上调休上班1天，到10月16日（周五）",
        ),
        ("2026-11-23", 0, "11月23日（周一）当天，到11月23日（周一）"),
    ],
)
def test_the_sum_can_be_followed_on_a_wall_calendar(start, days, explain):
    found = deadline(day(start), working_days(days))
    assert (found.explain, found.tentative) == (explain, False)


def test_a_day_free_in_the_district_is_named_in_the_sum():
    found = deadline(day("2026-11-23"), working_days(3), overrides={day("2026-11-25"): Entered(False)})
    assert found.explain == "11月23日（周一）次日起3个工作日，除去另定放假1天，到11月27日（周五）"
    assert found.left(day("2026-11-24")) == 2


def test_months_end_on_the_same_day_and_move_on_when_it_is_free():
    assert deadline(day("2026-06-10"), months(3)).explain == "6月10日（周三）起3个月，到9月10日（周四）"
    moved = deadline(day("2026-07-01"), months(3))
    assert moved.due == day("2026-10-08")
    assert moved.explain == "7月1日（周三）起3个月，10月1日（周四）不上班，顺延，到10月8日（周四）"


def test_a_date_in_a_year_without_a_calendar_is_marked_tentative():
    found = deadline(day("2098-12-29"), working_days(5))
    assert found.tentative
    assert found.explain.endswith("后面的放假安排还没公布，这个日期是暂定的")


def test_the_day_begins_in_tongling_not_in_greenwich():
    late_evening = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
    assert deadline(late_evening, working_days(1)).due == day("2026-11-25")
    with pytest.raises(ValueError, match="time zone"):
        deadline(late_evening.replace(tzinfo=None), working_days(1))


@pytest.mark.parametrize(
    ("today", "left", "label", "tone"),
    [
        ("2026-11-23", 4, "剩 4 个工作日", ""),
        ("2026-11-24", 3, "剩 3 个工作日", ""),
        ("2026-11-25", 2, "剩 2 个工作日", "soon"),
        ("2026-11-26", 1, "剩 1 个工作日", "soon"),
        ("2026-11-27", 0, "今天到期", "soon"),
        ("2026-11-28", -1, "超 1 个工作日", "late"),
        ("2026-11-29", -1, "超 1 个工作日", "late"),
        ("2026-11-30", -1, "超 1 个工作日", "late"),
        ("2026-12-01", -2, "超 2 个工作日", "late"),
    ],
)
def test_what_is_due_on_friday_is_late_from_saturday(today, left, label, tone):
    found = deadline(day("2026-11-20"), working_days(5))
    assert (found.left(day(today)), found.label(day(today)), found.tone(day(today))) == (left, label, tone)


def test_a_long_matter_may_warn_earlier():
    found = deadline(day("2026-06-10"), months(3))
    assert (found.tone(day("2026-09-03"), soon=7), found.tone(day("2026-09-03"))) == ("soon", "")
    assert [found.label(day(f"2026-09-{n}")) for n in ("03", "10", "12")] == ["剩 7 天", "今天到期", "超 2 天"]


@given(st.dates(date(2024, 1, 1), date(2027, 12, 31)), st.integers(0, 60), st.integers(-60, 60))
def test_late_means_after_the_due_day_and_nothing_else(start, days, away):
    for length in (working_days(days), months(days // 5)):
        found = deadline(start, length)
        today = date.fromordinal(found.due.toordinal() + away)
        left = found.left(today)
        assert (left > 0, left == 0, left < 0) == (away < 0, away == 0, away > 0)
        assert (found.tone(today) == "late") == (away > 0)
