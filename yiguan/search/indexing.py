"""The index follows the records: what a transaction changes is indexed in the same transaction."""

from collections.abc import Collection, Mapping
from typing import cast

from sqlalchemy import Table, delete, insert, or_, select

from yiguan.search import grams
from yiguan.search.models import Gram, Searchable
from yiguan.search.texts import Findable, findables
from yiguan.store.db import db

RULES = 1
"""Raised with the rules of grams.py: the job then makes the index of every record anew."""
AT_ONCE = 200
_grams = cast(Table, Gram.__table__)


def follow(changed: Mapping[str, Collection[int]]) -> None:
    """Called with table → ids of rows that the transaction has changed."""
    for kind in findables():
        if ids := changed.get(kind.subject):
            index(kind, ids)


def index(kind: Findable, ids: Collection[int]) -> None:
    """Writes what these records say now; one whose text is as before costs two statements."""
    texts = {number: grams.plain(text) for number, text in kind.read(ids).items()}
    theirs = select(Searchable).where(Searchable.subject == kind.subject, Searchable.subject_id.in_(ids))
    known = {row.subject_id: row for row in db.session.scalars(theirs)}
    for number, row in known.items():
        if number not in texts:
            _forget(row.id)
            db.session.delete(row)
    for number, text in texts.items():
        if number not in known or (known[number].text, known[number].rules) != (text, RULES):
            _write(kind, number, text, known.get(number))


def _write(kind: Findable, number: int, text: str, row: Searchable | None) -> None:
    found = grams.grams_of(text)
    if row is None:
        row = Searchable(subject=kind.subject, subject_id=number)
        db.session.add(row)
    else:
        _forget(row.id)
    row.text, row.size, row.rules = text, len(found), RULES
    db.session.flush()
    if found:
        db.session.execute(insert(_grams), [{"gram": gram, "searchable_id": row.id} for gram in sorted(found)])


def _forget(searchable_id: int) -> None:
    db.session.execute(delete(_grams).where(_grams.c.searchable_id == searchable_id))


def index_missing() -> int:
    """Records that are older than the index, or than its rules; returns how many, at most 200."""
    return sum(_missing_of(kind) for kind in findables())


def _missing_of(kind: Findable) -> int:
    theirs = (Searchable.subject == kind.subject, Searchable.subject_id == kind.record.id)
    query = select(kind.record.id).outerjoin(Searchable, theirs[0] & theirs[1])
    query = query.where(or_(Searchable.id.is_(None), Searchable.rules < RULES))
    # whoever changes a record at this moment indexes it; whoever changes it later waits for what is read here
    mine = query.order_by(kind.record.id).limit(AT_ONCE)
    mine = mine.with_for_update(of=kind.record, key_share=True, skip_locked=True)
    ids = list(db.session.scalars(mine))
    if ids:
        index(kind, ids)
    return len(ids)
