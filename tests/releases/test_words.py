"""What the office has set is kept when values may be longer; what is too long then gives way to the program's own."""

import flask_migrate
import pytest
from sqlalchemy import text

from tests.conftest import DATABASES, MIGRATIONS
from tests.releases.before import installation
from yiguan.store.db import db

VALUES = "SELECT id, name, value, valid_from FROM parameter_value ORDER BY id"
SET = (
    "INSERT INTO parameter_value (id, name, value, valid_from) VALUES (1, 'first_look_days', '5', '2026-12-01')",
    "INSERT INTO parameter_value (id, name, value, valid_from) VALUES (2, 'thank_hours', NULL, '2026-12-01')",
)
LONG = "UPDATE parameter_value SET value = :words WHERE id = 2"


def read():
    with db.engines["write"].connect() as connection:
        return [tuple(map(str, row)) for row in connection.execute(text(VALUES))]


@pytest.mark.parametrize("kind", DATABASES)
def test_every_value_is_kept_there_and_back(kind, tmp_path):
    with installation(kind, tmp_path, "0031", SET) as app, app.app_context():
        before = read()
        assert len(before) == 2
        flask_migrate.upgrade(MIGRATIONS, revision="0032")
        assert read() == before
        with db.engines["write"].begin() as connection:
            connection.execute(text(LONG), {"words": "长" * 600})
        flask_migrate.downgrade(MIGRATIONS, revision="0031")
        assert read() == before
