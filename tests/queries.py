"""How many statements a piece of code sends to the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from yiguan.store.db import db

FRAME = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent inside, without the frame of transactions."""
    sent: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.lstrip().upper().startswith(FRAME):
            sent.append(statement)

    event.listen(db.engines["write"], "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engines["write"], "before_cursor_execute", note)
