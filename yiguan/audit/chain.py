"""Verifies the chain of seals, the heads of it outside the database, and the triggers that protect the tables."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from heapq import heappop, heappush
from pathlib import Path
from typing import Any

from sqlalchemy import Select, String, func, select, text, type_coerce

from yiguan.audit import fingerprints, heads, seals
from yiguan.audit.fingerprints import Ring
from yiguan.audit.models import Fingerprint, Seal
from yiguan.audit.seals import Row, Source, sources
from yiguan.audit.shapes import UNREADABLE, readable
from yiguan.audit.triggers import own_names
from yiguan.base import clock
from yiguan.settings import Settings
from yiguan.store.db import db

Faults = Iterator[str]
LATE = timedelta(minutes=10)
"""The worker seals within seconds and anchors within a minute; after this it is not running, or was hindered."""
INSERTED = "编号排在早已封存的行里，是后来插进去的。"
FINGERPRINTS = Fingerprint.__tablename__


def faults(chosen: Settings) -> Faults:
    """Changed and missing rows, a broken, cut or replaced chain. After a seal of one key, none of an earlier counts."""
    ring: Ring = chosen.keys.ring("seal")
    places = heads.places(chosen)
    anchored = heads.valid(heads.read(places[0], ring))
    yield from _files(chosen, places)
    last, order = b"", Order()
    for some in db.session.execute(_seals()).mappings().partitions():
        rows = _rows_of(some)
        for held in some:
            seal = {**held, "at": _moment(held["at"])}
            fault, ring = _fault(ring, last, seal, rows)
            if fault or order.is_late(seal):
                yield f"{seal['source']} {seal['row_id']}：{fault or INSERTED}"
            head = anchored.pop(seal["id"], None)
            if head is not None and head.mac != seal["mac"].hex():
                yield f"seal {seal['id']}：和 {clock.moment(head.moment)} 记在库外的不一样，链被换过。"
            last = seal["mac"]
    for head in anchored.values():
        yield f"seal {head.seal}：{clock.moment(head.moment)} 记在库外，现在不在数据库里，链被截短过。"


def _seals() -> Select[Any]:
    """In the order of the chain. SQLite gives the moment as text, since one that is none must not end the reading."""
    held = {name: type_coerce(c, String()) if name == "at" else c for name, c in Seal.__table__.columns.items()}
    named = [column.label(name) for name, column in held.items()]
    return select(*named).order_by(Seal.id).execution_options(yield_per=500)


def _moment(held: str | datetime) -> datetime | None:
    with suppress(ValueError):
        return datetime.fromisoformat(held).replace(tzinfo=UTC) if isinstance(held, str) else held
    return None


class Order:
    """Finds seals over rows that were inserted under old numbers, while somebody had changed the moments of seals."""

    def __init__(self) -> None:
        self._young: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
        self._settled: dict[str, int] = defaultdict(int)

    def is_late(self, seal: Row) -> bool:
        """Whether the program would not have sealed this row then (seals.settled). Only what is sealed is believed."""
        source, number, at = seal["source"], seal["row_id"], seal["at"]
        if at is None:
            return False
        young = self._young[source]
        while young and young[0][0] < at - seals.SETTLED:
            self._settled[source] = max(self._settled[source], heappop(young)[1])
        heappush(young, (at, number))
        return bool(seal["scheme"] == seals.SCHEME and number <= self._settled[source])


def _files(chosen: Settings, places: Sequence[Path]) -> Faults:
    """Whether the heads outside the database are there, go on until now, and agree with each other."""
    ring, (first, *others) = chosen.keys.ring("seal"), places
    for path in places:
        for at, line in enumerate(heads.read(path, ring), start=1):
            if line is None:
                yield f"{path} 第 {at} 行：不是本平台写的，或者被改动过。"
    if sentence := heads.missing(chosen):
        yield sentence
        return
    head = heads.last(first, ring)
    after = select(func.min(Seal.at)).where(Seal.id > (head.seal if head else 0), Seal.at < clock.now() - LATE)
    if (since := db.session.scalar(after)) is not None:
        yield f"{first}：从 {clock.moment(since)} 起没有记下去。文件被截短，或者后台任务没有运行、写不进去。"
    known = _moments(first, ring)
    yield from (f"{first}：比 {other} 少，被截短或者换过。" for other in others if _moments(other, ring) - known)


def _moments(path: Path, ring: Ring) -> set[tuple[int, str]]:
    return {(head.seal, head.at) for head in heads.read(path, ring) if head}


def _rows_of(some: Sequence[Row]) -> dict[tuple[str, int], Row | None]:
    """The rows of these seals, one statement per source; None for one that cannot be read."""
    held: dict[tuple[str, int], Row | None] = {}
    for source in sources.values():
        ids = [seal["row_id"] for seal in some if seal["source"] == source.name]
        rows = readable(ids, partial(_sealed_rows, source))
        held |= {(source.name, number): row for number, row in rows.items()}
    return held


def _sealed_rows(source: Source, ids: Sequence[int]) -> dict[int, Row]:
    rows = db.session.execute(source.rows().where(source.table.c.id.in_(ids))).mappings()
    return {row["id"]: row for row in rows}


def _fault(ring: Ring, last: bytes, seal: Row, rows: Mapping[tuple[str, int], Row | None]) -> tuple[str, Ring]:
    """What is wrong with the seal, and the keys that may have made the next one."""
    source, about = sources.get(seal["source"]), (seal["source"], seal["row_id"])
    if source is None or seal["version"] not in source.versions:
        return "封存它的列，这个程序不认识。", ring
    if about not in rows:
        return "这一行被删掉了。", ring
    row = rows[about]
    if row is None:
        return UNREADABLE, ring
    made = (at for at in reversed(range(len(ring))) if source.is_sealed_by(seal, ring[at], last, row))
    at = next(made, None)
    if at is None:
        return "这一行或者封存它的链被改动过。", ring
    forged = seal["source"] == FINGERPRINTS and fingerprints.mac(ring[at], row) != row["mac"]
    return "这个指纹不是本平台写的。" if forged else "", ring[: at + 1]


def unsealed(source: Source) -> Faults:
    """Rows that the program never wrote under such numbers, and rows for which the worker is late."""
    table, settled = source.table, db.session.scalar(seals.settled(source, clock.now())) or 0
    missing = select(table.c.id).where(~seals.is_sealed(source))
    for number in db.session.scalars(missing.where(table.c.id <= settled).order_by(table.c.id)):
        yield f"{source.name} {number}：{INSERTED}"
    late = missing.where(table.c.id > settled, table.c.at < clock.now() - LATE).subquery()
    number, first = db.session.execute(select(func.count(), func.min(late.c.id)).select_from(late)).one()
    if number:
        yield f"{source.name} {first}：从这一行起有 {number} 行超过 10 分钟没有封存。请看后台任务是否在运行。"


def foreign_triggers() -> Faults:
    """A trigger that is none of ours may rewrite what the program writes, before its fingerprint is made."""
    lite = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    postgres = "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
    is_lite = db.session.get_bind().dialect.name == "sqlite"
    for name, table in db.session.execute(text(lite if is_lite else postgres)):
        if name not in own_names():
            yield f"{table}：触发器 {name} 不是本平台的，它能改动正在写的内容。"
