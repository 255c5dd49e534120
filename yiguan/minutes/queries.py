from collections.abc import Sequence

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from yiguan.attendance.ledger.counts import ONCE
from yiguan.attendance.models import CheckIn
from yiguan.attendance.states import CheckInState
from yiguan.base.actor import Actor
from yiguan.base.errors import NotFound
from yiguan.meetings import co_hosts
from yiguan.meetings.models import Meeting
from yiguan.minutes.models import ConsensusItem, Minutes
from yiguan.minutes.states import MinutesState
from yiguan.organisation.models import Unit
from yiguan.people.states import BENCH_ROLES, DISTRICT_STAFF, PersonKind, Role
from yiguan.store.db import db
from yiguan.store.reach import reaches

DISTRICT = (*DISTRICT_STAFF, Role.CHAIR)


def visible_to(actor: Actor) -> Select[Minutes]:
    """A station's people see its minutes from the first word; the district, and those of units that held the meeting
    together with it, once they are no draft any more.
    """
    own = reaches(actor, Unit.path, *BENCH_ROLES)
    others = reaches(actor, Unit.path, *DISTRICT) | co_hosts.within(actor, *BENCH_ROLES)
    seen = or_(own, and_(others, Minutes.state != MinutesState.DRAFT))
    loaded = (
        joinedload(Minutes.limit),
        contains_eager(Minutes.unit),
        contains_eager(Minutes.meeting).contains_eager(Meeting.unit),
    )
    return select(Minutes).join(Minutes.meeting).join(Unit, Unit.id == Minutes.unit_id).where(seen).options(*loaded)


def minutes_of(actor: Actor, meeting: Meeting, *, lock: bool = False) -> Minutes | None:
    """The meeting's minutes, if written; `lock` lets a second editor wait, so that the version compared is the last."""
    query = visible_to(actor).where(Minutes.meeting_id == meeting.id)
    return db.session.scalar(query.with_for_update(of=Minutes) if lock else query)


def get_minutes(actor: Actor, code: str) -> Minutes:
    """The minutes of the meeting with this code. Raises NotFound."""
    minutes = db.session.scalar(visible_to(actor).where(Meeting.code == code.upper()))
    if minutes is None:
        raise NotFound("这次会议还没有纪要，或不在您的范围内。请从会议页进入。")
    return minutes


def items_of(minutes: Minutes) -> Sequence[ConsensusItem]:
    query = select(ConsensusItem).where(ConsensusItem.minutes_id == minutes.id).order_by(ConsensusItem.position)
    return db.session.scalars(query.options(joinedload(ConsensusItem.unit))).all()


def present_at(meeting: Meeting) -> dict[PersonKind, int]:
    """How many came, by kind, from the check-ins that count."""
    counted = (CheckIn.meeting_id == meeting.id, CheckIn.state == CheckInState.COUNTED)
    query = select(CheckIn.as_kind, func.count(CheckIn.person_id.distinct())).where(*counted, ONCE)
    rows = db.session.execute(query.group_by(CheckIn.as_kind))
    return {kind: number for kind, number in rows if kind is not None}
