"""Publishing, renewing, withdrawing. Nothing that points to a person goes out unread."""

from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.errors import Invalid, require
from yiguan.minutes.states import MINUTES_FLOW, MinutesState
from yiguan.people.privacy.patterns import find_personal
from yiguan.publishing import rules
from yiguan.publishing.face import Face, face_of
from yiguan.publishing.models import Publication
from yiguan.publishing.states import PUBLICATION_FLOW, PublicationState
from yiguan.store.db import db
from yiguan.topics.models import Topic


def publish(actor: Actor, topic: Topic, publication: Publication | None, *, waiver: str = "") -> Publication:
    """Shows what is final of the topic to everybody, or shows what came since.

    Raises Invalid while something points to a person and no `waiver` says why it may stay (domain.md §9.2.6).
    """
    require(rules.can_publish(actor, topic))
    face = face_of(topic)
    _read_through(face, waiver)
    if publication is None:
        publication = Publication(topic_id=topic.id, topic=topic, is_sample=topic.is_sample)
        db.session.add(publication)
    action = "renew" if publication.state is PublicationState.PUBLISHED else "publish"
    db.session.flush()
    publication.first_at = publication.first_at or clock.now()
    publication.reviewed_at, publication.withdrawn_at, publication.why = clock.now(), None, ""
    trail.move(publication, PUBLICATION_FLOW, action, by=actor, note=waiver)
    if action == "publish":
        trail.record(topic, "publish", by=actor)
    _publish_minutes(actor, face)
    return publication


def _read_through(face: Face, waiver: str) -> None:
    problems = face.problems()
    if problems and not waiver:
        sentence = f"有 {len(problems)} 处像是个人信息，没有公开。请先改掉；确认可以公开的，写明理由再点一次。"
        raise Invalid(fields={"waiver": [sentence]})


def _publish_minutes(actor: Actor, face: Face) -> None:
    for minutes, _ in face.minutes:
        if minutes.state is MinutesState.CONFIRMED:
            trail.move(minutes, MINUTES_FLOW, "publish", by=actor)


def withdraw(actor: Actor, publication: Publication, *, why: str) -> Publication:
    """The address goes on answering, with the day and the reason in place of the texts.

    Raises Invalid when the reason itself points to a person.
    """
    require(rules.can_publish(actor, publication.topic))
    if find_personal(why):
        raise Invalid(fields={"why": ["这句话大家都看得到，里面像是有个人信息，请换个说法。还没有撤下。"]})
    trail.move(publication, PUBLICATION_FLOW, "withdraw", by=actor, note=why)
    publication.withdrawn_at, publication.why = clock.now(), why
    trail.record(publication.topic, "unpublish", by=actor)
    return publication
