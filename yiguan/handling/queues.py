"""What lies with whom, and the lists of the desk: conditions for `queries.listed`."""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.handling.models import CoHandler, Countersign, Handling, HandlingItem, Reply, ReplyFile
from yiguan.handling.parameters import REMIND_BEFORE
from yiguan.handling.queries import Lead
from yiguan.handling.rules import MOST_DISPUTES, UNIT_SIDE
from yiguan.handling.states import AT_UNIT, UNANSWERED, FileUse, HandlingState
from yiguan.organisation.models import Unit
from yiguan.organisation.values import value_of
from yiguan.people.states import Role
from yiguan.store.reach import reaches

S = HandlingState


def waits_for(actor: Actor) -> ColumnElement[bool]:
    """What lies with this person by role and state."""
    office = actor.has(Role.OFFICER, Role.DISPATCH_OFFICER)
    own, leads = reaches(actor, Lead.path, *UNIT_SIDE), reaches(actor, Lead.path, Role.UNIT_LEADER)
    return or_(
        Handling.state.in_((S.PENDING, S.DRAFTED)) if office else false(),
        and_(Handling.state == S.DISPUTED, _to_decide(actor)),
        and_(Handling.state.in_((*AT_UNIT, S.SIGNED_OFF)), own),
        and_(Handling.state == S.CHECKED, leads),
        and_(Handling.state == S.UNIT_SIGNED, Handling.leader_id == actor.id),
        and_(Handling.state == S.DRAFTED, _to_countersign(actor)),
        Handling.asked_days.is_not(None) if office else false(),
        and_(Handling.state == S.TRACKING, Handling.promised_on < clock.today()) if office else false(),
        _to_confirm() if office else false(),
    )


def _to_confirm() -> ColumnElement[bool]:
    """A sheet that was signed on paper is there, and nobody of the office has confirmed it."""
    kept = (Reply.handling_id == Handling.id, Reply.returned_at.is_(None), ReplyFile.withdrawn_at.is_(None))
    sheets = select(ReplyFile.id).join(Reply, Reply.id == ReplyFile.reply_id).where(*kept).correlate(Handling)
    of_unit, of_leader = (FileUse.SIGNED, FileUse.ORIGINAL), (FileUse.SIGNED_OFF,)
    return or_(
        and_(Handling.state == S.CHECKED, sheets.where(ReplyFile.use.in_(of_unit)).exists()),
        and_(Handling.state == S.UNIT_SIGNED, sheets.where(ReplyFile.use.in_(of_leader)).exists()),
    )


def _to_decide(actor: Actor) -> ColumnElement[bool]:
    """The second dispute is the dispatch office's alone."""
    if actor.has(Role.DISPATCH_OFFICER):
        return true()
    return Handling.disputes < MOST_DISPUTES if actor.has(Role.OFFICER) else false()


def _to_countersign(actor: Actor) -> ColumnElement[bool]:
    """The version that goes round waits for one of the actor's units."""
    done = select(Countersign.id).join(Reply, Reply.id == Countersign.reply_id)
    done = done.where(Reply.handling_id == Handling.id, Reply.returned_at.is_(None), Countersign.unit_id == Unit.id)
    helping = select(CoHandler.id).join(HandlingItem, HandlingItem.id == CoHandler.item_id)
    helping = helping.join(Unit, Unit.id == CoHandler.unit_id).where(HandlingItem.handling_id == Handling.id)
    mine = (
        reaches(actor, Unit.path, *UNIT_SIDE),
        Unit.id != Handling.unit_id,
        ~done.correlate(Handling, Unit).exists(),
    )
    return helping.where(*mine).correlate(Handling).exists()


def is_late(today: date) -> ColumnElement[bool]:
    """Late from the day after the last one."""
    return and_(Handling.state.in_(UNANSWERED), Handling.due_on < today)


def is_soon(today: date) -> ColumnElement[bool]:
    """From the day on which the clock reminds."""
    until = today + timedelta(days=value_of(REMIND_BEFORE))
    return and_(Handling.state.in_(UNANSWERED), Handling.due_on.between(today, until))


def views(actor: Actor) -> Mapping[str, tuple[str, ColumnElement[bool]]]:
    """The lists of the desk: address word → (label, condition). The tiles count exactly these."""
    today = clock.today()
    return {
        "mine": ("等我办", waits_for(actor)),
        "late": ("已逾期", is_late(today)),
        "soon": ("快到期", is_soon(today)),
        "signing": ("等签", Handling.state.in_((S.CHECKED, S.UNIT_SIGNED))),
        "replied": ("已答复", Handling.state == S.REPLIED),
        "tracking": ("还在兑现", Handling.state == S.TRACKING),
        "promised": (
            "这个月该兑现",
            and_(Handling.state == S.TRACKING, Handling.promised_on <= clock.month_end(today)),
        ),
        "open": ("没有办结的", Handling.state.not_in((S.CLOSED, S.ESCALATED))),
        "ended": ("办结的", Handling.state.in_((S.CLOSED, S.ESCALATED))),
    }
