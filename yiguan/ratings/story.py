"""评价: the trail asks those who had a part for it as long as it is open; what they said is theirs."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlalchemy import select

from yiguan.base import clock
from yiguan.handling.models import Handling, Reply
from yiguan.handling.queries import sent_of
from yiguan.handling.states import Openness
from yiguan.ratings import queries
from yiguan.ratings.models import Rating
from yiguan.store.db import db
from yiguan.topics.models import Topic
from yiguan.workflow.stories import Held, Step, Story, Trail

ASKED, RATE = "请您评价", "评一评"


def _tells(topic: Topic, trail: Trail) -> Trail:
    """Whoever asked finds the way from their own trail; everybody reads until when."""
    cases = set(trail.ids("handling"))
    sent = sent_of(list(cases)) if cases else []
    shown = [reply for reply in sent if trail.words or reply.openness is not Openness.SHUT]
    wanted = [reply for reply in shown if queries.is_open(reply)]
    if not wanted:
        return trail
    note = f"{clock.day(max(map(queries.open_until, wanted)))}前都可以评，不评不会算成满意。"
    links = tuple((RATE, f"/answers/{reply.id}") for reply in wanted) if trail.words else ()
    asked = Step(ASKED, note=note, links=links)
    return replace(trail, coming=tuple(asked if step.label == ASKED else step for step in trail.coming))


def _holds(persons: Sequence[int]) -> Iterator[Held]:
    query = select(Rating, Handling.title).join(Reply, Reply.id == Rating.reply_id)
    query = query.join(Handling, Handling.id == Reply.handling_id).where(Rating.person_id.in_(persons))
    for rating, title in db.session.execute(query):
        text = f"{title}：结果{rating.result.label}{'，' + rating.note if rating.note else ''}"
        yield Held("评价", text, rating.at, f"/answers/{rating.reply_id}", about=("rating", rating.id))


def _forgets(persons: Sequence[int]) -> None:
    """What they ticked stays as a figure, their words go."""
    for rating in db.session.scalars(select(Rating).where(Rating.person_id.in_(persons))):
        rating.note = ""


STORY = Story(tells=_tells, holds=_holds, forgets=_forgets)
