"""Runs the migrations through the app's own engine, so that keys, pragmas and the writer queue are the program's."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from alembic import context
from sqlalchemy import Connection

from yiguan.slices import SLICES
from yiguan.store.db import UTCDateTime, db

for slice_ in ("store", "audit", *SLICES):
    if find_spec(f"yiguan.{slice_}.models"):
        import_module(f"yiguan.{slice_}.models")


def render(kind: str, item: Any, autogen: Any) -> str | bool:
    """Migrations name plain types only, so that an old one still runs when the code has moved on."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UTCDateTime) else False


BY_NUMBER = {"fk_check_in_settles_id", "fk_undoing_check_in_id", "fk_box_answer_check_in_id"}


def belongs(item: Any, name: str | None, kind: str, *others: Any) -> bool:
    """SQLite refers to a check-in by its number alone, PostgreSQL by number and year (decision 0047)."""
    return not (
        kind == "foreign_key_constraint" and name in BY_NUMBER and context.get_context().dialect.name == "sqlite"
    )


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_item=render,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        include_object=belongs,
    )
    with context.begin_transaction():
        context.run_migrations()


def run_on_sqlite(connection: Connection) -> None:
    """A batch rebuild with foreign keys on would delete the children of the rebuilt table without a word."""
    raw = connection.connection.driver_connection
    raw.execute("PRAGMA foreign_keys = OFF")
    try:
        run(connection)
        connection.commit()
        faults = raw.execute("PRAGMA foreign_key_check").fetchall()
        if faults:
            raise RuntimeError(f"the migration left rows without their parents: {faults[:5]}")
    finally:
        raw.execute("PRAGMA foreign_keys = ON")


with db.engines["write"].connect() as connection:
    if connection.dialect.name == "sqlite":
        run_on_sqlite(connection)
    else:
        run(connection)
        connection.commit()

# SQLite's driver keeps the first statements of a connection prepared: these here would leave no room for the requests'
db.engines["write"].dispose()
