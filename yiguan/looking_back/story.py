"""回头看: the trail says when those who asked are asked, and what came of it; what they said is theirs."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time

from sqlalchemy import select

from yiguan.attachments import service as attachments
from yiguan.attachments.models import Attachment
from yiguan.base import clock
from yiguan.handling.models import Handling
from yiguan.handling.queries import sent_of
from yiguan.handling.states import Openness
from yiguan.looking_back import queries
from yiguan.looking_back.models import Look, LookBack
from yiguan.looking_back.states import Outcome
from yiguan.settings import settings
from yiguan.store.db import db
from yiguan.topics.models import Topic
from yiguan.workflow.stories import Held, Step, Story, Trail

LABEL, SAY = "回头看", "说一说办成了没有"


def _tells(topic: Topic, trail: Trail) -> Trail:
    cases = list(dict.fromkeys(trail.ids("handling")))
    sent = sent_of(cases) if cases else []
    shown = [reply.id for reply in sent if trail.words or reply.openness is not Openness.SHUT]
    found = _look_backs(shown) if shown else []
    past = [_over(one) for one in found if one.outcome]
    coming = tuple(_ahead(found, trail, step) for step in trail.coming)
    return replace(trail, past=(*trail.past, *past), coming=coming)


def _look_backs(reply_ids: Sequence[int]) -> Sequence[LookBack]:
    planned = select(LookBack).where(LookBack.reply_id.in_(reply_ids), queries.IS_PLANNED)
    begun = [one for one in queries.begun_of(reply_ids) if one.outcome is not Outcome.DROPPED]
    return [*begun, *db.session.scalars(planned)]


def _over(look_back: LookBack) -> Step:
    assert look_back.closes_on is not None  # noqa: S101 - it has been asked
    at = clock.from_local(datetime.combine(look_back.closes_on, time.max))
    note = f"{look_back.reply.unit.short_name}：{queries.figures_of(look_back).words}"
    return Step(f"{LABEL}，{look_back.label}", at, note=note, about=("look_back", look_back.id))


def _ahead(found: Sequence[LookBack], trail: Trail, step: Step) -> Step:
    """The coming step has its day, and for who asked the way to say it."""
    if step.label != LABEL:
        return step
    asking = [one for one in found if queries.is_open(one)]
    planned = [one.opens_on for one in found if one.closes_on is None]
    if asking:
        links = tuple((SAY, f"/look-backs/{one.id}") for one in asking) if trail.words else ()
        until = clock.day(max(one.closes_on for one in asking if one.closes_on))
        return Step(LABEL, note=f"{until}前，请提这件事的人看看办成了没有。", links=links)
    return Step(LABEL, at_label=f"{clock.day(min(planned))}起") if planned else step


def _holds(persons: Sequence[int]) -> Iterator[Held]:
    query = select(Look, Handling.title).join(LookBack, LookBack.id == Look.look_back_id)
    query = query.join(Handling, Handling.id == LookBack.handling_id).where(Look.person_id.in_(persons))
    for look, title in db.session.execute(query):
        text = f"{title}：{look.seen.label}{'，' + look.note if look.note else ''}"
        yield Held(LABEL, text, look.at, f"/look-backs/{look.look_back_id}", about=("look", look.id))


def _forgets(persons: Sequence[int]) -> None:
    """What they ticked stays as a figure; their words and photos go."""
    theirs = select(Attachment).join(Look, Look.photo_id == Attachment.id).where(Look.person_id.in_(persons))
    attachments.forget(db.session.scalars(theirs).all(), settings().uploads)
    for look in db.session.scalars(select(Look).where(Look.person_id.in_(persons))):
        look.note = ""


STORY = Story(tells=_tells, holds=_holds, forgets=_forgets)
