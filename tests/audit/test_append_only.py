"""The trail cannot be changed: not by the program, not by a hand in the database."""

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from tests.factories.people import an_account
from yiguan.audit.triggers import GUARDED
from yiguan.people.states import Role
from yiguan.store.db import db

ATTEMPTS = {
    "sqlite": [
        "UPDATE audit_entry SET note = 'x'",
        "DELETE FROM audit_entry",
        "INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry",
    ],
    "postgresql": ["UPDATE audit_entry SET note = 'x'", "DELETE FROM audit_entry", "TRUNCATE audit_entry"],
}


@pytest.mark.parametrize("attempt", range(3))
def test_no_statement_changes_a_written_row(app, attempt):
    an_account(Role.OFFICER)
    statement = ATTEMPTS[db.session.get_bind().dialect.name][attempt]
    with pytest.raises(DBAPIError, match="append-only"), db.session.begin_nested():
        db.session.execute(text(statement))


@pytest.mark.parametrize("table", sorted(GUARDED))
def test_every_guarded_table_carries_its_triggers(app, table):
    if db.session.get_bind().dialect.name == "sqlite":
        found = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"
    else:
        found = "SELECT tgname FROM pg_trigger WHERE tgrelid = CAST(:table AS regclass) AND NOT tgisinternal"
    names = set(db.session.scalars(text(found), {"table": table}))
    assert {f"{table}_no_delete", f"{table}_no_update"} <= names
    assert inspect(db.session.get_bind()).has_table(table)
