"""回头看 on the page of one phone, to be answered; on a topic's public page what came of it."""

from collections.abc import Sequence
from datetime import datetime

from yiguan.handling.queries import sent_of
from yiguan.handling.states import Openness
from yiguan.looking_back import queries
from yiguan.looking_back.states import Outcome
from yiguan.people.models import Person
from yiguan.ratings.queries import answers_for, cases_of_topic
from yiguan.store.db import db
from yiguan.topics.models import Topic
from yiguan.workflow.sections import Face, Section


def _mine(person_ids: Sequence[int]) -> Sequence[Section]:
    """Those that wait for somebody of this phone."""
    replies = [reply.id for reply, _ in answers_for(person_ids)]
    waiting = [one for one in queries.begun_of(replies) if queries.is_open(one)] if replies else []
    people = [db.session.get_one(Person, number) for number in person_ids] if waiting else []
    asked = [one for one in waiting if queries.who_may(people, one)]
    shown = [(one, any(queries.own(one.id, person.id) for person in people)) for one in asked]
    return (Section("looking_back/mine.html", shown, 4),) if shown else ()


def _public(topic: Topic, until: datetime | None) -> Sequence[Section]:
    """Figures alone, of answers that had left when the page was reviewed and are public."""
    cases = db.session.scalars(cases_of_topic(topic.id)).all()
    sent = [reply for reply in sent_of(cases) if reply.sent_at and (until is None or reply.sent_at <= until)]
    public = [reply.id for reply in sent if reply.openness is not Openness.SHUT]
    shown = [
        (one, queries.figures_of(one)) for one in queries.begun_of(public) if one.outcome not in (None, Outcome.DROPPED)
    ]
    return (Section("looking_back/public.html", shown, 32),) if shown else ()


FACE = Face(topic=_public, mine=_mine)
