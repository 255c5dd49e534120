from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiguan.calendar.working_days import (
    Entered,
    add_months,
    add_working_days,
    count_working_days,
    is_settled,
    is_working_day,
)

DAYS = st.dates(date(2023, 6, 1), date(2028, 6, 1))
OVERRIDES = st.dictionaries(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.booleans().map(Entered), max_size=20)


def day(text):
    return date.fromisoformat(text)


# The State Council's notices for 2024, 2025 and 2026: free days and make-up days (调休上班).
FREE = """
    2024-02-10 2024-02-12 2024-02-16 2024-02-17 2024-04-04 2024-05-01 2024-06-10 2024-09-16 2024-10-01 2024-10-07
    2025-01-01 2025-01-28 2025-02-03 2025-02-04 2025-05-05 2025-06-02 2025-10-01 2025-10-06 2025-10-08
    2026-01-01 2026-01-02 2026-02-16 2026-02-23 2026-04-06 2026-05-05 2026-06-19 2026-09-25 2026-10-01 2026-10-07
"""
WORKED = """
    2024-02-04 2024-02-09 2024-02-18 2024-02-19 2024-04-07 2024-09-14 2024-09-29 2024-09-30 2024-10-08 2024-10-12
    2025-01-26 2025-01-27 2025-02-05 2025-02-08 2025-09-28 2025-09-30 2025-10-09 2025-10-11
    2026-01-04 2026-02-14 2026-02-24 2026-02-28 2026-05-09 2026-09-20 2026-09-30 2026-10-08 2026-10-10
"""


@pytest.mark.parametrize(("text", "worked"), [(t, False) for t in FREE.split()] + [(t, True) for t in WORKED.split()])
def test_holidays_are_free_and_make_up_days_are_worked(text, worked):
    assert is_working_day(day(text)) is worked


def test_what_the_district_entered_stands_over_the_official_calendar():
    snow, helped = day("2026-11-24"), day("2026-11-28")
    assert not is_working_day(snow, {snow: Entered(False)})
    assert is_working_day(helped, {helped: Entered(True)})
    assert is_working_day(day("2026-11-25"), {snow: Entered(False)})


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        # 春节 2024: 2月10日至17日放假, 2月4日、18日上班 (2月9日除夕照常)
        ("2024-02-02", 1, "2024-02-04"),
        ("2024-02-02", 3, "2024-02-06"),
        ("2024-02-08", 1, "2024-02-09"),
        ("2024-02-08", 2, "2024-02-18"),
        ("2024-02-09", 5, "2024-02-22"),
        ("2024-02-12", 1, "2024-02-18"),
        ("2024-02-01", 10, "2024-02-20"),
        # 国庆 2024: 10月1日至7日放假, 9月29日、10月12日上班
        ("2024-09-27", 1, "2024-09-29"),
        ("2024-09-29", 2, "2024-10-08"),
        ("2024-09-30", 1, "2024-10-08"),
        ("2024-09-30", 5, "2024-10-12"),
        ("2024-10-03", 3, "2024-10-10"),
        ("2024-09-13", 3, "2024-09-19"),
        ("2024-09-20", 15, "2024-10-16"),
        # 春节 2025: 1月28日至2月4日放假, 1月26日、2月8日上班
        ("2025-01-24", 1, "2025-01-26"),
        ("2025-01-24", 3, "2025-02-05"),
        ("2025-01-27", 1, "2025-02-05"),
        ("2025-01-27", 4, "2025-02-08"),
        ("2025-01-30", 5, "2025-02-10"),
        ("2025-01-20", 10, "2025-02-08"),
        ("2025-02-07", 1, "2025-02-08"),
        # 国庆 2025 与中秋相连: 10月1日至8日放假, 9月28日、10月11日上班
        ("2025-09-26", 1, "2025-09-28"),
        ("2025-09-26", 3, "2025-09-30"),
        ("2025-09-30", 1, "2025-10-09"),
        ("2025-09-30", 3, "2025-10-11"),
        ("2025-09-30", 4, "2025-10-13"),
        ("2025-10-04", 2, "2025-10-10"),
        ("2025-09-15", 15, "2025-10-11"),
        # 春节 2026: 2月15日至23日放假, 2月14日、28日上班
        ("2026-02-12", 2, "2026-02-14"),
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-13", 2, "2026-02-24"),
        ("2026-02-14", 5, "2026-02-28"),
        ("2026-02-14", 6, "2026-03-02"),
        ("2026-02-20", 3, "2026-02-26"),
        ("2026-02-09", 10, "2026-02-28"),
        # 国庆 2026: 10月1日至7日放假, 9月20日、10月10日上班; 中秋 9月25日至27日
        ("2026-09-18", 1, "2026-09-20"),
        ("2026-09-24", 3, "2026-09-30"),
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-09-30", 3, "2026-10-10"),
        ("2026-09-28", 5, "2026-10-10"),
        ("2026-10-05", 2, "2026-10-09"),
        ("2026-09-18", 15, "2026-10-15"),
        # 平常日子, 元旦, 往回数, 当天
        ("2026-11-23", 3, "2026-11-26"),
        ("2026-11-27", 3, "2026-12-02"),
        ("2026-11-28", 1, "2026-11-30"),
        ("2025-12-31", 1, "2026-01-04"),
        ("2026-10-10", -3, "2026-09-30"),
        ("2026-11-30", -1, "2026-11-27"),
        ("2026-11-23", 0, "2026-11-23"),
        ("2026-10-01", 0, "2026-10-08"),
    ],
)
def test_working_days_over_the_holidays_of_three_years(start, n, due):
    assert add_working_days(day(start), n) == day(due)


