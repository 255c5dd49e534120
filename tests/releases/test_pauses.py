"""Pauses that were a number become rows: every last day is as it was, and the same sum leads there by the new rows."""

from datetime import date, datetime

import flask_migrate
import pytest
from sqlalchemy import select, text

from tests.conftest import DATABASES, MIGRATIONS
from tests.releases.before import installation
from yiguan.audit.watch import watched
from yiguan.base import clock
from yiguan.base.clock import LOCAL
from yiguan.calendar import course
from yiguan.calendar.models import TimeLimit
from yiguan.settings import settings
from yiguan.store.db import db

BEFORE, AFTER = "0033", "0034"
INSERT = (
    "INSERT INTO time_limit (id, start, rule, length, paused_days, paused_on, days_left, due, tentative, explain,"
    " ended_on) VALUES ({}, {}, false, '早先的算法', {})"
)
LIMITS = (
    INSERT.format(101, "'2026-11-02', 'working_days', 3, 3, NULL, NULL, '2026-11-10'", "NULL"),
    INSERT.format(102, "'2026-09-24', 'working_days', 5, 4, NULL, NULL, '2026-10-14'", "NULL"),
    INSERT.format(103, "'2026-04-10', 'months', 3, 9, NULL, NULL, '2026-07-20'", "'2026-07-01'"),
    INSERT.format(104, "'2026-11-02', 'working_days', 3, 0, NULL, NULL, '2026-11-05'", "NULL"),
    INSERT.format(105, "'2026-11-02', 'working_days', NULL, 0, NULL, NULL, '2026-11-05'", "NULL"),
    INSERT.format(106, "'2026-11-02', 'working_days', 3, 0, '2026-11-04', 1, NULL", "NULL"),
    INSERT.format(107, "'2026-11-02', 'working_days', 3, 0, '2026-11-05', 0, NULL", "NULL"),
    INSERT.format(108, "'2026-11-02', 'working_days', 3, 0, '2026-11-09', -2, NULL", "NULL"),
    INSERT.format(109, "'2026-11-02', 'working_days', NULL, 0, '2026-11-04', 1, NULL", "NULL"),
    INSERT.format(110, "'2026-11-02', 'working_days', 3, 2, '2026-11-09', 1, NULL", "'2026-11-11'"),
)
"""Paused in the past, over a holiday, by months; never paused; of unknown length; paused now, on the last day, late."""

RESUMED = {106: "2026-11-12", 107: "2026-11-12", 108: "2026-11-05", 109: "2026-11-12"}
"""Last days when the answer comes on 11 November. On the last day there was nothing left; now that day is."""

KEPT = "SELECT id, start, due, paused_on, days_left, tentative, explain, ended_on FROM time_limit ORDER BY id"
LEADS = "SELECT id, due_on, limit_id FROM lead ORDER BY id"


@pytest.fixture(params=DATABASES)
def app_before(request, tmp_path):
    """An installation of the release with these limits, just before the upgrade."""
    answered = clock.at(datetime(2026, 11, 11, 9, tzinfo=LOCAL))
    with installation(request.param, tmp_path, BEFORE, LIMITS) as app, app.app_context(), answered:
        yield app
        db.session.rollback()


def rows(*statements):
    with db.engines["write"].connect() as connection:
        return [[tuple(map(str, row)) for row in connection.execute(text(one))] for one in statements]


def limits():
    db.session().info["writing"] = True
    return {limit.id: limit for limit in db.session.scalars(select(TimeLimit).where(TimeLimit.id > 100))}


def test_every_last_day_is_kept_there_and_back(app_before):
    before = rows(KEPT, LEADS)
    assert len(before[0]) > len(LIMITS)
    flask_migrate.upgrade(MIGRATIONS, revision=AFTER)
    assert rows(KEPT, LEADS) == before
    flask_migrate.downgrade(MIGRATIONS, revision=BEFORE)
    assert rows(KEPT, LEADS) == before
    stood = "SELECT id, paused_days FROM time_limit WHERE paused_days > 0 AND id > 100 AND due IS NOT NULL ORDER BY id"
    assert rows(stood) == [[("101", "3"), ("102", "4"), ("103", "9")]]


def test_the_sum_of_today_leads_to_the_same_last_day(app_before):
    flask_migrate.upgrade(MIGRATIONS)
    due = {number: limit.due for number, limit in limits().items() if limit.due}
    assert len(due) == 5
    for number, limit in limits().items():
        found = course.sum_of(limit, limit.start, limit.promised, {})
        assert number not in due or found.due == due[number]


def test_what_is_paused_goes_on_with_what_was_left(app_before):
    flask_migrate.upgrade(MIGRATIONS)
    found = limits()
    for number in RESUMED:
        course.resume(found[number], date(2026, 11, 11))
    assert {number: str(found[number].due) for number in RESUMED} == RESUMED


def test_a_pause_says_what_is_known_of_it(app_before):
    flask_migrate.upgrade(MIGRATIONS)
    (pause,), (running,) = limits()[101].pauses, limits()[106].pauses
    assert (pause.from_day, pause.to_day, pause.by) == (date(2026, 11, 3), date(2026, 11, 5), None)
    assert "没有记是哪几天" in pause.reason
    assert (running.from_day, running.to_day, running.reason) == (date(2026, 11, 5), None, "升级以前暂停的")
    assert limits()[110].ended_late is False


def test_a_limit_that_was_proven_is_proven_and_another_is_not(app_before):
    flask_migrate.upgrade(MIGRATIONS)
    ring = settings().keys.ring("seal")
    ids = list(db.session.scalars(select(TimeLimit.id)))
    pauses = {limit.id: [pause.id for pause in limit.pauses] for limit in db.session.scalars(select(TimeLimit))}
    forged = set(range(101, 111))
    assert set(watched["time_limit"].wrong(ids, ring, db.session())) == forged
    wrong = set(watched["pause"].wrong([one for some in pauses.values() for one in some], ring, db.session()))
    assert wrong == {one for number in forged for one in pauses[number]}
    assert [number for number, some in pauses.items() if some and number not in forged]
