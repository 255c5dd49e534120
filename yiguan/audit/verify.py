"""What `audit-verify` finds: every fault is one sentence with table and number of the row, and no value of it.

Everything is read in batches, so that a million rows need no more memory than a thousand.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select, text

from yiguan.audit import heads, seals, watch
from yiguan.audit.baseline import START
from yiguan.audit.models import AuditEntry, Fingerprint, Seal
from yiguan.audit.seals import Row, Source, sources
from yiguan.audit.shapes import UNREADABLE, readable
from yiguan.audit.triggers import own_names
from yiguan.audit.watch import Watched
from yiguan.base import clock
from yiguan.settings import Settings, settings
from yiguan.slices import found
from yiguan.store.db import db

Faults = Iterator[str]
Ring = Sequence[bytes]
"""The seal keys of the installation, the present one first."""
LATE = timedelta(minutes=10)
"""The worker seals within seconds and anchors within a minute; after this it is not running, or was hindered."""
FINGERPRINTS = Fingerprint.__tablename__


def verify(chosen: Settings) -> list[str]:
    return list(faults(chosen))


def faults(chosen: Settings) -> Faults:
    """All faults, those of the chain first. The slices' sealed.py add what only they know."""
    yield from chain(chosen)
    for source in sources.values():
        yield from unsealed(source)
    yield from unproven_entries(chosen.keys.ring("seal"))
    yield from copied_fingerprints()
    yield from foreign_triggers()
    for known in watch.watched.values():
        yield from records(known, chosen.keys.ring("seal"))
    for module in found("sealed"):
        checks: Sequence[Callable[[], Faults]] = getattr(module, "CHECKS", ())
        for check in checks:
            yield from check()


def foreign_triggers() -> Faults:
    """A trigger that is none of ours may rewrite what the program writes, before its fingerprint is made."""
    lite = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    postgres = "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
    is_lite = db.session.get_bind().dialect.name == "sqlite"
    for name, table in db.session.execute(text(lite if is_lite else postgres)):
        if name not in own_names():
            yield f"{table}：触发器 {name} 不是本平台的，它能改动正在写的内容。"


def chain(chosen: Settings) -> Faults:
    """Changed and missing rows, a broken, cut or replaced chain. After a seal of one key, none of an earlier counts."""
    ring: Ring = chosen.keys.ring("seal")
    places = heads.places(chosen)
    anchored = heads.valid(heads.read(places[0], ring))
    yield from _files(chosen, places)
    last, query = b"", select(Seal.id, Seal.source, Seal.row_id, Seal.version, Seal.mac).order_by(Seal.id)
    for some in db.session.execute(query.execution_options(yield_per=500)).partitions():
        rows = _rows_of(some)
        for seal in some:
            fault, ring = _fault(ring, last, seal, rows)
            if fault:
                yield f"{seal.source} {seal.row_id}：{fault}"
            head = anchored.pop(seal.id, None)
            if head is not None and head.mac != seal.mac.hex():
                yield f"seal {seal.id}：和 {clock.moment(head.moment)} 记在库外的不一样，链被换过。"
            last = seal.mac
    for head in anchored.values():
        yield f"seal {head.seal}：{clock.moment(head.moment)} 记在库外，现在不在数据库里，链被截短过。"


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


def _rows_of(some: Sequence[Any]) -> dict[tuple[str, int], Row | None]:
    """The rows of these seals, one statement per source; None for one that cannot be read."""
    held: dict[tuple[str, int], Row | None] = {}
    for source in sources.values():
        ids = [seal.row_id for seal in some if seal.source == source.name]
        rows = readable(ids, partial(_sealed_rows, source))
        held |= {(source.name, number): row for number, row in rows.items()}
    return held


def _sealed_rows(source: Source, ids: Sequence[int]) -> dict[int, Row]:
    rows = db.session.execute(source.rows().where(source.table.c.id.in_(ids))).mappings()
    return {row["id"]: row for row in rows}


def _fault(ring: Ring, last: bytes, seal: Any, rows: Mapping[tuple[str, int], Row | None]) -> tuple[str, Ring]:
    """What is wrong with the seal, and the keys that may have made the next one."""
    source, about = sources.get(seal.source), (seal.source, seal.row_id)
    if source is None or seal.version not in source.versions:
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
    forged = seal.source == FINGERPRINTS and watch.mac(ring[at], row) != row["mac"]
    return "这个指纹不是本平台写的。" if forged else "", ring[: at + 1]


def unsealed(source: Source) -> Faults:
    """Rows that the program never wrote under such numbers, and rows for which the worker is late."""
    table, settled = source.table, db.session.scalar(seals.settled(source)) or 0
    missing = select(table.c.id).where(~seals.is_sealed(source))
    for number in db.session.scalars(missing.where(table.c.id <= settled).order_by(table.c.id)):
        yield f"{source.name} {number}：编号排在已经封存的行里，却没有封存，是后来插进去的。"
    late = missing.where(table.c.id > settled, table.c.at < clock.now() - LATE).subquery()
    number, first = db.session.execute(select(func.count(), func.min(late.c.id)).select_from(late)).one()
    if number:
        yield f"{source.name} {first}：从这一行起有 {number} 行超过 10 分钟没有封存。请看后台任务是否在运行。"


def unproven_entries(ring: Ring) -> Faults:
    """Entries without the fingerprint that the program writes with each of them."""
    print_ = (Fingerprint.entry_id == AuditEntry.id, Fingerprint.subject == AuditEntry.subject)
    proven = exists().where(*print_, Fingerprint.subject_id == AuditEntry.subject_id)
    newer = select(AuditEntry.id).where(AuditEntry.id > baseline(ring), ~proven).order_by(AuditEntry.id)
    for number in db.session.scalars(newer):
        yield f"audit_entry {number}：没有和它一起写下的指纹，不是本平台写的。"


