"""Who is asked what became of an answer, what they saw, and the lists of look-backs; people are counted once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import joinedload

from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.handling import queries as cases
from yiguan.handling.models import Handling, ItemReply, Reply
from yiguan.handling.states import HandlingState, Openness
from yiguan.looking_back.models import Evidence, Look, LookBack
from yiguan.looking_back.states import Outcome, Seen
from yiguan.people import joining
from yiguan.people.models import Person
from yiguan.people.queries import holders_of
from yiguan.people.states import Role
from yiguan.progress.tell import asked_by, proposed_by
from yiguan.store.db import db

IS_PLANNED = and_(LookBack.outcome.is_(None), LookBack.closes_on.is_(None))
IS_ASKED = and_(LookBack.outcome.is_(None), LookBack.closes_on.is_not(None))
LEFT_OPEN = (Outcome.UNHEARD, Outcome.PARTLY)
"""Nobody said that all of it is done: asked once more, and of a promise the office goes and sees."""
IS_LEFT_OPEN = LookBack.outcome.in_(LEFT_OPEN)


@dataclass(frozen=True)
class Figures:
    """One look-back in figures. `silent` were asked and said nothing: that is never 好了."""

    asked: int
    seen: dict[str, int] = field(default_factory=dict)

    @cached_property
    def said(self) -> int:
        return sum(self.seen.values())

    @property
    def silent(self) -> int:
        return self.asked - self.said

    @property
    def words(self) -> str:
        """问了10人，好了 3，部分好了 1，没有 2，没有回话 4。"""
        each = "，".join(f"{kind.label} {self.seen[str(kind)]}" for kind in Seen)
        return f"问了{self.asked}人，{each}，没有回话 {self.silent}。"


def asked_about(handling: Handling, reply: Reply) -> set[int]:
    """Who proposed the matter or supports it; of an answer that is not public who proposed. Nobody of the unit."""
    of = proposed_by if reply.openness is Openness.SHUT else asked_by
    return joining.apart(of("handling", handling.id), holders_of(reply.unit.path, *Role))


def who_may(people: Sequence[Person], look_back: LookBack) -> list[Person]:
    """Those of them who are asked, themselves or by a record that is shown with theirs."""
    asked = asked_about(look_back.handling, look_back.reply)
    return [one for one in people if asked & set(joining.shown_as(one.id))]


def _whole() -> Select[LookBack]:
    reply, case = joinedload(LookBack.reply), joinedload(LookBack.handling)
    answers = reply.selectinload(Reply.answers).joinedload(ItemReply.item)
    units = (reply.joinedload(Reply.unit), case.joinedload(Handling.unit), case.joinedload(Handling.sender))
    return select(LookBack).options(answers, *units)


def get_begun(look_back_id: int) -> LookBack | None:
    """One that has been opened; None for any other."""
    return db.session.scalar(_whole().where(LookBack.id == look_back_id, LookBack.closes_on.is_not(None)))


def is_open(look_back: LookBack) -> bool:
    last = look_back.closes_on
    return look_back.outcome is None and last is not None and clock.today() <= last


def begun_of(reply_ids: Sequence[int]) -> Sequence[LookBack]:
    """Those that have been opened, on these answers, the first one first."""
    query = _whole().where(LookBack.reply_id.in_(reply_ids), LookBack.closes_on.is_not(None))
    return db.session.scalars(query.order_by(LookBack.opens_on, LookBack.id)).all()


def of_case(handling: Handling) -> Sequence[LookBack]:
    """All of one case, planned ones too, the latest first."""
    return db.session.scalars(_whole().where(LookBack.handling_id == handling.id).order_by(LookBack.id.desc())).all()


def own(look_back_id: int, person_id: int) -> Look | None:
    """What this person, or a record shown with theirs, has said."""
    mine = (Look.look_back_id == look_back_id, Look.person_id.in_(joining.shown(person_id)))
    query = select(Look).where(*mine).options(joinedload(Look.photo))
    return db.session.scalar(query.order_by(Look.at.desc()).limit(1))


def figures_of(look_back: LookBack) -> Figures:
    asked = joining.mains(asked_about(look_back.handling, look_back.reply))
    said = _latest(look_back.id)
    seen = Counter(str(one) for one in said.values())
    return Figures(len(asked | set(said)), {str(kind): seen[str(kind)] for kind in Seen})


def _latest(look_back_id: int) -> Mapping[int, Seen]:
    """One for each person: of two records of one person the one that was written last."""
    query = select(joining.main_of(Look.person_id).label("main"), Look.seen).order_by(Look.at, Look.id)
    rows = db.session.execute(query.where(Look.look_back_id == look_back_id))
    return {row.main: row.seen for row in rows}


def notes_of(look_back_id: int) -> Sequence[Look]:
    """Those with words or a photo, without names: the unit reads what was seen, not who wrote it (N18)."""
    shown = or_(Look.note != "", Look.photo_id.is_not(None))
    query = select(Look).where(Look.look_back_id == look_back_id, shown).options(joinedload(Look.photo))
    return db.session.scalars(query.order_by(Look.at.desc())).all()


def evidence_of(handling: Handling) -> Sequence[Evidence]:
    query = select(Evidence).where(Evidence.handling_id == handling.id).options(joinedload(Evidence.file))
    return db.session.scalars(query.order_by(Evidence.day.desc(), Evidence.id.desc())).all()


def may_report(handling: Handling) -> bool:
    """With evidence for the last answer that is newer than its last look-back, and while nobody is asked."""
    sent = cases.sent_of([handling.id])
    mine = LookBack.reply_id == sent[-1].id if sent else false()
    last = select(func.max(LookBack.at)).where(mine).scalar_subquery()
    new = select(Evidence.id).where(Evidence.reply_id == sent[-1].id) if sent else select(Evidence.id).where(false())
    new = new.where(or_(last.is_(None), Evidence.at > last))
    asked = select(LookBack.id).where(LookBack.handling_id == handling.id, IS_ASKED)
    return db.session.scalar(new.limit(1)) is not None and db.session.scalar(asked.limit(1)) is None


def stands(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Of a case: whether there is such a look-back at its last answer."""
    last = select(func.max(Reply.id)).where(Reply.handling_id == Handling.id, Reply.sent_at.is_not(None))
    of_it = LookBack.reply_id == last.correlate(Handling).scalar_subquery()
    return select(LookBack.id).where(of_it, condition).correlate(Handling).exists()


