from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, case, or_, select, true
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.errors import NotFound
from yiguan.calendar.days import entered
from yiguan.calendar.working_days import add_working_days
from yiguan.handling.models import (
    CoHandler,
    Countersign,
    Handling,
    HandlingEntry,
    HandlingItem,
    ItemReply,
    Reply,
    ReplyFile,
)
from yiguan.handling.parameters import DRAFT_BEFORE
from yiguan.handling.rules import MOST_DISPUTES, UNIT_SIDE, can_press, is_office, is_unit
from yiguan.handling.states import AT_UNIT, EntryKind, HandlingState
from yiguan.organisation.models import Unit
from yiguan.organisation.queries import units_of
from yiguan.organisation.states import UnitKind
from yiguan.organisation.values import value_of
from yiguan.people.models import Account, Appointment
from yiguan.people.queries import held_on
from yiguan.people.states import DISTRICT_STAFF, Role
from yiguan.store.db import db
from yiguan.store.reach import reaches

S = HandlingState
OBJECTION_DAYS = 3
"""Working days after assignment (domain.md E12)."""
EVERYWHERE = (Role.DISPATCH_OFFICER, Role.DISTRICT_LEADER)
OVERSEEING = (*DISTRICT_STAFF, Role.CHAIR)
Sender, Lead = aliased(Unit, name="sender"), aliased(Unit, name="lead_unit")


def visible_to(actor: Actor) -> Select[Handling]:
    """The district sees all, a unit what it answers or helps with once it is assigned."""
    query = select(Handling).join(Sender, Handling.sender).outerjoin(Lead, Handling.unit)
    assigned = Handling.dispatched_at.is_not(None)
    theirs = and_(assigned, or_(reaches(actor, Lead.path, *UNIT_SIDE), _helped_by(actor)))
    whole = true() if actor.has(*EVERYWHERE) else reaches(actor, Sender.path, *OVERSEEING)
    query = query.where(or_(whole, theirs))
    return query.options(contains_eager(Handling.sender, alias=Sender), contains_eager(Handling.unit, alias=Lead))


def _helped_by(actor: Actor) -> ColumnElement[bool]:
    helping = select(CoHandler.id).join(HandlingItem, HandlingItem.id == CoHandler.item_id)
    helping = helping.join(Unit, Unit.id == CoHandler.unit_id).where(HandlingItem.handling_id == Handling.id)
    return helping.where(reaches(actor, Unit.path, *UNIT_SIDE)).exists()


def get_handling(actor: Actor, handling_id: int, *, lock: bool = False) -> Handling:
    """The case with its items and time limit. Raises NotFound beyond the actor's reach."""
    whole = (selectinload(Handling.items).selectinload(HandlingItem.co_units), joinedload(Handling.limit))
    query = visible_to(actor).where(Handling.id == handling_id).options(*whole)
    found = db.session.scalar(query.with_for_update(of=Handling) if lock else query)
    if found is None:
        raise NotFound("没有找到这件交办，可能是地址有误，或不在您的范围内。请从“交办与答复”的列表进入。")
    return found


def listed(actor: Actor, *conditions: ColumnElement[bool]) -> Select[Handling]:
    """What is late first, what has no last day after it."""
    query = visible_to(actor).where(*conditions)
    return query.order_by(case((Handling.due_on.is_(None), 1), else_=0), Handling.due_on, Handling.id)


def replies_of(handling: Handling) -> Sequence[Reply]:
    """All versions, the latest first, with answers, countersignatures and both signatures."""
    whole = (
        selectinload(Reply.answers).joinedload(ItemReply.item),
        joinedload(Reply.signature),
        joinedload(Reply.clearance),
        joinedload(Reply.unit),
        selectinload(Reply.files).joinedload(ReplyFile.attachment),
    )
    query = select(Reply).where(Reply.handling_id == handling.id).options(*whole)
    query = query.options(selectinload(Reply.countersigned).joinedload(Countersign.unit))
    return db.session.scalars(query.order_by(Reply.version.desc())).all()


def sent_of(handling_ids: Sequence[int]) -> Sequence[Reply]:
    """The answers of these cases that left the house, with what they say, the first one first."""
    query = select(Reply).where(Reply.handling_id.in_(handling_ids), Reply.sent_at.is_not(None))
    whole = selectinload(Reply.answers).joinedload(ItemReply.item)
    return db.session.scalars(query.options(whole, joinedload(Reply.unit)).order_by(Reply.sent_at)).all()


def read_by(actor: Actor, handling: Handling) -> Sequence[Reply]:
    """The district reads every version, a unit those of the unit that answers now: a former one's are its own."""
    versions = replies_of(handling)
    return versions if can_press(actor, handling) else [one for one in versions if one.unit_id == handling.unit_id]


