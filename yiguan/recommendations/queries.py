from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from yiguan.base.actor import Actor
from yiguan.base.errors import NotFound
from yiguan.meetings import co_hosts
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import MeetingState
from yiguan.minutes.models import Minutes
from yiguan.minutes.queries import DISTRICT
from yiguan.minutes.states import FINAL
from yiguan.organisation.models import Unit
from yiguan.people.states import BENCH_ROLES, CONVENING
from yiguan.recommendations.models import ItemSource, Recommendation, RecommendationItem, Revision
from yiguan.recommendations.states import EDITABLE, RecommendationState, SourceKind
from yiguan.store.db import db
from yiguan.store.reach import reaches

S = RecommendationState
WITH_UNITS = (joinedload(RecommendationItem.unit), selectinload(RecommendationItem.co_units))
"""What the words of an item name."""


def visible_to(actor: Actor) -> Select[Recommendation]:
    """A station's people see theirs; the district sees what was submitted at least once, drafts stay the station's. The
    units that held the meeting together with it read what was submitted, except while it is mended.
    """
    own, whole = reaches(actor, Unit.path, *BENCH_ROLES), reaches(actor, Unit.path, *DISTRICT)
    together = and_(co_hosts.within(actor, *BENCH_ROLES), Recommendation.state.not_in(EDITABLE))
    seen = or_(own, and_(or_(whole, together), Recommendation.revision > 0))
    query = select(Recommendation).join(Recommendation.unit).join(Recommendation.meeting).where(seen)
    joined = map(contains_eager, (Recommendation.unit, Recommendation.meeting))
    return query.options(*joined, joinedload(Recommendation.topic), joinedload(Recommendation.signature))


def get_recommendation(actor: Actor, recommendation_id: int, *, lock: bool = False) -> Recommendation:
    """Raises NotFound beyond the actor's reach; `lock` lets a second editor wait for the first one's version."""
    query = visible_to(actor).where(Recommendation.id == recommendation_id)
    found = db.session.scalar(query.with_for_update(of=Recommendation) if lock else query)
    if found is None:
        raise NotFound("没有找到这份协商建议，可能是地址有误，或不在您的范围内。请从建议列表进入。")
    return found


def listed(actor: Actor, *states: RecommendationState, unit: str = "") -> Select[Recommendation]:
    """The list in these states (all when none is named), the latest first; `unit` narrows it to one station's."""
    query = visible_to(actor)
    query = query.where(Recommendation.state.in_(states)) if states else query
    query = query.where(Unit.code == unit) if unit else query
    return query.order_by(Recommendation.id.desc())


def counts(actor: Actor) -> dict[RecommendationState, int]:
    """How many stand in each state, in one statement; the same root as the list, so figure and list agree."""
    query = visible_to(actor).options().with_only_columns(Recommendation.state, func.count())
    rows = db.session.execute(query.group_by(Recommendation.state).order_by(None))
    return {state: number for state, number in rows}  # noqa: C416 - a row is no tuple to mypy


def items_of(recommendation: Recommendation) -> Sequence[RecommendationItem]:
    query = select(RecommendationItem).where(RecommendationItem.recommendation_id == recommendation.id)
    return db.session.scalars(query.options(*WITH_UNITS).order_by(RecommendationItem.position)).all()


def sources_of(items: Iterable[RecommendationItem]) -> dict[int, set[tuple[SourceKind, int]]]:
    """What each item rests on, by the item's number."""
    found: dict[int, set[tuple[SourceKind, int]]] = {item.id: set() for item in items}
    for source in db.session.scalars(select(ItemSource).where(ItemSource.item_id.in_(found))):
        found[source.item_id].add((source.kind, source.subject_id))
    return found


def revisions_of(recommendation: Recommendation) -> Sequence[Revision]:
    query = select(Revision).where(Revision.recommendation_id == recommendation.id)
    return db.session.scalars(query.order_by(Revision.number.desc())).all()


def last_remarks(recommendations: Sequence[Recommendation]) -> Mapping[int, str]:
    """The remarks on the returned ones of a list, in one statement."""
    returned = {r.id: r.revision for r in recommendations if r.state is S.RETURNED}
    rows = db.session.scalars(select(Revision).where(Revision.recommendation_id.in_(returned)))
    return {row.recommendation_id: row.remarks for row in rows if row.number == returned[row.recommendation_id]}


def units_on(recommendations: Sequence[Recommendation]) -> Mapping[int, str]:
    """The units proposed, 区住建局、区民政局, for each of a list, in one statement."""
    query = select(RecommendationItem.recommendation_id, Unit.name).join(RecommendationItem.unit)
    ids = [recommendation.id for recommendation in recommendations]
    named: dict[int, dict[str, None]] = {id_: {} for id_ in ids}
    rows = db.session.execute(
        query.where(RecommendationItem.recommendation_id.in_(ids)).order_by(RecommendationItem.id)
    )
    for id_, name in rows:
        named[id_][name] = None
    return {id_: "、".join(names) for id_, names in named.items()}


def locked_minutes(meeting: Meeting) -> Minutes | None:
    """The confirmed minutes a recommendation may rest on."""
    return db.session.scalar(select(Minutes).where(Minutes.meeting_id == meeting.id, Minutes.state.in_(FINAL)))


def waiting_meetings(actor: Actor) -> Sequence[Meeting]:
    """Meetings with confirmed minutes and no recommendation yet, the latest ten: what to write next."""
    within = (reaches(actor, Unit.path, *CONVENING), Minutes.state.in_(FINAL))
    taken = select(Recommendation.id).where(
        Recommendation.meeting_id == Meeting.id, Recommendation.state != S.WITHDRAWN
    )
    query = select(Meeting).join(Minutes, Minutes.meeting_id == Meeting.id).join(Unit, Unit.id == Meeting.unit_id)
    query = query.where(*within, Meeting.state != MeetingState.SHORT, ~taken.exists())
    return db.session.scalars(query.order_by(Meeting.starts_at.desc()).limit(10)).all()