def is_left_open(handling: Handling) -> bool:
    """The office decides what those who asked left open."""
    query = select(Handling.id).where(Handling.id == handling.id, stands(IS_LEFT_OPEN), ~stands(IS_ASKED))
    return db.session.scalar(query) is not None


def listed(actor: Actor, *conditions: ColumnElement[bool]) -> Select[LookBack]:
    """Within reach, the earliest first."""
    visible = cases.visible_to(actor).with_only_columns(Handling.id)
    query = _whole().join(Handling, Handling.id == LookBack.handling_id)
    return query.where(LookBack.handling_id.in_(visible), *conditions).order_by(LookBack.opens_on, LookBack.id)


def views() -> Mapping[str, tuple[str, ColumnElement[bool]]]:
    """The lists of the desk: address word → (label, condition)."""
    return {
        "open": ("正在问", IS_ASKED),
        "soon": ("这个月要问", and_(IS_PLANNED, LookBack.opens_on <= clock.month_end(clock.today()))),
        "left_open": ("没有定下来，等办公室看", and_(IS_LEFT_OPEN, Handling.state == HandlingState.TRACKING)),
        "not_done": ("没有办成", LookBack.outcome == Outcome.NOT_DONE),
        "planned": ("以后要问", IS_PLANNED),
        "finished": ("问完了", and_(LookBack.outcome.is_not(None), LookBack.outcome != Outcome.DROPPED)),
    }
