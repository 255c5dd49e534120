"""After a restore from a backup: the chain goes on from the backup's last seal; anchored heads after it stay, void."""

from sqlalchemy import select

from yiguan.audit import heads, trail
from yiguan.audit.marks import RESTORE
from yiguan.audit.models import Seal
from yiguan.base.actor import SYSTEM
from yiguan.settings import Settings
from yiguan.store.db import db, transaction


def note(settings: Settings, why: str) -> str:
    """Writes the restore into the trail and the file; returns a sentence for the operator.

    Raises heads.ChainBroken if the database is not an earlier copy of this installation's.
    """
    first, *others = heads.places(settings)
    known = heads.valid(heads.read(first, settings.keys.ring("seal")))
    with transaction():
        now = heads.present(restored=True)
        assert now is not None  # noqa: S101 - a head of a restore is there even without seals
        lost = [head for head in known.values() if head.seal > now.seal]
        if not lost:
            return "数据库里的封存和记在库外的一样，没有什么要记的。"
        _require_same([head for head in known.values() if head.seal <= now.seal])
        trail.record("seal", RESTORE, by=SYSTEM, note=f"接着第 {now.seal} 号封存；{why[:200]}")
    heads.append(first, now.line(settings.keys.seal))
    heads.copy(first, others)
    return f"记下了：审计链从第 {now.seal} 号封存接着走；备份以后记在库外的 {len(lost)} 次留着，作废。"


def _require_same(kept: list[heads.Head]) -> None:
    for start in range(0, len(kept), 500):
        some = {head.seal: head.mac for head in kept[start : start + 500]}
        there = db.session.execute(select(Seal.id, Seal.mac).where(Seal.id.in_(some)))
        if {row.id: row.mac.hex() for row in there} != some:
            raise heads.ChainBroken(
                "这不是本机数据库早先的一份：早先记在库外的封存，它里面没有。什么都没有记，"
                "请核对备份是不是这个单位的；是，请保留现场，联系审计管理员。"
            )
