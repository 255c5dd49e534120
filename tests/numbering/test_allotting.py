"""A number is the row's lock and the transaction's: no gap, no double, whatever happens beside it."""

import threading
from datetime import UTC, datetime
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from tests.sampling import times
from yiguan.base import clock
from yiguan.numbering.models import AllottedNumber
from yiguan.numbering.service import allot
from yiguan.store.db import db, transaction

PATTERN = "铜议建〔{year}〕{number}号"
_series = count(1)


def a_series():
    """A series nobody else uses; its words must be unique too."""
    name = f"try-{next(_series)}"
    return name, f"{name}〔{{year}}〕{{number}}号"


def numbers(series):
    rows = select(AllottedNumber.number).where(AllottedNumber.series == series)
    return list(db.session.scalars(rows.order_by(AllottedNumber.number)))


def test_numbers_count_from_one_and_say_their_year(app):
    with clock.at(datetime(2026, 5, 1, tzinfo=UTC)):
        assert [allot("a", PATTERN), allot("a", PATTERN)] == ["铜议建〔2026〕1号", "铜议建〔2026〕2号"]


def test_a_new_year_begins_anew_by_the_calendar_of_tongling(app):
    with clock.at(datetime(2026, 12, 31, 15, 59, tzinfo=UTC)):
        assert allot("a", PATTERN) == "铜议建〔2026〕1号"
    with clock.at(datetime(2026, 12, 31, 16, 0, tzinfo=UTC)):
        assert allot("a", PATTERN) == "铜议建〔2027〕1号"


def test_a_rolled_back_act_leaves_no_gap(app):
    allot("a", PATTERN)
    db.session.commit()
    lost = allot("a", PATTERN)
    db.session.rollback()
    assert allot("a", PATTERN) == lost


def test_a_number_is_never_taken_back_or_changed(app):
    allot("a", PATTERN)
    with pytest.raises(Exception, match="append-only"):
        db.session.execute(text("DELETE FROM allotted_number"))
    db.session.rollback()


@settings(max_examples=times(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=st.lists(st.tuples(st.sampled_from("ab"), st.integers(2026, 2028), st.booleans()), max_size=12))
def test_whatever_is_kept_and_given_up_each_series_stays_without_gaps(app, plan):
    name, pattern = a_series()
    kept: dict[tuple[str, int], int] = {}
    for series, year, keep in plan:
        with clock.at(datetime(year, 6, 1, tzinfo=UTC)):
            allot(f"{name}{series}", f"{series}{pattern}")
        if keep:
            db.session.commit()
            kept[series, year] = kept.get((series, year), 0) + 1
        else:
            db.session.rollback()
    for (series, year), many in kept.items():
        rows = select(AllottedNumber.number).where(
            AllottedNumber.series == f"{name}{series}", AllottedNumber.year == year
        )
        assert sorted(db.session.scalars(rows)) == list(range(1, many + 1))


def test_many_at_once_get_consecutive_numbers(real_app):
    name, pattern = a_series()
    ready, words = threading.Barrier(6), []

    def sign():
        ready.wait()
        for _ in range(4):
            with real_app.app_context(), transaction():
                words.append(allot(name, pattern))

    threads = [threading.Thread(target=sign) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with real_app.app_context():
        assert numbers(name) == list(range(1, 25))
    assert len(set(words)) == 24
