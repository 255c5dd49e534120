"""Other values for a column of listed values, in a migration: the CHECK changes, the table is not built anew.

SQLite has no statement for it. Its documentation (ALTER TABLE, section 7) allows to change the words of the table where
no stored row changes; that is done here for the list of values alone (decision 0046).
"""

import re
from collections.abc import Sequence

from sqlalchemy import Connection, text

WORDS = "FROM sqlite_master WHERE type = 'table' AND name = :table"


def admit(connection: Connection, table: str, column: str, check: str, values: Sequence[str]) -> None:
    """The column takes exactly these values from now on; `check` is the constraint's name.

    Raises RuntimeError (SQLite) or IntegrityError (PostgreSQL) when a stored row has another one.
    """
    listed = ", ".join(f"'{_plain(value)}'" for value in values)
    if connection.dialect.name == "sqlite":
        _rewrite(connection, table, column, check, listed)
        return
    connection.execute(text(f'ALTER TABLE "{table}" DROP CONSTRAINT "{check}"'))
    connection.execute(text(f'ALTER TABLE "{table}" ADD CONSTRAINT "{check}" CHECK ("{column}" IN ({listed}))'))


def _plain(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z_]{1,24}", value):
        raise ValueError(f"{value!r} is no stored value")
    return value


def _rewrite(connection: Connection, table: str, column: str, check: str, listed: str) -> None:
    words = connection.scalar(text(f"SELECT sql {WORDS}"), {"table": table}) or ""
    pattern = rf'(CONSTRAINT "?{check}"? CHECK \("?{column}"? IN \()[^)]*(\)\))'
    rewritten, times = re.subn(pattern, rf"\g<1>{listed}\g<2>", words)
    if times != 1:
        raise RuntimeError(f"{table} has no {check} over {column}")
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar() or 0
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    about = {"sql": rewritten, "table": table}
    connection.execute(text("UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = :table"), about)
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")  # this connection reads the words again, too
    found = connection.exec_driver_sql(f'PRAGMA quick_check("{table}")').scalars().all()
    if found != ["ok"]:
        raise RuntimeError(f"{table} does not fit its new words: {found[:3]}")
