"""Days that were due before there were time limits: the same after the upgrade, and again after the way back."""

import flask_migrate
import pytest
from sqlalchemy import text

from tests.conftest import DATABASES, MIGRATIONS
from tests.releases.before import installation
from yiguan.store.db import db

BEFORE = "0010"
WAITING = (
    "UPDATE lead SET state = 'submitted', rechecked = true, due_on = '2026-12-02' WHERE id = 3",
    "INSERT INTO audit_entry (at, actor_kind, role, act, subject, subject_id, reason, note, is_sample)"
    " VALUES ('2026-11-29 17:00:00', 'system', '', 'recheck', 'lead', 3, '', '', false)",
    "UPDATE topic SET state = 'screening', due_on = '2026-12-07' WHERE id = 2",
    "INSERT INTO minutes (meeting_id, unit_id, summary, state, due_on, digest, at, is_sample, version)"
    " SELECT 2, unit_id, summary, 'draft', '2026-12-08', '', at, false, 1 FROM minutes WHERE id = 1",
)
"""Beside what the release has (paused, submitted, confirmed): a rechecked lead, a topic in screening, a draft."""

DAYS = (
    "SELECT id, due_on, days_left FROM lead WHERE due_on IS NOT NULL OR days_left IS NOT NULL",
    "SELECT id, due_on, NULL FROM topic WHERE due_on IS NOT NULL",
    "SELECT id, due_on, NULL FROM minutes WHERE due_on IS NOT NULL",
)
TABLES = ("lead", "topic", "minutes")


@pytest.fixture(params=DATABASES)
def app_before(request, tmp_path):
    """An installation of the release, just before the upgrade."""
    with installation(request.param, tmp_path, BEFORE, WAITING) as app, app.app_context():
        yield app


def rows(*statements):
    """Table and number → the rest of the row, as words."""
    with db.engines["write"].connect() as connection:
        found = [(name, connection.execute(text(one)).all()) for name, one in zip(TABLES, statements, strict=True)]
    return {(name, row[0]): tuple(value and str(value) for value in row[1:]) for name, all_ in found for row in all_}


def limits(*columns):
    chosen = ", ".join(f"l.{column}" for column in columns)
    joined = "SELECT t.id, {} FROM {} t JOIN time_limit l ON l.id = t.limit_id"
    return rows(*(joined.format(chosen, table) for table in TABLES))


def test_every_day_and_all_days_left_are_kept_there_and_back(app_before):
    before = rows(*DAYS)
    assert len(before) == 6
    flask_migrate.upgrade(MIGRATIONS)
    assert limits("due", "days_left") == before
    flask_migrate.downgrade(MIGRATIONS, revision=BEFORE)
    assert rows(*DAYS) == before


def test_a_limit_begins_with_its_record_or_with_the_act_that_began_it(app_before):
    flask_migrate.upgrade(MIGRATIONS)
    first, recheck = "2026-11-28", "2026-11-30"  # the days in Tongling
    assert limits("start", "paused_on", "ended_on") == {
        ("lead", 2): (first, first, None),
        ("lead", 3): (recheck, None, None),
        ("lead", 6): (first, None, None),
        ("topic", 2): (first, None, None),
        ("minutes", 1): (first, None, first),
        ("minutes", 2): ("2026-11-29", None, None),  # its meeting ends that day
    }


def test_the_sum_says_what_is_known(app_before):
    flask_migrate.upgrade(MIGRATIONS, revision="0011")  # 0034 makes a given day of what has no length
    assert limits("explain", "length")["lead", 3] == (
        "2026年11月30日（周一）开始计时，到2026年12月2日（周三），是早先定下的日子",
        None,
    )


def test_only_what_runs_is_due_in_lists(app_before):
    flask_migrate.upgrade(MIGRATIONS)
    due = {key: (day,) for key, (day,) in rows(*map("SELECT id, due_on FROM {}".format, TABLES)).items() if day}
    running = {key: (due,) for key, (due, ended) in limits("due", "ended_on").items() if due and not ended}
    assert due == running
    assert ("minutes", 1) not in due
