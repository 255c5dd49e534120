"""A run that begins late does not see its day end."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.day import LONGEST_RUN, set_back
from yiguan.base import clock

MORNING = datetime(2026, 11, 28, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize("minutes", range(0, 24 * 60, 15))
def test_whenever_a_run_begins_its_day_lasts_until_it_ends(minutes):
    begins = MORNING + timedelta(minutes=minutes)
    runs_from = begins - set_back(begins)
    last = runs_from + LONGEST_RUN - timedelta(seconds=1)
    assert clock.local(last).date() == clock.local(runs_from).date() == clock.local(begins).date()


@pytest.mark.parametrize(("day", "last"), [(date(2026, 2, 3), 28), (date(2028, 2, 29), 29), (date(2026, 12, 31), 31)])
def test_a_month_ends_on_its_last_day(day, last):
    assert clock.month_end(day) == day.replace(day=last)
