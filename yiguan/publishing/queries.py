from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Exists, ScalarSelect, Select, func, or_, select
from sqlalchemy.orm import contains_eager, selectinload

from yiguan.base import clock, codes
from yiguan.base.actor import Actor
from yiguan.base.errors import NotFound
from yiguan.organisation.models import Unit
from yiguan.progress.stages import stage_of, stages_of
from yiguan.progress.timeline import topic_trail
from yiguan.publishing.covering import hidden_on, public_title
from yiguan.publishing.models import Publication
from yiguan.publishing.reading import texts_of
from yiguan.publishing.rules import PUBLISHERS
from yiguan.publishing.states import PublicationState
from yiguan.store.db import db
from yiguan.store.reach import reaches
from yiguan.topics.face import proposers, supporters
from yiguan.topics.models import Topic
from yiguan.topics.states import Stage, TopicState
from yiguan.workflow.sections import Section, faces
from yiguan.workflow.stories import Step

S = PublicationState


@dataclass(frozen=True)
class PublicPage:
    """Everything of one public page."""

    publication: Publication
    stage: Stage
    steps: Sequence[Step]
    sections: Sequence[Section]
    proposers: str
    supporters: int
    hidden: Sequence[str]


@dataclass(frozen=True)
class Line:
    """A public topic in a list."""

    title: str
    topic: Topic
    stage: Stage


def published(*units: str) -> Select[Publication]:
    """What everybody may read, the latest first; of these stations, when codes are given."""
    query = _all().where(Publication.state == S.PUBLISHED)
    query = query.where(Unit.code.in_(units)) if units else query
    return query.options(selectinload(Publication.redactions)).order_by(
        Publication.first_at.desc(), Publication.id.desc()
    )


def _all() -> Select[Publication]:
    query = select(Publication).join(Publication.topic).join(Topic.unit)
    return query.options(contains_eager(Publication.topic).contains_eager(Topic.unit))


def by_code(code: str) -> Publication:
    """A page that was public at some time. Raises NotFound for what never was."""
    found = prepared_by_code(code)
    if found is None or found.first_at is None:
        raise NotFound("这件事还没有公开，或者编号不对。您自己反映的事，请凭收据上的8位编号从首页查。")
    return found


def prepared_by_code(code: str) -> Publication | None:
    """The same for who was given a preview: also a page that was never public."""
    known = codes.read_code(code, codes.READABLE) or ""
    return db.session.scalar(_all().where(Topic.code == known))


def page_of(publication: Publication) -> PublicPage:
    """A fixed number of statements, however long the story."""
    return _page(publication, publication.reviewed_at)


def preview_of(publication: Publication) -> PublicPage:
    """The page as it would be if it were shown now."""
    return _page(publication, None)


def _page(publication: Publication, until: datetime | None) -> PublicPage:
    topic = publication.topic
    return PublicPage(
        publication,
        stage_of(topic),
        topic_trail(topic),
        texts_of(topic, until).sections,
        proposers(topic),
        supporters(topic),
        hidden_on(publication),
    )


def published_at(unit_id: int, limit: int = 6) -> list[Line]:
    """The topics a station's own page names, with how far each has come."""
    return lines_of(db.session.scalars(published().where(Topic.unit_id == unit_id).limit(limit)).all())


def lines_of(publications: Sequence[Publication]) -> list[Line]:
    stages = stages_of([publication.topic for publication in publications])
    return [Line(public_title(one), one.topic, stages[one.topic_id]) for one in publications]


def with_stages(topics: Sequence[Topic]) -> list[tuple[Topic, Stage]]:
    stages = stages_of(topics)
    return [(topic, stages[topic.id]) for topic in topics]


def to_publish(actor: Actor) -> Select[Topic]:
    """Approved topics within reach that nobody can read yet and that no time is set for, the oldest first."""
    shown = select(Publication.topic_id).where(Publication.state.in_((S.PUBLISHED, S.SCHEDULED)))
    query = _topics(actor).where(Topic.state == TopicState.APPROVED, Topic.id.not_in(shown))
    return query.order_by(Topic.id)


def to_renew(actor: Actor) -> Select[Topic]:
    """Public topics of which something became final since somebody read them through."""
    query = _topics(actor).join(Publication, Publication.topic_id == Topic.id).where(Publication.state == S.PUBLISHED)
    news = [_came_since(face.final) for face in faces() if face.final is not None]
    return query.where(or_(*news)).order_by(Topic.id)


def _came_since(final: Select[int, datetime | None]) -> Exists:
    topic_id, moment = final.selected_columns
    return final.where(topic_id == Topic.id, moment > Publication.reviewed_at).exists()


def in_state(actor: Actor, state: PublicationState) -> Select[Topic]:
    query = _topics(actor).join(Publication, Publication.topic_id == Topic.id).where(Publication.state == state)
    return query.order_by(Publication.id.desc())


def displayed(actor: Actor) -> Select[Topic]:
    """Public topics whose 公示 is over and has no result yet, the longest first."""
    over = (
        Publication.state == S.PUBLISHED,
        Publication.display_result == "",
        Publication.display_until < clock.today(),
    )
    query = _topics(actor).join(Publication, Publication.topic_id == Topic.id).where(*over)
    return query.order_by(Publication.display_until, Publication.id)


VIEWS = {
    "waiting": ("待公开", to_publish),
    "renew": ("有新内容", to_renew),
    "published": ("已公开", lambda actor: in_state(actor, S.PUBLISHED)),
    "scheduled": ("定时公开", lambda actor: in_state(actor, S.SCHEDULED)),
    "display": ("公示到期", displayed),
    "withdrawn": ("已撤下", lambda actor: in_state(actor, S.WITHDRAWN)),
}
"""The lists of the desk: address word → (label, list)."""


def counts(actor: Actor) -> list[int]:
    """The length of each list, in one statement."""
    each = [_count(list_(actor)) for _, list_ in VIEWS.values()]
    return list(db.session.execute(select(*each)).one())


def _count(query: Select[Topic]) -> ScalarSelect[int]:
    bare = query.order_by(None).with_only_columns(Topic.id)
    return select(func.count()).select_from(bare.subquery()).scalar_subquery()


def _topics(actor: Actor) -> Select[Topic]:
    query = select(Topic).join(Topic.unit).options(contains_eager(Topic.unit))
    return query.where(reaches(actor, Unit.path, *PUBLISHERS))


def get_topic(actor: Actor, topic_id: int) -> tuple[Topic, Publication | None]:
    """A topic that is approved or was public, with its publication. Raises NotFound."""
    query = _topics(actor).add_columns(Publication).outerjoin(Publication, Publication.topic_id == Topic.id)
    may_be = or_(Topic.state == TopicState.APPROVED, Publication.id.is_not(None))
    query = query.options(contains_eager(Publication.topic)).where(Topic.id == topic_id, may_be)
    row = db.session.execute(query).first()
    if row is None:
        raise NotFound("没有找到这个议题，可能还没有定题，或不在您的范围内。请从公开列表进入。")
    return row[0], row[1]


def id_of(code: str) -> int:
    """The topic's number by its public code, 0 when there is none."""
    known = codes.read_code(code, codes.READABLE) or ""
    return db.session.scalar(select(Topic.id).where(Topic.code == known)) or 0
