"""A release's database as text: one file a table, first its columns, then a row a line, bytes in hexadecimal.

`python -m tests.releases.snapshot` plays the story and writes a snapshot of the code as it stands, named for its last
migration.
"""

import json
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import flask_migrate
from sqlalchemy import Column, Connection, Engine, MetaData, Table, insert, select, text

from tests.conftest import MIGRATIONS, test_settings
from tests.releases import story
from yiguan.app import create_app
from yiguan.secrets import NAMES, ensure_secrets, write_secret
from yiguan.store.db import db

HERE = Path(__file__).parent
RELEASES = sorted(path.name for path in HERE.iterdir() if path.name.isdecimal())
KEYS = {name: f"test {name}".encode().ljust(32, b".").hex() for name in NAMES}
Row = dict[str, Any]


def lay_keys(folder: Path, keys: dict[str, str]) -> None:
    """An instance with these keys; a key that came later than the release is made anew."""
    for name, value in keys.items():
        write_secret(folder, name, value)
    ensure_secrets(folder)


def keys_of(release: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((HERE / release / "keys.json").read_text("utf-8"))
    return found


def rows_of(release: str) -> dict[str, list[Row]]:
    """Table → its rows as they were written."""
    return {path.stem: _read(path) for path in sorted((HERE / release).glob("*.jsonl"))}


def _read(path: Path) -> list[Row]:
    columns, *rows = map(json.loads, path.read_text("utf-8").splitlines())
    return [dict(zip(columns, row, strict=True)) for row in rows]


def load(engine: Engine, release: str) -> None:
    """Fills the empty tables of that release's schema, parents before their children.

    One statement a table: a row may point to a later one of its own table.
    """
    rows = rows_of(release)
    with engine.begin() as connection:
        for table in _tables(connection):
            if table.name in rows:
                values = [_values(table, row) for row in rows.pop(table.name)]
                connection.execute(insert(table).values(values))
                _count_on(connection, table)
    assert rows == {}


def _tables(connection: Connection) -> list[Table]:
    """As they are in the database, whatever the models have become."""
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != "alembic_version"]


def _values(table: Table, row: Row) -> Row:
    return {name: _value(table.c[name], value) for name, value in row.items()}


def _value(column: Column[Any], written: Any) -> Any:
    kind = column.type.python_type
    if written is None or kind not in (bytes, datetime, date):
        return written
    return bytes.fromhex(written) if kind is bytes else kind.fromisoformat(written)


def _count_on(connection: Connection, table: Table) -> None:
    """PostgreSQL's counter of a table goes on after the rows that came with their numbers."""
    if connection.dialect.name == "postgresql" and "id" in table.c:
        last = f"SELECT max(id) FROM {table.name}"  # noqa: S608 - our own
        connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), ({last}))"))


def write(engine: Engine, folder: Path) -> None:
    """Every table that has rows, in the order of its primary key."""
    with engine.connect() as connection:
        for table in _tables(connection):
            key = [column.name for column in table.primary_key]
            rows = connection.execute(select(table).order_by(*(table.c[name] for name in key))).all()
            if rows:
                lines = [[column.name for column in table.columns], *([_written(v) for v in row] for row in rows)]
                written = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
                (folder / f"{table.name}.jsonl").write_text(written, "utf-8")


def _written(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def make(folder: Path) -> None:
    """Plays the story in an installation of its own. Raises FileExistsError: a release is written once."""
    folder.mkdir()
    (folder / "keys.json").write_text(json.dumps(KEYS, indent=2) + "\n")
    with tempfile.TemporaryDirectory() as name:
        lay_keys(Path(name), KEYS)
        app = create_app(test_settings(Path(name), "sqlite", "snapshot"))
        with app.app_context():
            flask_migrate.upgrade(MIGRATIONS)
        story.play(app)
        with app.app_context():
            write(db.engine, folder)
            db.engine.dispose()
            db.engines["write"].dispose()


if __name__ == "__main__":
    make(HERE / Path(MIGRATIONS, "head.txt").read_text().strip())
