"""A district's database after one matter, sealed and anchored, in the hands of somebody who can change all of it.

Triggers and constraints are gone, as the owner of a database can drop them; files and keys beside it are out of reach.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import flask_migrate
from sqlalchemy import Boolean, Connection, Enum, SmallInteger, Table, UniqueConstraint, event, func, select, text
from sqlalchemy.orm.attributes import flag_modified

from tests.conftest import MIGRATIONS, test_settings
from tests.releases import snapshot, story
from yiguan.app import create_app
from yiguan.audit import touching, verify
from yiguan.audit.watch import Watched, watched
from yiguan.base import clock
from yiguan.settings import settings
from yiguan.store.db import Base, db
from yiguan.web.app import Yiguan

FREE = 1_000_003
"""Far from every number in use."""
FREELY = {"check_in_id", "key", "words", "number", "code", "username", "nonce", "receipt"}
"""Columns of unique keys to which no other row refers."""


@contextmanager
def a_district(kind: str, folder: Path) -> Iterator[Yiguan]:
    snapshot.lay_keys(folder, snapshot.KEYS)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    app = create_app(test_settings(folder, kind, f"drill_{worker}"))
    with app.app_context():
        flask_migrate.upgrade(MIGRATIONS)
    story.play(app)
    with app.app_context():
        _disarm()
        yield app
        db.session.remove()
        db.engine.dispose()
        db.engines["write"].dispose()


def _disarm() -> None:
    engine = db.engines["write"]
    with engine.begin() as connection:
        disarm = _disarm_sqlite if engine.dialect.name == "sqlite" else _disarm_postgres
        disarm(connection)
    if engine.dialect.name == "sqlite":
        engine.dispose()

        @event.listens_for(engine, "connect")
        def _loose(raw: Any, _record: object) -> None:
            raw.execute("PRAGMA foreign_keys = OFF")
            raw.execute("PRAGMA ignore_check_constraints = ON")


def _disarm_sqlite(connection: Connection) -> None:
    for name in connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
        connection.execute(text(f"DROP TRIGGER {name}"))


def _disarm_postgres(connection: Connection) -> None:
    constraints = "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype IN ('c', 'f', 'u')"
    constraints += " AND connamespace = 'public'::regnamespace"
    for table, name in connection.execute(text(constraints)).all():
        connection.execute(text(f'ALTER TABLE {table} DROP CONSTRAINT IF EXISTS "{name}" CASCADE'))
    triggers = "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal"
    for table, name in connection.execute(text(triggers)).all():
        connection.execute(text(f"DROP TRIGGER {name} ON {table}"))


@contextmanager
def in_hands(app: Yiguan, heads: Path) -> Iterator[None]:
    """One transaction, rolled back at the end; half an hour later, so that nothing counts as still being written."""
    before = app.extensions["settings"]
    app.extensions["settings"] = replace(before, seal_heads=(heads,))
    with app.app_context(), clock.at(clock.now() + timedelta(minutes=30)):
        db.session().info["writing"] = True
        yield
        db.session.rollback()
        db.session.remove()
    app.extensions["settings"] = before


def sql(statement: str, **values: Any) -> None:
    done = db.session.execute(text(statement), values)
    assert done.rowcount > 0, "nothing was tampered with"  # type: ignore[attr-defined]


def faults() -> list[str]:
    return verify.verify(settings())


def faults_of(name: str) -> list[str]:
    """What is found of one table; the whole for a sealed one, whose chain goes through all."""
    known = watched.get(name)
    return list(verify.records(known, [settings().keys.seal])) if known else faults()


def rows(table: Table) -> list[dict[str, Any]]:
    """As the driver has them, so that they can be written back."""
    found = db.session.execute(text(f'SELECT * FROM "{table.name}" ORDER BY id')).mappings()  # noqa: S608 - our own
    return [dict(row) for row in found]


def change(table: Table, column: str, number: int) -> None:
    """Another value of the same kind in one row."""
    held = db.session.scalar(select(table.c[column]).where(table.c.id == number))
    value = another(table, column, held)
    sql(f'UPDATE "{table.name}" SET "{column}" = :value WHERE id = :id', value=value, id=number)  # noqa: S608 - our own


def plain_column(known: Watched) -> str:
    """A watched column that can hold another value of its kind and still be read."""
    names = known.versions[known.latest].columns.values()
    found = (name for name in names if name != "id" and not isinstance(known.table.c[name].type, Enum | Boolean))
    return next(found)


def change_by_the_program(known: Watched, number: int) -> None:
    """A watched column written as it is, in a transaction of the program's own; the test's is not committed."""
    db.session.expire_all()
    models = {mapper.local_table.name: mapper.class_ for mapper in Base.registry.mappers}  # type: ignore[attr-defined]
    flag_modified(db.session.get_one(models[known.name], number), plain_column(known))
    touching.write_touched(db.session())


def another(table: Table, column: str, held: Any) -> Any:
    stored = table.c[column].type
    kind = getattr(stored, "impl", stored).python_type
    if kind is bool:
        return not held
    if kind is datetime:
        return str((held or clock.now()) + timedelta(seconds=7)).replace("+00:00", "") + zone()
    if kind is date:
        return str((held or date(2026, 1, 1)) + timedelta(days=7))
    if kind is bytes:
        return bytes([(held or b"\0" * 32)[0] ^ 1]) + (held or b"\0" * 32)[1:]
    if kind is int:
        return (held or 0) + (1 if column == "version" or isinstance(stored, SmallInteger) else FREE)
    word = str(held or "")
    return word[:-1] + ("x" if word[-1:] != "x" else "y")


def zone() -> str:
    return "+00" if db.session.get_bind().dialect.name == "postgresql" else ""


def copy_of(table: Table, like_id: int, **changed: Any) -> int:
    """A row like another one, under a number of its own; unique columns are free values."""
    like = next(row for row in rows(table) if row["id"] == like_id)
    for column in _unique(table):
        like[column] = another(table, column, db.session.scalar(select(table.c[column]).where(table.c.id == like_id)))
    like |= {"id": (db.session.scalar(select(func.max(table.c.id))) or 0) + 1} | changed
    names = ", ".join(f'"{name}"' for name in like)
    values = ", ".join(f":{name}" for name in like)
    sql(f'INSERT INTO "{table.name}" ({names}) VALUES ({values})', **like)  # noqa: S608 - our own
    return int(like["id"])


def _unique(table: Table) -> set[str]:
    """One column of each unique key that a copy would repeat."""
    keys = [[*one.columns.keys()] for one in table.constraints if isinstance(one, UniqueConstraint)]
    keys += [[*one.columns.keys()] for one in table.indexes if one.unique]
    return {next((name for name in key if name in FREELY), key[-1]) for key in keys}
