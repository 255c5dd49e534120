"""Reads of scans, devices, sheets, paper lists and reviews."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from yiguan.attendance.models import BurstReview, CheckIn, PaperList, ReceptionDevice, Sheet, Undoing
from yiguan.attendance.states import CheckInState
from yiguan.base.actor import Actor
from yiguan.base.errors import NotFound
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import MeetingState
from yiguan.people import vault
from yiguan.people.models import Person
from yiguan.store.db import db

C, P = CheckIn.__table__.c, Person.__table__.c
LATEST = 10
COUNTED = select(C.id, C.at).where(
    C.meeting_id == bindparam("meeting"),
    C.part == bindparam("part"),
    C.person_id == bindparam("person"),
    C.state == CheckInState.COUNTED,
)


def code_of(meeting_id: int) -> str:
    """The public code of a meeting."""
    return db.session.scalars(select(Meeting.code).where(Meeting.id == meeting_id)).one()


def first_of(meeting_id: int, part: int, person_id: int) -> Any:
    """The counted check-in of this person: its id and time."""
    values = {"meeting": meeting_id, "part": part, "person": person_id}
    return db.session.execute(COUNTED, values).first()


def scans_of(meeting_id: int) -> Select[CheckIn]:
    """Everything scanned at the meeting, the latest first."""
    return select(CheckIn).where(CheckIn.meeting_id == meeting_id).order_by(CheckIn.id.desc())


@dataclass(frozen=True)
class Shown:
    """A scan with its meeting and the person's name, for their own page."""

    row: CheckIn
    meeting: Meeting
    name: str


def shown(check_in_id: int, device: int | None) -> Shown:
    """The scan, if this phone made it. Raises NotFound."""
    query = select(CheckIn, Meeting, P.name).join(Meeting, Meeting.id == CheckIn.meeting_id).join(Meeting.unit)
    query = query.outerjoin(Person.__table__, P.id == CheckIn.person_id).where(CheckIn.id == check_in_id)
    row = db.session.execute(query.options(contains_eager(Meeting.unit))).first() if check_in_id < 2**62 else None
    if row is None or row[0].device_id != device:
        raise NotFound("这一页只在签到的那部手机上能看。要核对签到，请问会场的工作人员。")
    return Shown(row[0], row[1], vault.open_name(row[0].person_id, row[2]) if row[0].person_id else "")


def get_check_in(check_in_id: int) -> CheckIn:
    """Raises NotFound. The caller checks that the meeting is within reach."""
    found = db.session.get(CheckIn, check_in_id) if check_in_id < 2**62 else None
    if found is None:
        raise NotFound("没有找到这条签到记录。")
    return found


def scan_of(meeting: Meeting, check_in_id: int) -> CheckIn:
    """A scan of this meeting. Raises NotFound."""
    found = db.session.get(CheckIn, check_in_id) if check_in_id < 2**62 else None
    if found is None or found.meeting_id != meeting.id:
        raise NotFound("这场会里没有这条签到记录。")
    return found


def latest_of(meeting_id: int, operator_id: int | None) -> Sequence[CheckIn]:
    """The latest scans of this helper, the latest first."""
    own = (CheckIn.meeting_id == meeting_id, CheckIn.operator_id == operator_id, CheckIn.settles_id.is_(None))
    return db.session.scalars(select(CheckIn).where(*own).order_by(CheckIn.id.desc()).limit(LATEST)).all()


def own_scans(meeting_id: int, operator_id: int | None, ids: Sequence[int]) -> Sequence[CheckIn]:
    """Those of these scans that this helper made."""
    own = (CheckIn.meeting_id == meeting_id, CheckIn.operator_id == operator_id, CheckIn.id.in_(ids))
    return db.session.scalars(select(CheckIn).where(*own).order_by(CheckIn.id)).all()


def marked(meeting_id: int, *marks: str) -> Sequence[CheckIn]:
    query = select(CheckIn).where(CheckIn.meeting_id == meeting_id, CheckIn.mark.in_(marks))
    return db.session.scalars(query.order_by(CheckIn.id)).all()


def unsettled(meeting_id: int) -> Sequence[CheckIn]:
    """Unclear scans that nobody has settled, the first one first."""
    settling = aliased(CheckIn)
    settled = select(settling.id).where(settling.settles_id == CheckIn.id, settling.meeting_id == meeting_id)
    open_ = (CheckIn.meeting_id == meeting_id, CheckIn.state == CheckInState.UNRESOLVED, ~settled.exists())
    return db.session.scalars(select(CheckIn).where(*open_).order_by(CheckIn.id)).all()


def reasons_of_undoing(check_in_ids: Iterable[int]) -> dict[int, str]:
    """Undone scan → the code of its reason."""
    query = select(Undoing.check_in_id, Undoing.reason).where(Undoing.check_in_id.in_(list(check_in_ids)))
    return {row.check_in_id: row.reason for row in db.session.execute(query)}


def state_for_sharing(meeting_id: int) -> MeetingState:
    """The meeting's state, with a shared lock until the commit, so that a closing waits for these scans."""
    query = select(Meeting.state).where(Meeting.id == meeting_id)
    return db.session.scalars(query.with_for_update(read=True)).one()


def hold(meeting: Meeting) -> None:
    """Locks the meeting until the commit: waits for scans being written, and makes others wait."""
    db.session.execute(select(Meeting.id).where(Meeting.id == meeting.id).with_for_update())


def meeting_of(scan: CheckIn) -> Meeting:
    """The scan's meeting with its unit, which the rules need."""
    return db.session.get_one(Meeting, scan.meeting_id, options=[joinedload(Meeting.unit)])


def meeting_for(actor: Actor, code: str) -> Meeting | None:
    """The meeting of a helper's link or a hall box's pack, if it has this code."""
    if not code or actor.extra.get("meeting") != code:
        return None
    query = select(Meeting).join(Meeting.unit).options(contains_eager(Meeting.unit)).where(Meeting.code == code)
    return db.session.scalar(query)


def sheet_of(meeting: Meeting) -> Sheet | None:
    return db.session.scalar(select(Sheet).where(Sheet.meeting_id == meeting.id))


def papers_of(meeting: Meeting) -> Sequence[PaperList]:
    query = select(PaperList).where(PaperList.meeting_id == meeting.id).options(joinedload(PaperList.attachment))
    return db.session.scalars(query.order_by(PaperList.id)).all()


def reviews_of(meeting_id: int) -> Sequence[BurstReview]:
    return db.session.scalars(select(BurstReview).where(BurstReview.meeting_id == meeting_id)).all()


def devices_of(meeting_id: int) -> Sequence[ReceptionDevice]:
    return db.session.scalars(
        select(ReceptionDevice).where(ReceptionDevice.meeting_id == meeting_id).order_by(ReceptionDevice.id)
    ).all()
