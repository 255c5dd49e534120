"""Who may rate which answer, until when, and how it was rated; people are counted once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import CompoundSelect, Select, literal, select, union
from sqlalchemy.orm import joinedload, selectinload

from yiguan.base import clock
from yiguan.calendar.days import entered
from yiguan.calendar.working_days import add_working_days
from yiguan.handling.models import Handling, ItemReply, Reply
from yiguan.handling.states import Openness
from yiguan.organisation.values import value_on
from yiguan.people import joining
from yiguan.people.models import Person
from yiguan.people.queries import holders_of
from yiguan.people.states import Role
from yiguan.progress.tell import concerned_by, proposed_by
from yiguan.ratings.models import Rating
from yiguan.ratings.parameters import RATING_DAYS
from yiguan.ratings.states import Attitude, Satisfaction
from yiguan.store.db import db
from yiguan.workflow.stories import Pairs, stories

FEW = 20


@dataclass(frozen=True)
class Counts:
    """One answer's figures. `silent` were asked and said nothing: that is never satisfaction."""

    reply: str
    asked: int
    until: date
    attitude: dict[str, int] = field(default_factory=dict)
    result: dict[str, int] = field(default_factory=dict)

    @property
    def rated(self) -> int:
        return sum(self.result.values())

    @property
    def silent(self) -> int:
        return self.asked - self.rated

    @property
    def unhappy(self) -> int:
        return self.result[str(Satisfaction.NOT)]

    @property
    def words(self) -> str:
        """满意 9，基本满意 2，不满意 1: of the result."""
        return "，".join(f"{kind.label} {self.result[str(kind)]}" for kind in Satisfaction)


def open_until(reply: Reply) -> date:
    """The last day on which it can be rated; `reply` was sent."""
    assert reply.sent_at is not None  # noqa: S101 - only what was sent is rated
    sent = clock.local(reply.sent_at).date()
    return add_working_days(sent, value_on(RATING_DAYS, sent), entered())


def is_open(reply: Reply) -> bool:
    return clock.today() <= open_until(reply)


def get_sent(reply_id: int) -> tuple[Handling, Reply] | None:
    """An answer that left the house, with its case; None for any other."""
    whole = selectinload(Reply.answers).joinedload(ItemReply.item)
    query = select(Reply).where(Reply.id == reply_id, Reply.sent_at.is_not(None)).options(whole)
    reply = db.session.scalar(query.options(joinedload(Reply.clearance), joinedload(Reply.unit)))
    return (case_of(reply), reply) if reply else None


def case_of(reply: Reply) -> Handling:
    units = (joinedload(Handling.unit), joinedload(Handling.sender))
    return db.session.get_one(Handling, reply.handling_id, options=units)


def asked_about(handling: Handling, reply: Reply) -> set[int]:
    """Who had a part in the case; of an answer that is not public only who proposed the matter. Nobody of the unit."""
    of = proposed_by if reply.openness is Openness.SHUT else concerned_by
    return joining.apart(of("handling", handling.id), holders_of(reply.unit.path, *Role))


def who_may(people: Sequence[Person], handling: Handling, reply: Reply) -> list[Person]:
    """Those of them who are asked, themselves or by a record that is shown with theirs."""
    asked = asked_about(handling, reply)
    return [one for one in people if asked & set(joining.shown_as(one.id))]


def answers_for(person_ids: Sequence[int]) -> Sequence[tuple[Reply, Handling]]:
    """The answers sent on matters in which these people had a part, the latest first."""
    topics = [_topics(pairs, person_ids) for story in stories() for pairs in story.concerned]
    cases = [_cases(story.records["handling"], union(*topics)) for story in stories() if "handling" in story.records]
    query = select(Reply, Handling).join(Handling, Handling.id == Reply.handling_id)
    query = query.where(Reply.sent_at.is_not(None), Reply.handling_id.in_(union(*cases)))
    query = query.options(joinedload(Reply.unit)).order_by(Reply.sent_at.desc()).limit(FEW)
    return [(reply, handling) for reply, handling in db.session.execute(query)]


def cases_of_topic(topic_id: int) -> Select[int]:
    """The cases that belong to a topic, by whatever slice knows it."""
    each = [story.records["handling"] for story in stories() if "handling" in story.records]
    known = [_cases(pairs, select(literal(topic_id))) for pairs in each]
    return select(union(*known).subquery())


def _topics(pairs: Pairs, person_ids: Sequence[int]) -> Select[int]:
    topic, person = pairs.selected_columns
    return pairs.with_only_columns(topic).where(person.in_(person_ids))


def _cases(pairs: Pairs, topics: Select[int] | CompoundSelect[int]) -> Select[int]:
    case, topic = pairs.selected_columns
    return pairs.with_only_columns(case).where(topic.in_(topics))


def own(reply_id: int, person_id: int) -> Rating | None:
    """What this person, or a record shown with theirs, has said."""
    mine = (Rating.reply_id == reply_id, Rating.person_id.in_(joining.shown(person_id)))
    return db.session.scalar(select(Rating).where(*mine).order_by(Rating.at.desc()).limit(1))


def rated_by(person_ids: Sequence[int]) -> set[int]:
    """The answers that these people have rated."""
    shown = {record for person in person_ids for record in joining.shown_as(person)}
    return set(db.session.scalars(select(Rating.reply_id).where(Rating.person_id.in_(shown))))


def counts_of(handling: Handling, reply: Reply) -> Counts:
    asked = joining.mains(asked_about(handling, reply))
    said = _latest(reply.id)
    everybody = len(asked | {one.main for one in said})
    attitude, result = Counter(str(one.attitude) for one in said), Counter(str(one.result) for one in said)
    shares = (
        {str(kind): attitude[str(kind)] for kind in Attitude},
        {str(kind): result[str(kind)] for kind in Satisfaction},
    )
    return Counts(reply.number or "", everybody, open_until(reply), *shares)


@dataclass(frozen=True)
class Said:
    main: int
    attitude: Attitude
    result: Satisfaction


def _latest(reply_id: int) -> Sequence[Said]:
    """One for each person: of two records of one person the one that was written last."""
    query = select(joining.main_of(Rating.person_id), Rating.attitude, Rating.result)
    rows = db.session.execute(query.where(Rating.reply_id == reply_id).order_by(Rating.at, Rating.id))
    found: Mapping[int, Said] = {main: Said(main, attitude, result) for main, attitude, result in rows}
    return list(found.values())


def notes_of(reply_id: int) -> Sequence[Rating]:
    """Those with words, without names: the unit reads reasons, not who wrote them (N18)."""
    query = select(Rating).where(Rating.reply_id == reply_id, Rating.note != "")
    return db.session.scalars(query.order_by(Rating.at.desc())).all()
