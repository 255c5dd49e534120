"""Watched tables: what of their rows is fingerprinted (touching.py says when), and whether a row is as it was left."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import cast

from sqlalchemy import Table, select

from yiguan.audit import fingerprints, shapes
from yiguan.audit.fingerprints import Reader, Ring, Row
from yiguan.audit.models import Event
from yiguan.audit.shapes import UNREADABLE, Part, Shape, readable
from yiguan.base import clock
from yiguan.store.db import Base

AT_ONCE = 500
"""Rows read by one statement."""


@dataclass(frozen=True)
class Watched:
    """A table whose rows have fingerprints, with every version of what they cover; `apart` gives, for each column that
    they do not cover, the reason.
    """

    name: str
    table: Table
    versions: Mapping[int, Shape]
    apart: Mapping[str, str]

    @property
    def latest(self) -> int:
        return max(self.versions)

    def digests(self, ids: Sequence[int], version: int, over: Reader, *, lock: bool = False) -> dict[int, str]:
        """Row's id → the digest of what this version covers; rows that are gone are left out.

        `lock` lets two transactions that touch one row fingerprint it one after the other (PostgreSQL).
        """
        shape = self.versions[version]
        query = select(*shapes.raw(self.table, shape.columns)).where(self.table.c.id.in_(ids)).order_by(self.table.c.id)
        query = query.with_for_update(key_share=True) if lock else query
        held = {row["id"]: dict(row) for row in over.execute(query).mappings()}
        for content in held.values():
            content |= {name: [] for name in shape.parts}
        for name, part in shape.parts.items() if held else ():
            for row in over.execute(part.rows_of(held)).mappings():
                held[row["owner"]][name].append(dict(row))
        return {number: shapes.digest(content) for number, content in held.items()}

    def wrong(self, ids: Sequence[int], ring: Ring, over: Reader, *, lock: bool = False) -> dict[int, str]:
        """Row's id → why the program did not write what it holds; other rows are left out.

        With `lock` the answer holds until the transaction ends: whoever changes the row or its parts locks it first,
        and the fingerprints are read after that.
        """
        held = self._readable(ids, self.latest, over, lock=lock)
        prints = fingerprints.newest(self.name, list(held), over)
        for version in {row["version"] for row in prints.values()} - {self.latest}:
            of_it = [number for number, row in prints.items() if row["version"] == version]
            held |= self._readable(of_it, version, over)
        reasons = ((number, _why(ring, prints.get(number), digest)) for number, digest in held.items())
        return {number: why for number, why in reasons if why}

    def _readable(self, ids: Sequence[int], version: int, over: Reader, *, lock: bool = False) -> dict[int, str | None]:
        """An empty digest, which no fingerprint covers, for a version that the program does not know."""
        if version not in self.versions:
            return dict.fromkeys(ids, "")
        return readable(ids, partial(self.digests, version=version, over=over, lock=lock))


def _why(ring: Ring, last: Row | None, digest: str | None) -> str:
    if last is None:
        return "没有指纹，不是本平台写的。"
    if digest is None:
        return UNREADABLE
    if fingerprints.covers(ring, last, digest):
        return ""
    return f"内容和 {clock.moment(last['at'])} 最后一次办理时不一样。"


watched: dict[str, Watched] = {}
parts: dict[str, list[tuple[Watched, Part]]] = {}
"""Table of parts → the tables of their records, and how they belong to them."""
unwatched: dict[str, str] = {
    "seal": "is the chain itself; its head is anchored outside the database",
    "answer": "the kept answer of a write that arrived twice, authenticated by its cipher",
    "key_proof": "an HMAC made with the key itself, which is not in the database",
    "job_run": "when a job last ran; nothing of a matter depends on it",
}
"""Table → why its rows have neither fingerprints nor seals; the slices' sealed.py add theirs."""


def watch(model: type[Base], versions: Mapping[int, Shape], *, apart: Mapping[str, str] | None = None) -> None:
    """Declares a table as watched, under its name; called once, in the slice's sealed.py."""
    table = cast(Table, model.__table__)
    known = watched[table.name] = Watched(table.name, table, versions, apart or {})
    for part in versions[known.latest].parts.values():
        parts.setdefault(part.table.name, []).append((known, part))


def leave(model: type[Base], why: str) -> None:
    """Declares that a table is neither watched nor sealed."""
    unwatched[cast(Table, model.__table__).name] = why


def batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


TELLING = "set by the job that tells people; no step of a matter depends on it"
EVENT = shapes.columns("id", "entry_id", "subject", "subject_id", "act")
watch(Event, {1: Shape(EVENT)}, apart={"told_at": TELLING})
