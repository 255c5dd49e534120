"""What the worker does, and what somebody with the database's password can do; both are rolled back with the test."""

from sqlalchemy import text

from yiguan.audit import heads, seals
from yiguan.audit.triggers import removals
from yiguan.settings import settings
from yiguan.store.db import db


def seal_all() -> None:
    """The two jobs of sealing; the first head leaves an entry of its own."""
    for _ in range(2):
        while seals.seal_new(settings().keys.seal):
            db.session.commit()
        heads.anchor(settings())


def drop_guard(table: str) -> None:
    for statement in removals(db.session.get_bind().dialect.name, table):
        db.session.execute(text(statement))