def baseline(ring: Ring) -> int:
    """The last entry that is older than fingerprints; 0 in an installation that began with them."""
    start = (Fingerprint.subject == START, Fingerprint.entry_id.is_(None))
    rows = db.session.execute(select(Fingerprint.__table__).where(*start)).mappings()
    ours = (row for row in rows if any(watch.mac(key, row) == row["mac"] for key in ring))
    return max((row["subject_id"] for row in ours), default=0)


def _covers(ring: Ring, row: Row, digest: str) -> bool:
    """Whether the fingerprint is the program's own, of a row with this digest; its seal tells whether of its time."""
    held = ((watch.mac(key, row), watch.content(key, row["version"], digest)) for key in ring)
    return (row["mac"], row["content"]) in held


def copied_fingerprints() -> Faults:
    """An older fingerprint put on top of newer ones, to cover a row that was set back."""
    twice = select(Fingerprint.mac).group_by(Fingerprint.mac).having(func.count() > 1)
    for mac in db.session.scalars(twice).all():
        same = db.session.scalars(select(Fingerprint).where(Fingerprint.mac == mac).order_by(Fingerprint.id)).all()
        first, last = same[0], same[-1]
        of_row = (Fingerprint.subject == first.subject, Fingerprint.subject_id == first.subject_id)
        between = exists().where(*of_row, Fingerprint.id > first.id, Fingerprint.id < last.id, Fingerprint.mac != mac)
        if db.session.scalar(select(between)):
            yield f"{last.subject} {last.subject_id}：指纹 {last.id} 是从 {first.id} 抄来的，这一行被退回到了从前。"


def records(known: Watched, ring: Ring) -> Faults:
    """Rows that changed since the program last touched them, rows that it did not write, rows that are gone."""
    ids = _next(known, None)
    while ids:
        suspicious = _suspicious(known, ring, ids)
        # looked at once more: the first look is several statements, and the program goes on writing between them
        for number, fault in _suspicious(known, ring, sorted(suspicious)).items():
            yield f"{known.name} {number}：{fault}"
        ids = _next(known, ids[-1])
    here: ColumnElement[bool] = exists().where(known.table.c.id == Fingerprint.subject_id)
    of_rows = (Fingerprint.subject == known.name, Fingerprint.version != watch.NO_ROW)
    for number in db.session.scalars(select(Fingerprint.subject_id).where(*of_rows, ~here).distinct()):
        yield f"{known.name} {number}：这一行被删掉了。"


class NotProven(Exception):
    """Rows hold what the program did not write, so it may not fingerprint them; the message names them."""

    def __init__(self, table: str, wrong: Mapping[int, str]) -> None:
        told = "\n".join(f"{table} {number}：{why}" for number, why in wrong.items())
        super().__init__(f"{told}\n什么都没有改。请先请审计管理员核对这些行，再运行一次。")


def touch_proven(table: str, ids: Sequence[int]) -> None:
    """Before a statement that changes these rows all alike: they get a fingerprint. Raises NotProven."""
    if wrong := changed(table, ids):
        raise NotProven(table, wrong)
    watch.touch(table, ids)


def changed(table: str, ids: Sequence[int]) -> dict[int, str]:
    """Which of these rows the program may not fingerprint, since it did not write what they hold, and why."""
    known = watch.watched.get(table)
    ring = settings().keys.ring("seal")
    if known is None:
        return {}
    return _suspicious(known, ring, sorted(_suspicious(known, ring, ids)))  # a second look, as in `records`


def _next(known: Watched, after: int | None) -> Sequence[int]:
    ids = select(known.table.c.id).order_by(known.table.c.id).limit(watch.AT_ONCE)
    return db.session.scalars(ids if after is None else ids.where(known.table.c.id > after)).all()


def _suspicious(known: Watched, ring: Ring, ids: Sequence[int]) -> dict[int, str]:
    newest = _newest(known, ids)
    wrong = {number: "没有指纹，不是本平台写的。" for number in ids if number not in newest}
    for version in {row["version"] for row in newest.values()}:
        of_it = [number for number, row in newest.items() if row["version"] == version]
        for number, digest in _digests(known, version, of_it).items():
            if digest is None:
                wrong[number] = UNREADABLE
            elif not _covers(ring, newest[number], digest):
                wrong[number] = f"内容和 {clock.moment(newest[number]['at'])} 最后一次办理时不一样。"
    return wrong


def _digests(known: Watched, version: int, ids: Sequence[int]) -> dict[int, str | None]:
    """An empty digest, which no fingerprint covers, for a version that the program does not know."""
    if version not in known.versions:
        return dict.fromkeys(ids, "")
    return readable(ids, lambda some: known.digests(some, version, db.session()))


def _newest(known: Watched, ids: Sequence[int]) -> dict[int, Row]:
    """Row's id → its newest fingerprint."""
    of_these = (Fingerprint.subject == known.name, Fingerprint.subject_id.in_(ids))
    of_rows = select(func.max(Fingerprint.id)).where(*of_these, Fingerprint.version != watch.NO_ROW)
    newest = of_rows.group_by(Fingerprint.subject_id)
    rows = db.session.execute(select(Fingerprint.__table__).where(Fingerprint.id.in_(newest))).mappings()
    return {row["subject_id"]: row for row in rows}
