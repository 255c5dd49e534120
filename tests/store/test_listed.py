"""A listed value more, on a table with rows and guards that is not built anew."""

import flask_migrate
import pytest
from sqlalchemy import CheckConstraint, Enum, inspect, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from tests.conftest import DATABASES, MIGRATIONS, test_settings
from tests.structure.test_migrations import A_CHECK_IN
from yiguan.app import create_app
from yiguan.store.db import db
from yiguan.store.listed import admit

STATES = ("counted", "undone", "refused", "unresolved", "moved")
CHECK = ("check_in", "state", "ck_check_in_checkinstate")
COLUMNS = "id, key, state, year, meeting_id, part, result, source, grade, at, mark, is_sample"
REST = "2026, 1, 1, 'ok', 'proxy', 'A', '2026-01-01', '', false"
PLACE = {
    "sqlite": "SELECT rootpage FROM sqlite_master WHERE name = 'check_in'",
    "postgresql": "SELECT relfilenode FROM pg_class WHERE relname = 'check_in'",
}


@pytest.fixture(scope="module", params=DATABASES)
def kept_app(request, instance):
    app = create_app(test_settings(instance, request.param, f"listed_{request.param}"))
    with app.app_context():
        flask_migrate.upgrade(MIGRATIONS)
        with db.engines["write"].begin() as connection:
            for statement in (*map(text, A_CHECK_IN[:2]), check_in(1, "counted")):
                connection.execute(statement)
        yield app
        db.engine.dispose()


@pytest.fixture
def connection(kept_app):
    """Rolled back at the end, with the words of the table."""
    with db.engines["write"].connect() as one:
        yield one
        one.rollback()


def check_in(number, state):
    return text(f"INSERT INTO check_in ({COLUMNS}) VALUES ({number}, 'k{number}', '{state}', {REST})")  # noqa: S608


def test_a_new_value_is_taken_and_nonsense_still_refused(connection):
    place = connection.scalar(text(PLACE[connection.dialect.name]))
    admit(connection, *CHECK, [*STATES, "late"])
    connection.execute(check_in(2, "late"))
    with pytest.raises(IntegrityError), connection.begin_nested():
        connection.execute(check_in(3, "nonsense"))
    assert connection.scalars(text("SELECT state FROM check_in ORDER BY id")).all() == ["counted", "late"]
    assert connection.scalar(text(PLACE[connection.dialect.name])) == place


def test_the_guards_of_the_table_stay(connection):
    admit(connection, *CHECK, [*STATES, "late"])
    with pytest.raises(DBAPIError, match="append-only"), connection.begin_nested():
        connection.execute(text("DELETE FROM check_in"))


def test_other_connections_know_it_after_the_commit(kept_app):
    try:
        with db.engines["write"].begin() as first:
            admit(first, *CHECK, [*STATES, "late"])
        with db.engine.connect() as reader:
            assert any("late" in one["sqltext"] for one in inspect(reader).get_check_constraints("check_in"))
        with db.engines["write"].connect() as second:
            second.execute(check_in(4, "late"))
            second.rollback()
    finally:
        with db.engines["write"].begin() as last:
            admit(last, *CHECK, STATES)


def test_a_value_that_a_row_has_cannot_be_taken_away(connection):
    with pytest.raises((RuntimeError, IntegrityError)), connection.begin_nested():
        admit(connection, *CHECK, ["undone", "refused"])


def test_a_list_that_is_not_there_is_refused(connection):
    if connection.dialect.name == "sqlite":
        with pytest.raises(RuntimeError, match="no ck_check_in_x"):
            admit(connection, "check_in", "state", "ck_check_in_x", STATES)
    with pytest.raises(ValueError, match="no stored value"):
        admit(connection, *CHECK, ["a') OR 1=1 --"])


def listed_columns():
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Enum):
                yield pytest.param(table, column, id=f"{table.name}.{column.name}")


@pytest.mark.parametrize(("table", "column"), list(listed_columns()))
def test_every_list_of_every_table_can_grow(connection, table, column):
    names = [str(one.name) for one in table.constraints if isinstance(one, CheckConstraint)]
    (check,) = [name for name in names if name == f"ck_{table.name}_{column.type.name}"]
    admit(connection, table.name, column.name, check, [*column.type.enums, "one_more"])
    found = inspect(connection).get_check_constraints(table.name)
    assert [one["name"] for one in found if "one_more" in one["sqltext"]] == [check]
    assert len(found) == len(names)
