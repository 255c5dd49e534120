"""What `audit-verify` finds: every fault is one sentence with table and number of the row, and no value of it.

Everything is read in batches, so that a million rows need no more memory than a thousand.
"""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import ColumnElement, exists, func, select

from yiguan.audit import chain, watch
from yiguan.audit.baseline import START
from yiguan.audit.chain import Faults, Ring
from yiguan.audit.models import AuditEntry, Fingerprint
from yiguan.audit.seals import Row, sources
from yiguan.audit.shapes import UNREADABLE, readable
from yiguan.audit.watch import Watched
from yiguan.base import clock
from yiguan.settings import Settings, settings
from yiguan.slices import found
from yiguan.store.db import db


def verify(chosen: Settings) -> list[str]:
    return list(faults(chosen))


def faults(chosen: Settings) -> Faults:
    """All faults, those of the chain first. The slices' sealed.py add what only they know."""
    yield from chain.faults(chosen)
    for source in sources.values():
        yield from chain.unsealed(source)
    yield from unproven_entries(chosen.keys.ring("seal"))
    yield from copied_fingerprints()
    yield from chain.foreign_triggers()
    for known in watch.watched.values():
        yield from records(known, chosen.keys.ring("seal"))
    for module in found("sealed"):
        checks: Sequence[Callable[[], Faults]] = getattr(module, "CHECKS", ())
        for check in checks:
            yield from check()


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
            elif not watch.covers(ring, newest[number], digest):
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
