"""Which answers are looked back at, and when."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased, joinedload

from yiguan.base import clock
from yiguan.calendar.working_days import add_months
from yiguan.handling.models import Handling, ItemReply, Reply
from yiguan.handling.states import AnswerClass, HandlingState
from yiguan.looking_back.models import LookBack
from yiguan.looking_back.parameters import AGAIN_MONTHS, FIRST_MONTHS
from yiguan.looking_back.queries import IS_ASKED, IS_PLANNED, LEFT_OPEN
from yiguan.looking_back.states import LookCause
from yiguan.organisation.values import value_on
from yiguan.recommendations.course import CASES
from yiguan.store.db import db
from yiguan.topics.models import TopicLead

TO_BE_SEEN = (AnswerClass.SOLVED, AnswerClass.PLANNED)
"""What was refused or noted for reference has nothing to look at."""


def last_sent() -> Select[int, int]:
    """Case and its last answer that left."""
    query = select(Reply.handling_id, func.max(Reply.id).label("reply_id")).where(Reply.sent_at.is_not(None))
    return query.group_by(Reply.handling_id)


def unplanned() -> Sequence[tuple[Handling, Reply, LookBack | None]]:
    """Closed cases of which something can be seen and nothing is planned, with the last answer and its last look-back:
    none yet, or one that left a question open and was the first.
    """
    sent, looked = last_sent().subquery(), aliased(LookBack)
    last = select(func.max(LookBack.round)).where(LookBack.reply_id == Reply.id).correlate(Reply).scalar_subquery()
    seen = select(ItemReply.id).where(ItemReply.reply_id == Reply.id, ItemReply.answer_class.in_(TO_BE_SEEN))
    query = select(Handling, Reply, looked).join(sent, sent.c.handling_id == Handling.id)
    query = query.join(Reply, Reply.id == sent.c.reply_id)
    query = query.outerjoin(looked, and_(looked.reply_id == Reply.id, looked.round == last))
    first = and_(looked.round == 1, looked.outcome.in_(LEFT_OPEN))
    query = query.where(Handling.state == HandlingState.CLOSED, seen.exists(), looked.id.is_(None) | first)
    rows = db.session.execute(query.options(joinedload(Reply.unit)).order_by(Handling.id).limit(200))
    return [(handling, reply, before) for handling, reply, before in rows]


def plan(handling: Handling, reply: Reply, before: LookBack | None) -> LookBack:
    """Months after the answer left, or after the first look-back ended, as they were set on that day."""
    if before is not None and before.closes_on is not None:
        day = add_months(before.closes_on, value_on(AGAIN_MONTHS, before.closes_on))
    else:
        sent = clock.local(reply.sent_at).date() if reply.sent_at else clock.today()
        day = add_months(sent, value_on(FIRST_MONTHS, sent))
    return begun(handling, reply, LookCause.DUE, day)


def begun(handling: Handling, reply: Reply, cause: LookCause, day: date, *, lead_id: int | None = None) -> LookBack:
    """A planned one in the next round."""
    last = select(func.max(LookBack.round)).where(LookBack.reply_id == reply.id)
    made = LookBack(handling=handling, reply=reply, cause=cause, opens_on=day, lead_id=lead_id, at=clock.now())
    made.round = (db.session.scalar(last) or 0) + 1
    db.session.add(made)
    db.session.flush()
    return made


def due() -> Sequence[LookBack]:
    """Planned ones whose day has come."""
    return _locked(_due())


def due_of(handling: Handling) -> LookBack:
    """The first one of a case whose day has come."""
    query = _due().where(LookBack.handling_id == handling.id).options(joinedload(LookBack.reply).joinedload(Reply.unit))
    found = db.session.scalars(query.order_by(LookBack.id)).first()
    assert found is not None  # noqa: S101 - the act is done for the sake of it
    return found


def _due() -> Select[LookBack]:
    return select(LookBack).where(IS_PLANNED, LookBack.opens_on <= clock.today())


def over() -> Sequence[LookBack]:
    """Open ones whose last day is over."""
    return _locked(select(LookBack).where(IS_ASKED, LookBack.closes_on < clock.today()))


def _locked(query: Select[LookBack]) -> Sequence[LookBack]:
    unit = joinedload(LookBack.handling).joinedload(Handling.unit)
    sender = joinedload(LookBack.handling).joinedload(Handling.sender)
    reply = joinedload(LookBack.reply).joinedload(Reply.unit)
    query = query.options(unit, sender, reply).order_by(LookBack.id).limit(200)
    return db.session.scalars(query.with_for_update(of=LookBack, skip_locked=True)).all()


def reported_again() -> Sequence[tuple[Handling, int, int]]:
    """Closed cases into whose topic somebody's matter came after the end: case, last answer, that matter (FU-07).

    Matters that came before the last look-back of this kind count with it; none counts while one is open.
    """
    pairs, sent = CASES.subquery(), last_sent().subquery()
    case_id, topic_id = pairs.c
    again = (LookBack.handling_id == Handling.id, LookBack.cause == LookCause.AGAIN)
    counted = select(LookBack.id).where(*again, LookBack.at >= TopicLead.joined_at)
    seen = select(ItemReply.id).where(ItemReply.reply_id == sent.c.reply_id, ItemReply.answer_class.in_(TO_BE_SEEN))
    asking = select(LookBack.id).where(LookBack.handling_id == Handling.id, IS_ASKED)
    query = select(Handling, sent.c.reply_id, func.max(TopicLead.lead_id)).join(pairs, case_id == Handling.id)
    query = query.join(sent, sent.c.handling_id == Handling.id).join(TopicLead, TopicLead.topic_id == topic_id)
    late = (TopicLead.left_at.is_(None), TopicLead.joined_at > Handling.ended_at)
    query = query.where(
        Handling.state == HandlingState.CLOSED, *late, seen.exists(), ~counted.exists(), ~asking.exists()
    )
    rows = db.session.execute(query.group_by(Handling.id, sent.c.reply_id).order_by(Handling.id).limit(200))
    return [(handling, reply_id, lead_id) for handling, reply_id, lead_id in rows]


def unfinished_of(handling: Handling) -> Sequence[LookBack]:
    query = select(LookBack).where(LookBack.handling_id == handling.id, LookBack.outcome.is_(None))
    return db.session.scalars(query).all()
