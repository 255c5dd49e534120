"""What a slice lets people search for: FINDABLE in its `findable.py`. The index gathers all."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute

from yiguan.slices import found
from yiguan.store.db import Base, db

Texts = Sequence[InstrumentedAttribute[Any]]


@dataclass(frozen=True)
class Part:
    """Rows that belong to a record, by the column `owner`, and which of their columns are searched."""

    owner: InstrumentedAttribute[int]
    texts: Texts


@dataclass(frozen=True)
class Findable:
    """A kind of record, and the columns of it and of its parts whose texts are searched; none of them is encrypted."""

    record: type[Base]
    texts: Texts
    parts: Sequence[Part] = ()

    @property
    def subject(self) -> str:
        return self.record.__tablename__

    def read(self, ids: Iterable[int]) -> Mapping[int, str]:
        """Record's id → its texts, one to a line; records that are gone are left out."""
        chosen = list(ids)
        texts = _lines(_columns(self.record.id, self.texts).where(self.record.id.in_(chosen)))
        for part in self.parts:
            of_it = _columns(part.owner, part.texts).where(part.owner.in_(chosen)).order_by(part.owner.class_.id)
            texts |= {number: f"{texts[number]}\n{more}" for number, more in _lines(of_it).items() if number in texts}
        return texts


def _columns(number: InstrumentedAttribute[int], texts: Texts) -> Select[Any]:
    return select(number).add_columns(*texts)


def _lines(query: Select[Any]) -> dict[int, str]:
    found_: dict[int, list[str]] = {}
    for number, *texts in db.session.execute(query):
        found_.setdefault(number, []).extend(text for text in texts if text)
    return {number: "\n".join(texts) for number, texts in found_.items()}


def findables() -> Iterator[Findable]:
    return (module.FINDABLE for module in found("findable"))