def own_reply(handling: Handling) -> Reply | None:
    """The last version of the unit that answers now; a former unit's is none of its business."""
    last = last_reply(handling)
    return last if last is not None and last.unit_id == handling.unit_id else None


def last_reply(handling: Handling) -> Reply | None:
    return next(iter(replies_of(handling)), None)


def entries_of(handling: Handling, *, internal: bool) -> Sequence[HandlingEntry]:
    """What was noted; a leader's instruction only for the district itself (`internal`)."""
    query = select(HandlingEntry).where(HandlingEntry.handling_id == handling.id)
    query = query if internal else query.where(HandlingEntry.kind != EntryKind.INSTRUCTION)
    return db.session.scalars(query.order_by(HandlingEntry.day.desc(), HandlingEntry.id.desc())).all()


def co_units_of(handling: Handling) -> list[Unit]:
    """Each once, in the order of the items; whoever leads helps nobody."""
    units = (unit for item in handling.items for unit in item.co_units if unit.id != handling.unit_id)
    return list({unit.id: unit for unit in units}.values())


def copied_to(handling: Handling) -> list[Unit]:
    """To whom copies of the answer go: the office, the dispatch office and the units that helped."""
    known = [*units_of(UnitKind.OFFICE, UnitKind.DISPATCH), *co_units_of(handling)]
    return [unit for unit in known if unit.id not in (handling.sender_id, handling.unit_id)]


def assigned_with(actor: Actor, handling: Handling) -> Sequence[Handling]:
    """The cases of the same paper that units have now, this one too if one has it, in the order of the paper."""
    same = (Handling.source == handling.source, Handling.sender_id == handling.sender_id)
    theirs = (Handling.dispatched_at.is_not(None), Handling.state != S.ESCALATED)
    whole = selectinload(Handling.items).selectinload(HandlingItem.co_units)
    query = visible_to(actor).where(*same, *theirs).options(whole)
    found = db.session.scalars(query.order_by(Handling.id)).all()
    return sorted(found, key=lambda one: [item.position for item in one.items])


def units_that_sign() -> set[int]:
    """Those that have a leader with an account."""
    query = select(Appointment.unit_id).join(Account, Account.person_id == Appointment.person_id)
    query = query.where(Appointment.role == Role.UNIT_LEADER, *held_on(clock.today()), Account.disabled_at.is_(None))
    return set(db.session.scalars(query))


def next_step(actor: Actor, handling: Handling) -> str:
    """The act that is this person's own next step, by name; empty when the case lies with somebody else."""
    if is_unit(actor, handling):
        written = own_reply(handling)
        ready = written is not None and is_written(handling, written)
        own = {S.DISPATCHED: "receive", S.RECEIVED: "write", S.IN_PROGRESS: "draft" if ready else "write"}
        return {**own, S.SIGNED_OFF: "send"}.get(handling.state, "")
    if not is_office(actor, handling):
        return "countersign" if handling.state is S.DRAFTED else ""
    late = handling.due_on is not None and handling.due_on < clock.today()
    return {S.PENDING: "dispatch", S.DRAFTED: "check"}.get(handling.state, "press" if late else "")


def last_day_to_object(handling: Handling) -> date | None:
    if handling.dispatched_at is None:
        return None
    return add_working_days(clock.local(handling.dispatched_at).date(), OBJECTION_DAYS, entered())


def draft_until(handling: Handling) -> date | None:
    """The unit's own last day: the working days after it are for co-units, checking and two signatures (RV-14)."""
    if handling.due_on is None or handling.state not in AT_UNIT:
        return None
    return add_working_days(handling.due_on, -value_of(DRAFT_BEFORE), entered())


def may_object(handling: Handling) -> bool:
    """Within the days for it, and before the final decision."""
    last = last_day_to_object(handling)
    return handling.disputes < MOST_DISPUTES and last is not None and clock.today() <= last


def is_written(handling: Handling, reply: Reply) -> bool:
    """Whether this version is the one that the unit is still writing."""
    return reply.drafted_at is None and reply.returned_at is None and reply.unit_id == handling.unit_id


def may_pause(handling: Handling) -> bool:
    return handling.due_on is not None and clock.today() <= handling.due_on


def may_ask_extension(handling: Handling) -> bool:
    """Once, while the clock runs and is not late."""
    limit = handling.limit
    runs = handling.due_on is not None and clock.today() <= handling.due_on
    return runs and handling.asked_days is None and limit is not None and limit.extension is None


def names(units: Sequence[Unit]) -> str:
    return "、".join(unit.short_name for unit in units)
