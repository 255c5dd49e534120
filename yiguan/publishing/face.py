"""What the public reads of a topic, in one place: the page shows it and the scan reads it, so neither misses a word."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from yiguan.leads.models import Lead
from yiguan.meetings.models import MeetingTopic
from yiguan.minutes.models import ConsensusItem, Minutes
from yiguan.minutes.states import FINAL
from yiguan.people.privacy.masks import surname_public
from yiguan.people.privacy.patterns import LABELS, find_personal
from yiguan.people.queries import names_of
from yiguan.people.states import PublicName
from yiguan.recommendations.models import Recommendation, RecommendationItem
from yiguan.recommendations.states import SENT
from yiguan.store.db import db
from yiguan.topics.models import Support, Topic, TopicLead

NAMED = 5


@dataclass(frozen=True)
class Problem:
    """Something that points to a person: where it stands, what it is, and its surroundings, for who must judge it."""

    where: str
    kind: str
    before: str
    found: str
    after: str


@dataclass(frozen=True)
class Face:
    """The texts of a topic that are final; `until` the moment they were last read through."""

    topic: Topic
    minutes: Sequence[tuple[Minutes, Sequence[ConsensusItem]]]
    recommendations: Sequence[tuple[Recommendation, Sequence[RecommendationItem]]]

    def passages(self) -> list[tuple[str, str]]:
        """(where it stands, text) of everything that somebody wrote."""
        topic = self.topic
        found = [
            ("议题标题", topic.title),
            ("议题说的事", topic.problem),
            ("涉及的人", topic.affected),
            ("地点", topic.place),
        ]
        for minutes, items in self.minutes:
            found += [
                ("会议名称", minutes.meeting.title),
                ("会议地点", minutes.meeting.place),
                ("纪要", minutes.summary),
            ]
            found += [(f"共识事项第{item.position}条", text) for item in items for text in (item.text, item.dissent)]
        for recommendation, rows in self.recommendations:
            found.append(("建议标题", recommendation.title))
            found += [
                (f"建议第{row.position}条", text) for row in rows for text in (row.problem, row.analysis, row.advice)
            ]
        return [(where, text) for where, text in found if text]

    def problems(self) -> list[Problem]:
        return [problem for where, text in self.passages() for problem in _problems(where, text)]


def _problems(where: str, text: str) -> list[Problem]:
    return [
        Problem(where, LABELS[kind], text[max(0, start - 12) : start], text[start:end], text[end : end + 12])
        for kind, start, end in find_personal(text)
    ]


def face_of(topic: Topic, until: datetime | None = None) -> Face:
    """What is final, up to `until`; four statements."""
    return Face(topic, _minutes(topic, until), _recommendations(topic, until))


def _minutes(topic: Topic, until: datetime | None) -> list[tuple[Minutes, Sequence[ConsensusItem]]]:
    held = select(MeetingTopic.meeting_id).where(MeetingTopic.topic_id == topic.id)
    query = select(Minutes).join(Minutes.meeting)
    query = query.options(contains_eager(Minutes.meeting), joinedload(Minutes.unit))
    query = query.where(Minutes.meeting_id.in_(held), Minutes.state.in_(FINAL))
    query = query.where(Minutes.confirmed_at <= until) if until else query
    found = db.session.scalars(query.order_by(Minutes.confirmed_at)).all()
    items = select(ConsensusItem).where(ConsensusItem.minutes_id.in_([minutes.id for minutes in found]))
    by_minutes: Mapping[int, list[ConsensusItem]] = defaultdict(list)
    for item in db.session.scalars(items.options(joinedload(ConsensusItem.unit)).order_by(ConsensusItem.position)):
        by_minutes[item.minutes_id].append(item)
    return [(minutes, by_minutes[minutes.id]) for minutes in found]


def _recommendations(topic: Topic, until: datetime | None) -> list[tuple[Recommendation, Sequence[RecommendationItem]]]:
    query = select(Recommendation).where(Recommendation.topic_id == topic.id, Recommendation.state.in_(SENT))
    query = query.where(Recommendation.signed_at <= until) if until else query
    found = db.session.scalars(query.order_by(Recommendation.signed_at)).all()
    ids = [recommendation.id for recommendation in found]
    rows = select(RecommendationItem).where(RecommendationItem.recommendation_id.in_(ids))
    by_id: Mapping[int, list[RecommendationItem]] = defaultdict(list)
    for row in db.session.scalars(
        rows.options(joinedload(RecommendationItem.unit)).order_by(RecommendationItem.position)
    ):
        by_id[row.recommendation_id].append(row)
    return [(recommendation, by_id[recommendation.id]) for recommendation in found]


def proposers(topic: Topic) -> str:
    """张建国、李某和2位不署名的居民: each as they chose (TP-08); nothing when nobody reported it; two statements."""
    query = select(Lead.person_id, Lead.public_name).join(TopicLead, TopicLead.lead_id == Lead.id)
    rows = db.session.execute(query.where(TopicLead.topic_id == topic.id, TopicLead.left_at.is_(None))).all()
    chosen = {row[0]: row[1] for row in rows}
    names = names_of(person for person, choice in chosen.items() if choice is not PublicName.ANONYMOUS)
    shown = [names[p] if chosen[p] is PublicName.NAME else surname_public(names[p]) for p in sorted(names)]
    named = "、".join(word if n == 1 else f"{word}等{n}位" for word, n in Counter(shown[:NAMED]).items())
    hidden = len(chosen) - len(shown[:NAMED])
    others = f"{hidden}位不署名的居民" if hidden else ""
    return "和".join(filter(None, (named, others)))


def supporters(topic: Topic) -> int:
    current = (Support.topic_id == topic.id, Support.withdrawn_at.is_(None))
    return db.session.scalar(select(func.count(Support.id)).where(*current)) or 0
