"""Makes the blind indexes of names, phones and attempts anew under another index key, while nothing else runs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Table, bindparam, select, update

from yiguan.audit import verify
from yiguan.base import crypto
from yiguan.base.crypto import TamperedError
from yiguan.people import attempts, vault
from yiguan.people.models import Attempt, Person
from yiguan.settings import settings
from yiguan.store.db import Base, db

AT_ONCE = 500
Values = Mapping[str, bytes | None]


def make_anew(new: bytes) -> int:
    """How many rows got new indexes, in the caller's transaction: all together, or none. Raises NotProven."""
    persons = [_store(Person, {row.id: _of_person(row, new) for row in rows}) for rows in _batches(Person)]
    attempts_ = [_store(Attempt, {row.id: _of_attempt(row, new) for row in rows}) for rows in _batches(Attempt)]
    return sum(persons) + sum(attempts_)


def _batches(model: type[Base]) -> Iterator[Sequence[Any]]:
    table, last = cast(Table, model.__table__), 0
    while rows := db.session.execute(select(table).where(table.c.id > last).order_by(table.c.id).limit(AT_ONCE)).all():
        yield rows
        last = rows[-1].id


def _store(model: type[Base], made: Mapping[int, Values]) -> int:
    """A row that no key opens keeps its indexes; nobody finds it by them any more."""
    known = {number: values for number, values in made.items() if values}
    if known:
        table, names = cast(Table, model.__table__), next(iter(known.values()))
        verify.touch_proven(table.name, list(known))
        changed: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
        rows = [{"row": number} | {f"new_{k}": v for k, v in values.items()} for number, values in known.items()]
        db.session.execute(update(table).where(table.c.id == bindparam("row")).values(changed), rows)
    return len(known)


def _of_person(row: Any, new: bytes) -> Values:
    try:
        name, phone = (vault.open_name(row.id, row.name) if row.name else None), vault.phone_of(row)
    except TamperedError:
        return {}
    index = {"name_index": crypto.blind_index(new, name) if name is not None else None}
    return index | {"phone_index": crypto.blind_index(new, phone) if vault.is_whole(phone) else None}


def _of_attempt(row: Any, new: bytes) -> Values:
    """An origin that was a known browser is not stored, so its index stays, and is recognised under the earlier key."""
    try:
        name, origin = attempts.named(row.kind, attempts.name_of(row)), attempts.from_(attempts.address_of(row))
    except TamperedError:
        return {}
    from_address = row.origin_index == crypto.mac(settings().keys.index, *origin)
    index = {"name_index": crypto.mac(new, *name)}
    return index | {"origin_index": crypto.mac(new, *origin) if from_address else row.origin_index}
