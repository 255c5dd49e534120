"""Reads of the desk: its scans, its links and devices, and the balance of the sheet."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, case, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from yiguan.attendance.ledger import counts
from yiguan.attendance.models import BurstReview, CheckIn, DeskDevice, HelperLink, PaperList, Sheet
from yiguan.attendance.states import BATCH, CheckInState
from yiguan.base import crypto
from yiguan.base.actor import Actor
from yiguan.base.errors import NotFound
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import MeetingState
from yiguan.people import vault
from yiguan.store.db import db

C = CheckIn.__table__.c
LATEST = 10


def by_keys(meeting_id: int, keys: Iterable[str]) -> dict[str, Any]:
    """What these keys were answered before."""
    wanted = list(keys)
    if not wanted:
        return {}
    columns = (C.key, C.id, C.part, C.state, C.result, C.person_id, C.counter, C.device_at, C.source, C.device_id)
    rows = db.session.execute(select(*columns).where(C.meeting_id == meeting_id, C.key.in_(wanted)))
    return {str(row.key): row for row in rows.all()}


def state_for_sharing(meeting_id: int) -> MeetingState:
    """The meeting's state, held until the commit: the sheet is not closed while scans are on their way into it."""
    query = select(Meeting.state).where(Meeting.id == meeting_id)
    return db.session.scalars(query.with_for_update(read=True)).one()


def hold(meeting_id: int) -> None:
    """Waits for the scans that are on their way, and keeps others out until the commit."""
    db.session.execute(select(Meeting.id).where(Meeting.id == meeting_id).with_for_update())


def link_and_code(token: str) -> tuple[HelperLink, str] | None:
    """The day link behind this address and its meeting's code; expired and revoked ones too."""
    query = select(HelperLink, Meeting.code).join(Meeting, Meeting.id == HelperLink.meeting_id)
    found = db.session.execute(query.where(HelperLink.token_hash == token_hash(token))).first()
    return (found[0], found[1]) if found else None


def token_hash(token: str) -> bytes:
    return crypto.mac(vault.keys().index, "helper link", token)


def pin_hash(token: str, pin: str) -> bytes:
    """Bound to the link, which is not stored: the table alone helps nobody to try PINs."""
    return crypto.mac(vault.keys().index, "helper pin", token, pin)


def links_of(meeting: Meeting) -> Sequence[HelperLink]:
    return db.session.scalars(
        select(HelperLink).where(HelperLink.meeting_id == meeting.id).order_by(HelperLink.id)
    ).all()


def get_link(meeting: Meeting, link_id: int) -> HelperLink:
    found = next((link for link in links_of(meeting) if link.id == link_id), None)
    if found is None:
        raise NotFound("这场会没有这个协助链接。")
    return found


def meeting_for(actor: Actor, code: str) -> Meeting | None:
    """The meeting that a helper's link or a hall box's pack is for, when its address says so."""
    if not code or actor.extra.get("meeting") != code:
        return None
    query = select(Meeting).join(Meeting.unit).options(contains_eager(Meeting.unit)).where(Meeting.code == code)
    return db.session.scalar(query)


def device_of(meeting: Meeting, code: str) -> DeskDevice | None:
    return db.session.scalar(select(DeskDevice).where(DeskDevice.meeting_id == meeting.id, DeskDevice.code == code))


def sheet_of(meeting: Meeting) -> Sheet | None:
    return db.session.scalar(select(Sheet).where(Sheet.meeting_id == meeting.id))


def papers_of(meeting: Meeting) -> Sequence[PaperList]:
    query = select(PaperList).where(PaperList.meeting_id == meeting.id).options(joinedload(PaperList.attachment))
    return db.session.scalars(query.order_by(PaperList.id)).all()


def unsettled(meeting_id: int) -> Sequence[CheckIn]:
    """Scans that nobody has settled yet, the first one first."""
    settling = aliased(CheckIn)
    settled = select(settling.id).where(settling.settles_id == CheckIn.id, settling.meeting_id == meeting_id)
    open_ = (CheckIn.meeting_id == meeting_id, CheckIn.state == CheckInState.UNRESOLVED, ~settled.exists())
    return db.session.scalars(select(CheckIn).where(*open_).order_by(CheckIn.id)).all()


def reviews_of(meeting_id: int) -> Sequence[BurstReview]:
    return db.session.scalars(select(BurstReview).where(BurstReview.meeting_id == meeting_id)).all()


def devices_of(meeting_id: int) -> Sequence[DeskDevice]:
    return db.session.scalars(
        select(DeskDevice).where(DeskDevice.meeting_id == meeting_id).order_by(DeskDevice.id)
    ).all()


def scans_by_device(meeting_id: int) -> Sequence[Row[Any]]:
    """(device, by hand?, from a batch?, what became of it, how many); the sum is the number of scans (invariant 1)."""
    by_hand = case((C.operator_id.is_not(None), 1), else_=0)
    batched = case((C.key.startswith(BATCH), 1), else_=0)
    columns = (C.device_id, by_hand.label("by_hand"), batched.label("batched"), counts.BECAME.label("state"))
    query = select(*columns, func.count().label("number")).select_from(counts.SCANS)
    query = query.where(C.meeting_id == meeting_id, C.settles_id.is_(None))
    return db.session.execute(query.group_by(C.device_id, by_hand, batched, counts.BECAME)).all()


def scan_of(meeting: Meeting, check_in_id: int) -> CheckIn:
    """A scan of this meeting. Raises NotFound."""
    found = db.session.get(CheckIn, check_in_id) if check_in_id < 2**62 else None
    if found is None or found.meeting_id != meeting.id:
        raise NotFound("这场会里没有这条签到记录。")
    return found


def latest_of(meeting_id: int, operator_id: int | None) -> Sequence[CheckIn]:
    """What this helper scanned last, the latest first."""
    own = (CheckIn.meeting_id == meeting_id, CheckIn.operator_id == operator_id, CheckIn.settles_id.is_(None))
    return db.session.scalars(select(CheckIn).where(*own).order_by(CheckIn.id.desc()).limit(LATEST)).all()


def own_scans(meeting_id: int, operator_id: int | None, ids: Sequence[int]) -> Sequence[CheckIn]:
    """Those of these scans that this helper made."""
    own = (CheckIn.meeting_id == meeting_id, CheckIn.operator_id == operator_id, CheckIn.id.in_(ids))
    return db.session.scalars(select(CheckIn).where(*own).order_by(CheckIn.id)).all()


def marked(meeting_id: int, *marks: str) -> Sequence[CheckIn]:
    query = select(CheckIn).where(CheckIn.meeting_id == meeting_id, CheckIn.mark.in_(marks))
    return db.session.scalars(query.order_by(CheckIn.id)).all()
