"""Triggers that make a table append-only on both databases; migrations create them, a test checks that they exist.

SQLite's `INSERT OR REPLACE` deletes first; it is refused because connections set `recursive_triggers=ON`.
PostgreSQL's TRUNCATE has a trigger of its own.
"""

GUARDED: dict[str, str] = {
    "audit_entry": "",
    "seal": "",
    "fingerprint": "",
    "allotted_number": "voided_at",
    "consent": "",
    "check_in": "state",
    "undoing": "",
    "signature": "",
}
"""Table → the one column that may change ("" for none)."""

UNDO_ONLY = "OLD.state = 'counted' AND NEW.state = 'undone'"


def statements(dialect: str, table: str, columns: list[str]) -> list[str]:
    """The SQL for one table; `columns` are all of its columns."""
    free = GUARDED[table]
    fixed = [column for column in columns if column != free]
    if dialect == "sqlite":
        return _sqlite(table, free, fixed)
    return _postgres(table, free, fixed)


def _condition(free: str, fixed: list[str], distinct: str) -> str:
    """SQL that is true for a forbidden UPDATE."""
    if not free:
        return "1 = 1"
    changed = " OR ".join(f'OLD."{column}" {distinct} NEW."{column}"' for column in fixed)
    return f"{changed} OR NOT ({UNDO_ONLY})" if free == "state" else changed


def _sqlite(table: str, free: str, fixed: list[str]) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    return [
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} WHEN {_condition(free, fixed, 'IS NOT')} {refuse}",
    ]


def _postgres(table: str, free: str, fixed: list[str]) -> list[str]:
    when = f"WHEN ({_condition(free, fixed, 'IS DISTINCT FROM')})"
    return [
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
        f"FOR EACH ROW {when} EXECUTE FUNCTION {table}_refuse()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {table}_refuse()",
    ]


def own_names() -> set[str]:
    """The names of all triggers that migrations create."""
    return {f"{table}_no_{what}" for table in GUARDED for what in ("delete", "update", "truncate")}


def removals(dialect: str, table: str) -> list[str]:
    """The SQL that removes the triggers, for a downgrade."""
    names = [f"{table}_no_delete", f"{table}_no_update"]
    if dialect == "sqlite":
        return [f"DROP TRIGGER {name}" for name in names]
    return [f"DROP FUNCTION {table}_refuse() CASCADE"]
