"""Somebody says what they see; the unit or the office shows what was done."""

from datetime import date

from yiguan.attachments import service as attachments
from yiguan.attachments.contents import Content, of_picture
from yiguan.attachments.pictures import Picture
from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, Invalid, require
from yiguan.handling import rules
from yiguan.handling.models import Handling
from yiguan.handling.queries import sent_of
from yiguan.looking_back import queries
from yiguan.looking_back.marks import SAY, SHOW
from yiguan.looking_back.models import Evidence, Look, LookBack
from yiguan.looking_back.states import Seen
from yiguan.people.models import Person
from yiguan.people.privacy.patterns import mask_personal
from yiguan.ratings.entering import OWN_WORDS
from yiguan.ratings.states import BY_STAFF, RatingWay
from yiguan.settings import settings
from yiguan.store.db import db

CLOSED = "说的时间已经过了，这次没有存下。还想说的，请打协商站的电话。"
NOT_SENT = "这件还没有送出过答复，没有什么可以放，什么都没有存下。请先写答复。"
NOT_YOURS = "只有承办单位和办公室能放办成的样子，什么都没有存下。"


def say(
    actor: Actor,
    person: Person,
    look_back: LookBack,
    *,
    seen: Seen,
    note: str,
    way: RatingWay,
    picture: Picture | None = None,
) -> Look:
    """What the person sees, once each; a second time changes the first. `actor` is who enters it. Raises Conflict after
    the last day.
    """
    if not queries.is_open(look_back):
        raise Conflict(CLOSED, code="closed")
    look = queries.own(look_back.id, person.id) or Look(look_back_id=look_back.id, person_id=person.id)
    if way in BY_STAFF and look.way not in (None, *BY_STAFF):
        raise Conflict(OWN_WORDS, code="own_words")
    look.seen, look.note, look.way, look.at = seen, mask_personal(note), way, clock.now()
    if picture is not None:
        attachments.forget([look.photo] if look.photo_id and look.photo else [], settings().uploads)
        content, unit_id = of_picture(picture), look_back.handling.sender_id
        look.photo = attachments.keep(content, settings().uploads, owner_id=person.id, unit_id=unit_id)
    db.session.add(look)
    db.session.flush()
    trail.record(look, SAY, by=actor, after=str(seen))
    return look


def require_keeper(actor: Actor, handling: Handling) -> None:
    """Raises Forbidden, and Conflict as long as no answer has left."""
    require(rules.can_write(actor, handling), NOT_YOURS)
    if not sent_of([handling.id]):
        raise Conflict(NOT_SENT, code="not_sent")


def show(actor: Actor, handling: Handling, *, day: date, text: str, content: Content | None) -> Evidence:
    """Raises Forbidden, Conflict, and Invalid for a day to come."""
    require_keeper(actor, handling)
    if day > clock.today():
        raise Invalid(fields={"day": ["这一天还没有到，请写看到的那天。"]})
    made = Evidence(handling_id=handling.id, reply_id=sent_of([handling.id])[-1].id, day=day, text=text)
    made.by, made.at = actor.id, clock.now()
    if content is not None:
        unit_id = handling.unit_id
        made.file = attachments.keep(content, settings().uploads, owner_id=actor.id, unit_id=unit_id)
    db.session.add(made)
    db.session.flush()
    trail.record(made, SHOW, by=actor)
    return made
