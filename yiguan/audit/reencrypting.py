"""Writes anew what an earlier person key encrypted, a batch at a time; the program may go on reading and writing.

Each row gets a fingerprint of what it holds then; one that was changed behind the program's back gets none and stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import Formatter

from sqlalchemy import ColumnElement, LargeBinary, bindparam, func, select, update

from yiguan.audit import touching, verify
from yiguan.base import crypto
from yiguan.base.crypto import TamperedError
from yiguan.settings import settings
from yiguan.store import keyring
from yiguan.store.db import db
from yiguan.store.keyring import Encrypted

AT_ONCE = 500


@dataclass(frozen=True)
class Batch:
    """The rows that one transaction looked at, and those that stay as they are, with the reason."""

    ids: Sequence[int]
    left: Mapping[int, str]


def rewrite(hidden: Encrypted, after: int) -> Batch:
    """The next rows of this column behind the number `after`, in the caller's transaction."""
    table, column = hidden.table, hidden.table.c[hidden.column]
    parts = {name for _, name, *_ in Formatter().parse(hidden.context) if name} | {"id", hidden.column}
    query = select(*(table.c[name] for name in sorted(parts))).where(_is_old(column), table.c.id > after)
    rows = [dict(row) for row in db.session.execute(query.order_by(table.c.id).limit(AT_ONCE)).mappings()]
    ids = [row["id"] for row in rows]
    changes, left = [], verify.changed(table.name, ids)
    for row in rows:
        context = hidden.context.format(**row)
        try:
            text = keyring.decrypt(row[hidden.column], context)
        except TamperedError:
            left[row["id"]] = "用哪一把密钥都打不开。"
            continue
        if row["id"] not in left:
            changes.append({"row": row["id"], "old": row[hidden.column], "new": keyring.encrypt(text, context)})
    if changes:
        # not over what somebody wrote, or erased, since it was read
        same = (table.c.id == bindparam("row"), column == bindparam("old"))
        db.session.execute(update(table).where(*same).values({column: bindparam("new")}), changes)
        touching.touch(table.name, [change["row"] for change in changes])
    return Batch(ids, left)


def left() -> int:
    """How many values an earlier key encrypted."""
    counts = (select(func.count()).where(_is_old(h.table.c[h.column])) for h in keyring.encrypted_columns())
    return sum(db.session.scalar(count) or 0 for count in counts)


def _is_old(column: ColumnElement[bytes]) -> ColumnElement[bool]:
    """Every value begins with the id of its key; NULL is none."""
    return func.substr(column, 1, 1, type_=LargeBinary()) != crypto.key_id(settings().keys.person)
