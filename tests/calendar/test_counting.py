"""What holds of every sum: overlapping pauses count once, counting back undoes counting forward, nothing shortens."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiguan.base import clock
from yiguan.calendar.deadlines import before, deadline
from yiguan.calendar.limits import calendar_days, months, working_days
from yiguan.calendar.pauses import Span, holds, united, within
from yiguan.calendar.states import Rule
from yiguan.calendar.working_days import Entered, add_working_days, is_working_day

STARTS = st.dates(date(2023, 10, 1), date(2026, 10, 31))
LENGTHS = st.one_of(
    st.integers(1, 40).map(working_days),
    st.builds(calendar_days, st.integers(1, 120), rolls=st.booleans()),
    st.builds(months, st.integers(1, 6), rolls=st.booleans()),
)
SPANS = st.lists(st.tuples(st.integers(-30, 200), st.integers(0, 15)), max_size=5)
EXTENSIONS = st.integers(0, 40)
OVERRIDES = st.dictionaries(st.dates(date(2024, 1, 1), date(2026, 12, 31)), st.booleans().map(Entered), max_size=10)


@pytest.fixture(autouse=True)
def in_november():
    with clock.at(datetime(2026, 11, 23, 2, tzinfo=UTC)):
        yield


def spans_from(start, found):
    begun = [(start + timedelta(days=after), days) for after, days in found]
    return [Span(first, first + timedelta(days=days)) for first, days in begun]


@given(STARTS, LENGTHS, SPANS, EXTENSIONS, OVERRIDES)
def test_a_pause_given_twice_or_in_pieces_counts_once(start, length, found, extension, overrides):
    spans = spans_from(start, found)
    pieces = [Span(day, day) for one in spans for day in (one.first, one.last)] + spans[::-1] + spans
    once, often = (deadline(start, length, some, extension, overrides) for some in (spans, pieces))
    assert once == often
    assert once.explain == often.explain


@given(STARTS, LENGTHS, SPANS, EXTENSIONS, OVERRIDES)
def test_days_of_a_pause_outside_the_course_change_nothing(start, length, found, extension, overrides):
    spans = spans_from(start, found)
    whole = deadline(start, length, spans, extension, overrides)
    inside = within(united(spans), start + timedelta(days=1), whole.due)
    assert deadline(start, length, inside, extension, overrides) == whole


@given(STARTS, LENGTHS, SPANS, EXTENSIONS, OVERRIDES)
def test_pauses_and_extensions_never_shorten(start, length, found, extension, overrides):
    spans = spans_from(start, found)
    bare, stood = (deadline(start, length, some, 0, overrides).due for some in ((), spans))
    extended = deadline(start, length, spans, extension, overrides).due
    assert bare <= stood <= extended
    assert extended >= stood + timedelta(days=extension)


@given(STARTS, LENGTHS, SPANS, EXTENSIONS)
def test_it_never_ends_on_a_day_of_a_pause(start, length, found, extension):
    spans = spans_from(start, found)
    assert not holds(spans, deadline(start, length, spans, extension).due)


@given(STARTS, st.integers(1, 60), OVERRIDES)
def test_counting_working_days_back_undoes_counting_them_forward(start, number, overrides):
    first = add_working_days(start, 0, overrides)
    last = deadline(first, working_days(number), overrides=overrides).due
    assert before(last, working_days(number), overrides).due == first


@given(STARTS, LENGTHS, OVERRIDES)
def test_a_day_counted_back_leaves_at_least_so_long(day, length, overrides):
    found = before(day, length, overrides).due
    between = [found + timedelta(days=n) for n in range((day - found).days)]
    worked = sum(is_working_day(one, overrides) for one in between)
    assert worked == length.number or length.rule is not Rule.WORKING_DAYS
    assert len(between) >= length.number
    assert is_working_day(found, overrides) or not length.rolls


def test_pauses_that_adjoin_are_told_as_one():
    spans = [Span(date(2026, 11, 4), date(2026, 11, 5)), Span(date(2026, 11, 6), date(2026, 11, 6))]
    told = deadline(date(2026, 11, 2), working_days(5), spans).explain
    assert told == (
        "11月2日（周一）次日起5个工作日，除去11月4日（周三）到11月6日（周五）暂停的3天，除去周末2天，到11月12日（周四）"
    )


def test_a_day_counted_back_tells_its_sum():
    assert before(date(2026, 12, 20), working_days(5)).explain == (
        "12月20日（周日）往前5个工作日，除去周末1天，到12月14日（周一）"
    )
    assert before(date(2026, 10, 13), calendar_days(9)).explain == (
        "10月13日（周二）往前9天，10月4日（周日）不上班，提前，到9月30日（周三）"
    )
