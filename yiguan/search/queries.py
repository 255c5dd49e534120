"""Finds records by the words in their texts. Lists narrow themselves by `matches`, so reach and order stay theirs."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, func, literal, select, true, union_all

from yiguan.search import grams
from yiguan.search.models import Gram, Searchable
from yiguan.store.db import Base, db

RARE = 4
"""Grams that narrow the search before the texts themselves are compared."""
COUNTED = 500
"""A gram that stands in more texts than this is common; how much more does not matter."""
AT_ONCE = 200


def matches(record: type[Base], typed: str) -> ColumnElement[bool]:
    """Whether all words typed stand in the record's texts; true where none was typed."""
    words = grams.words(typed)
    if not words:
        return true()
    found = select(Searchable.subject_id).where(Searchable.subject == record.__tablename__)
    found = found.where(*(Searchable.text.contains(word) for word in words))
    rare = rarest(grams.all_keys(words))
    if rare:
        found = found.where(Searchable.id.in_(_with_all(rare)))
    found_here: ColumnElement[bool] = record.id.in_(found)
    return found_here


def _with_all(rare: Sequence[str]) -> Select[int]:
    chosen = select(Gram.searchable_id).where(Gram.gram.in_(rare))
    return chosen.group_by(Gram.searchable_id).having(func.count() == len(rare))


def rarest(keys: Sequence[str], most: int = RARE) -> list[str]:
    """Those of these grams that stand in the fewest texts."""
    numbers = counts(keys)
    return sorted(keys, key=lambda gram: numbers[gram])[:most]


def counts(keys: Sequence[str], most: int = COUNTED) -> dict[str, int]:
    """In how many texts each gram stands, counted up to `most`. SQLite takes at most 500 parts in one statement."""
    found: dict[str, int] = {}
    for start in range(0, len(keys), AT_ONCE):
        each = [_count(gram, most) for gram in keys[start : start + AT_ONCE]]
        rows = db.session.execute(union_all(*each) if len(each) > 1 else each[0])
        found |= {gram: number for gram, number in rows}  # noqa: C416
    return found


def _count(gram: str, most: int) -> Select[str, int]:
    some = select(Gram.searchable_id).where(Gram.gram == gram).limit(most).subquery()
    return select(literal(gram), func.count()).select_from(some)