@given(DAYS, st.integers(0, 80), OVERRIDES)
def test_counting_forward_and_counting_between_agree(start, n, overrides):
    due = add_working_days(start, n, overrides)
    assert is_working_day(due, overrides)
    assert count_working_days(start, due, overrides) == (n or due != start)


@given(DAYS, st.integers(1, 80), OVERRIDES)
def test_counting_back_undoes_counting_forward(start, n, overrides):
    begin = add_working_days(start, 0, overrides)
    assert add_working_days(add_working_days(begin, n, overrides), -n, overrides) == begin


@given(DAYS, DAYS, DAYS)
def test_spans_add_up(one, two, three):
    first, second, third = sorted((one, two, three))
    together = count_working_days(first, second) + count_working_days(second, third)
    assert together == count_working_days(first, third)
    assert count_working_days(third, first) == 0 or first == third


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-08-31", 3, "2026-11-30"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-11-23", 6, "2027-05-23"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-01-15", -1, "2025-12-15"),
        ("2026-11-23", 0, "2026-11-23"),
    ],
)
def test_months_end_on_the_same_day_or_on_the_last(start, n, end):
    assert add_months(day(start), n) == day(end)


def test_a_year_is_settled_once_its_national_day_is_entered():
    start, end = day("2098-11-23"), day("2099-02-01")
    assert not is_settled(start, end)
    assert not is_settled(start, end, {day("2099-10-01"): Entered(False)})
    assert is_settled(start, end, dict.fromkeys([day("2098-10-01"), day("2099-10-01")], Entered(False)))


def test_the_last_days_of_december_wait_for_the_next_calendar():
    entered = {day("2098-10-01"): Entered(False)}
    assert is_settled(day("2098-11-23"), day("2098-12-28"), entered)
    assert not is_settled(day("2098-11-23"), day("2098-12-29"), entered)


def test_an_unknown_year_counts_from_monday_to_friday():
    monday = day("2098-10-06")
    assert [is_working_day(monday + timedelta(days=n)) for n in range(7)] == [True] * 5 + [False] * 2
