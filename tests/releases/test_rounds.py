"""Rounds that were not written down before: the upgrade reads them from the trail."""

import flask_migrate
import pytest
from sqlalchemy import text

from tests.conftest import DATABASES, MIGRATIONS
from tests.releases.before import installation
from yiguan.store.db import db

REOPENED = (
    "UPDATE topic SET round = 2 WHERE id = 1",
    "INSERT INTO audit_entry (at, actor_kind, role, act, subject, subject_id, reason, note, is_sample)"
    " VALUES ('{year}-01-01 00:00:00', 'system', '', 'reopen', 'topic', 1, '', '', false)",
)


@pytest.mark.parametrize(("year", "round_"), [(2099, 1), (2020, 2)], ids=["opened again after it", "and before"])
@pytest.mark.parametrize("kind", DATABASES)
def test_a_meeting_and_its_recommendation_get_the_round_they_were_held_in(kind, tmp_path, year, round_):
    changes = [statement.format(year=year) for statement in REOPENED]
    with installation(kind, tmp_path, "0017", changes) as app, app.app_context():
        flask_migrate.upgrade(MIGRATIONS, revision="0018")
        with db.engines["write"].begin() as connection:
            for table in ("meeting_topic", "recommendation"):
                query = text(f"SELECT round FROM {table} WHERE topic_id = 1")  # noqa: S608 - our own
                assert connection.scalars(query).all() == [round_]
