"""Somebody says what they think of an answer."""

from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict
from yiguan.handling.models import Reply
from yiguan.people.models import Person
from yiguan.people.privacy.patterns import mask_personal
from yiguan.ratings import queries
from yiguan.ratings.marks import RATE
from yiguan.ratings.models import Rating
from yiguan.ratings.states import BY_STAFF, Attitude, RatingWay, Satisfaction
from yiguan.store.db import db

CLOSED = "评价的时间到{until}为止，已经过了，这次没有存下。还想说的，请打协商站的电话。"

OWN_WORDS = "这位自己在手机上说过了，不能替他改，什么都没有改动。要改，请他自己用手机或者凭收据改。"


def rate(
    actor: Actor, person: Person, reply: Reply, *, attitude: Attitude, result: Satisfaction, note: str, way: RatingWay
) -> Rating:
    """What the person thinks, once each; a second time changes the first. `actor` is who enters it: they themselves, or
    somebody of the station who asked them. Raises Conflict after the last day.
    """
    if not queries.is_open(reply):
        raise Conflict(CLOSED.format(until=clock.day(queries.open_until(reply))), code="closed")
    rating = queries.own(reply.id, person.id) or Rating(reply_id=reply.id, person_id=person.id)
    if way in BY_STAFF and rating.way not in (None, *BY_STAFF):
        raise Conflict(OWN_WORDS, code="own_words")
    rating.attitude, rating.result, rating.note = attitude, result, mask_personal(note)
    rating.way, rating.at = way, clock.now()
    db.session.add(rating)
    db.session.flush()
    trail.record(rating, RATE, by=actor, after=str(result))
    return rating
