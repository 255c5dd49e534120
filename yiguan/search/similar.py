"""Which records say nearly the same: shared pairs of characters, weighted by how rare they are. It suggests, people
decide.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from math import log, sqrt
from pathlib import Path

from sqlalchemy import func, select

from yiguan.search import grams
from yiguan.search.models import Gram, Searchable
from yiguan.search.queries import counts
from yiguan.store.db import Base, db

SYNONYMS = Path(__file__).with_name("synonyms.txt")
TERMS = 24
"""The rarest terms of a text say what it is about; the others cost time."""
COMMON = 1000
"""A term that stands in so many texts says nothing about one of them."""
LEAST = 2
"""Terms that two texts must share."""
Terms = Sequence[tuple[frozenset[str], float]]
FEW = 3


def similar(record: type[Base], text: str, *, but: Iterable[int] = (), limit: int = FEW) -> list[int]:
    """Ids of the records most like this text, the most similar first; the caller narrows them to what may be seen."""
    terms = _weighted(grams.plain(text))
    spellings = {gram for spelt, _ in terms for gram in spelt}
    held: dict[tuple[int, int], set[str]] = {}
    query = select(Searchable.subject_id, Searchable.size, Gram.gram).join(Gram, Gram.searchable_id == Searchable.id)
    query = query.where(Searchable.subject == record.__tablename__, Gram.gram.in_(spellings))
    for number, size, gram in db.session.execute(query.where(Searchable.subject_id.not_in(list(but)))):
        held.setdefault((number, size), set()).add(gram)
    scores = [(_score(terms, found, size), number) for (number, size), found in held.items()]
    return [number for score, number in sorted(scores, reverse=True)[:limit] if score > 0]


def _score(terms: Terms, found: set[str], size: int) -> float:
    """The weight of the shared terms, less for a long text; nothing for one term alone, which may be chance."""
    shared = [weight for spelt, weight in terms if spelt & found]
    return sum(shared) / sqrt(log(2 + size)) if len(shared) >= LEAST else 0


def _weighted(text: str) -> Terms:
    """The rarest terms, each with its synonyms, and their weights; terms that stand nearly everywhere are left out."""
    terms = {_synonyms().get(pair, frozenset({pair})) for run in text.split() for pair in grams.pairs_of(run)}
    known = counts(sorted({gram for term in terms for gram in term}), COMMON)
    total = db.session.scalar(select(func.count()).select_from(Searchable)) or 0
    weighed = [(term, log((1 + total) / (1 + sum(known[gram] for gram in term)))) for term in terms]
    telling = [one for one in weighed if one[1] > 0 and 0 < sum(known[gram] for gram in one[0]) < COMMON]
    return sorted(telling, key=lambda one: (-one[1], sorted(one[0])))[:TERMS]


@cache
def _synonyms() -> dict[str, frozenset[str]]:
    """A pair of characters → all pairs that mean the same."""
    lines: Sequence[str] = SYNONYMS.read_text("utf-8").splitlines()
    groups = [frozenset(line.split()) for line in lines if line and not line.startswith("#")]
    return {pair: group for group in groups for pair in group}
