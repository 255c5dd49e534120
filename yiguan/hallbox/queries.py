"""Reads at home (packs, the actor of a pack's secret) and on the box (the box itself, its scans, home's answers)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from yiguan.attendance.models import CheckIn
from yiguan.attendance.rules import BOX
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.errors import NotFound, Unauthorised
from yiguan.hallbox.models import BoxAnswer, BoxPack, HallBox
from yiguan.meetings.models import Meeting
from yiguan.store import keyring
from yiguan.store.db import db


def hashed(secret: str) -> tuple[str, str]:
    """What the stored hash of a pack's secret covers."""
    return "hall box pack", secret


def actor_by_secret(secret: str) -> Actor | None:
    """The hall box with this pack's secret, which may send its own meeting's scans and nothing else."""
    query = (
        select(BoxPack)
        .where(BoxPack.token_hash.in_(keyring.hashes_of(*hashed(secret))))
        .options(joinedload(BoxPack.meeting))
    )
    pack = db.session.scalar(query)
    if pack is None:
        return None
    if pack.revoked_at:
        raise Unauthorised("这个会场包已经收回了，平台没有收下签到。记录都还在这台电脑上；请到平台上另做一个包。")
    if pack.until <= clock.now():
        raise Unauthorised("这个会场包过期了，平台没有收下签到。记录都还在这台电脑上；请到平台上另做一个包。")
    return Actor(BOX, id=pack.made_by, extra={"meeting": pack.meeting.code})


def packs_of(meeting: Meeting) -> Sequence[BoxPack]:
    """The packs of this meeting, the latest first."""
    query = select(BoxPack).where(BoxPack.meeting_id == meeting.id).order_by(BoxPack.id.desc())
    return db.session.scalars(query.options(joinedload(BoxPack.meeting))).all()


def get_pack(meeting: Meeting, code: str) -> BoxPack:
    found = next((pack for pack in packs_of(meeting) if pack.code == code), None)
    if found is None:
        raise NotFound("这场会没有这个会场包。请回到会场盒子那一页再看看。")
    return found


def the_box() -> HallBox | None:
    """The box that this installation is; None at home."""
    return db.session.scalar(select(HallBox).order_by(HallBox.id).limit(1))


def meeting_of(box: HallBox) -> Meeting:
    return db.session.scalars(
        select(Meeting).where(Meeting.id == box.meeting_id).options(joinedload(Meeting.unit))
    ).one()


@dataclass(frozen=True)
class Scan:
    """One scan of the box: its number there, its row, and the row that settled it."""

    counter: int
    row: CheckIn
    settling: CheckIn | None

    @property
    def last(self) -> CheckIn:
        """The row with the current state."""
        return self.settling or self.row

    @property
    def said(self) -> str:
        """The current state as a word, to see whether home has acknowledged it."""
        return f"settled {self.last.state}" if self.settling else str(self.row.state)


def scans_of(meeting_id: int) -> list[Scan]:
    """All scans of the box in their order; rows that settle a scan are not scans themselves."""
    rows = db.session.scalars(select(CheckIn).where(CheckIn.meeting_id == meeting_id).order_by(CheckIn.id)).all()
    settling = {row.settles_id: row for row in rows if row.settles_id}
    scans = (row for row in rows if row.settles_id is None)
    return [Scan(counter, row, settling.get(row.id)) for counter, row in enumerate(scans, start=1)]


def answers() -> dict[int, BoxAnswer]:
    """Check-in id → home's answer."""
    return {answer.check_in_id: answer for answer in db.session.scalars(select(BoxAnswer))}
