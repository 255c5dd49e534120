"""答复 on the page of one phone, to be rated; on a topic's public page how they were rated."""

from collections.abc import Sequence
from datetime import datetime

from yiguan.handling.queries import sent_of
from yiguan.handling.states import Openness
from yiguan.ratings import queries
from yiguan.ratings.schemas import RatingsOut
from yiguan.store.db import db
from yiguan.topics.models import Topic
from yiguan.workflow.sections import Face, Section


def _mine(person_ids: Sequence[int]) -> Sequence[Section]:
    found = [one for one in queries.answers_for(person_ids) if one[0].openness is not Openness.SHUT]
    rated = queries.rated_by(person_ids)
    shown = [(reply, handling, queries.is_open(reply), reply.id in rated) for reply, handling in found]
    return (Section("ratings/mine.html", shown, 5),) if found else ()


def _public(topic: Topic, until: datetime | None) -> Sequence[Section]:
    """Of the answers that had left when the page was reviewed; the figures are those of today."""
    cases = db.session.scalars(queries.cases_of_topic(topic.id)).all()
    sent = [reply for reply in sent_of(cases) if reply.sent_at and (until is None or reply.sent_at <= until)]
    counts = [queries.counts_of(queries.case_of(reply), reply) for reply in sent]
    shown = [one for one in counts if one.rated]
    return (Section("ratings/public.html", shown, 30, (), {"ratings": shown}),)


FACE = Face(topic=_public, mine=_mine, out=RatingsOut)
