"""Migrations go up and down on both databases, agree with the models, and know every state."""

import re
from pathlib import Path

import flask_migrate
import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Enum, inspect, text
from sqlalchemy.exc import DBAPIError

from tests.conftest import DATABASES, MIGRATIONS, test_settings
from yiguan.app import create_app
from yiguan.store.db import db

A_CHECK_IN = (
    "INSERT INTO unit (id, code, kind, path, name, short_name, station_kind, level, address, phone, hours, about,"
    " is_sample) VALUES (1, 'XF', 'station', 'TG/XF/', '幸福社区', '幸福', '', 'district', '', '', '', '', false)",
    "INSERT INTO meeting (id, code, unit_id, kind, title, place, starts_at, ends_at, capacity, attendance, host,"
    " printed_code, listed_only, epoch, state, at, is_sample, version) VALUES (1, 'AAAAA', 1, 'micro', '会', '厅',"
    " '2026-01-01', '2026-01-02', 9, 'open', '', true, false, 1, 'open', '2026-01-01', false, 1)",
    "INSERT INTO check_in (id, meeting_id, part, state, result, source, grade, key, at, mark, is_sample)"
    " VALUES (1, 1, 1, 'counted', 'ok', 'proxy', 'A', 'k1', '2026-01-01', '', false)",
)

A_SEAL = "INSERT INTO seal (id, source, row_id, mac, at) VALUES (1, 'check_in', 9, 'm', '2026-01-01')"


@pytest.fixture(scope="module", params=DATABASES)
def empty_app(request, instance):
    app = create_app(test_settings(instance, request.param, f"migrations_{request.param}"))
    with app.app_context():
        yield app
        db.engine.dispose()


def test_up_down_and_up_again_leaves_what_the_models_say(empty_app):
    flask_migrate.upgrade(MIGRATIONS)
    flask_migrate.check(MIGRATIONS)
    flask_migrate.downgrade(MIGRATIONS, revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    flask_migrate.upgrade(MIGRATIONS)
    flask_migrate.check(MIGRATIONS)


def test_every_enum_column_admits_exactly_its_members(empty_app):
    """`check` does not see a changed enum; the CHECK in the database is read instead."""
    flask_migrate.upgrade(MIGRATIONS)
    for table in db.metadata.sorted_tables:
        checks = " ".join(check["sqltext"] for check in inspect(db.engine).get_check_constraints(table.name))
        for column in table.columns:
            if isinstance(column.type, Enum):
                one_of = rf"\(?\b{column.name}\b\)?(?:::text)?\s*(?:IN|= ANY)\s*\(([^\]\)]*(?:\][^)]*)?)"
                only = rf"\(?\b{column.name}\b\)?(?:::text)?\s*=\s*('\w+')"
                found = re.search(one_of, checks) or re.search(only, checks)
                assert found, f"{table.name}.{column.name} has no CHECK"
                assert set(re.findall(r"'([a-z_A-Z]+)'", found[1])) == set(column.type.enums)


def test_a_table_built_anew_keeps_its_rows_and_its_guards(empty_app):
    """0004 widens two CHECKs of check_in; SQLite copies the table for it."""
    go_to("0003")
    with db.engines["write"].begin() as connection:
        for statement in A_CHECK_IN:
            connection.execute(text(statement))
    flask_migrate.upgrade(MIGRATIONS)
    with db.engines["write"].connect() as connection:
        assert connection.scalar(text("SELECT key FROM check_in")) == "k1"
        with pytest.raises(DBAPIError, match="append-only"):
            connection.execute(text("DELETE FROM check_in"))
    flask_migrate.downgrade(MIGRATIONS, revision="0003")
    with db.engines["write"].begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM check_in")) == 1


def test_what_was_sealed_is_of_the_first_version_and_stays_guarded(empty_app):
    go_to("0006")
    with db.engines["write"].begin() as connection:
        connection.execute(text(A_SEAL))
    for move, revision, version in ((flask_migrate.upgrade, "0007", 1), (flask_migrate.downgrade, "0006", None)):
        move(MIGRATIONS, revision=revision)
        with db.engines["write"].connect() as connection:
            seal = connection.execute(text("SELECT * FROM seal")).mappings().one()
            assert (seal["row_id"], seal.get("version")) == (9, version)
            with pytest.raises(DBAPIError, match="append-only"):
                connection.execute(text("DELETE FROM seal"))


def go_to(revision: str) -> None:
    """Down to the revision, wherever the test before has left the database."""
    flask_migrate.upgrade(MIGRATIONS)
    flask_migrate.downgrade(MIGRATIONS, revision=revision)


def test_revisions_are_numbered_by_hand_and_head_is_written_down(empty_app):
    revisions = [revision.revision for revision in ScriptDirectory(MIGRATIONS).walk_revisions()]
    assert revisions == [f"{number:04d}" for number in range(len(revisions), 0, -1)]
    assert Path(MIGRATIONS, "head.txt").read_text().strip() == revisions[0]
