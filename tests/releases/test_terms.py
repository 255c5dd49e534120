"""The rows of an earlier release are in the term of their day; no number changes."""

import flask_migrate
import pytest
from sqlalchemy import text

from tests.conftest import DATABASES, MIGRATIONS
from tests.releases.before import installation
from yiguan.store.db import db

LATER = (
    "UPDATE lead SET at = '2026-12-31 15:59:00+00' WHERE id = 1",
    "UPDATE lead SET at = '2026-12-31 16:00:00+00' WHERE id = 2",
    "UPDATE appointment SET starts_on = '2027-01-01' WHERE id = 2",
    "UPDATE appointment SET starts_on = '2019-01-01' WHERE id = 3",
)
NUMBERS = "SELECT id, series, year, number, words FROM allotted_number ORDER BY id"


def rows(statement):
    with db.engines["write"].connect() as connection:
        return connection.execute(text(statement)).all()


@pytest.mark.parametrize("kind", DATABASES)
def test_every_row_is_in_the_term_of_its_day_and_keeps_its_number(kind, tmp_path):
    changes = [one.replace("+00", "") if kind == "sqlite" else one for one in LATER]
    with installation(kind, tmp_path, "0021", changes) as app, app.app_context():
        numbers = rows(NUMBERS)
        flask_migrate.upgrade(MIGRATIONS, revision="0022")
        assert rows("SELECT number FROM term ORDER BY starts_on") == [(2,), (3,)]
        assert rows("SELECT term_id FROM lead WHERE id IN (1, 2) ORDER BY id") == [(1,), (2,)]
        assert rows("SELECT term_id FROM appointment WHERE id IN (1, 2, 3) ORDER BY id") == [(1,), (2,), (1,)]
        for table in ("topic", "meeting", "minutes", "recommendation", "series", "allotted_number"):
            assert rows(f"SELECT DISTINCT term_id FROM {table}") == [(1,)]  # noqa: S608 - our own
        assert rows(NUMBERS) == numbers
        flask_migrate.downgrade(MIGRATIONS, revision="0021")
        assert rows(NUMBERS) == numbers
