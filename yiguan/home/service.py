from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import NOBODY, Actor
from yiguan.base.errors import Conflict, require
from yiguan.home import rules
from yiguan.home.marks import ANSWER_FEEDBACK, LEAVE_FEEDBACK
from yiguan.home.models import Feedback
from yiguan.people import residents
from yiguan.people import service as people
from yiguan.people.models import Person
from yiguan.people.states import Channel
from yiguan.store.db import db


def leave_feedback(*, text: str, name: str, phone: str) -> Feedback:
    """投诉建议 from anybody; a phone is kept only when one was given, and only so that somebody can call back."""
    person = residents.resident_at_desk(name or "居民", phone=phone, channel=Channel.QR) if phone else None
    feedback = Feedback(text=text, person_id=person.id if person else None, at=clock.now())
    db.session.add(feedback)
    trail.record(feedback, LEAVE_FEEDBACK, by=NOBODY)
    return feedback


def answer_feedback(actor: Actor, feedback: Feedback, *, answer: str) -> None:
    """Notes what was done about it. Raises Conflict when somebody else already has."""
    require(rules.can_answer_feedback(actor))
    if feedback.answered_at:
        raise Conflict("这条意见已经有人处理了，您写的没有存下。请刷新后看看。")
    feedback.answered_at, feedback.answer = clock.now(), answer
    trail.record(feedback, ANSWER_FEEDBACK, by=actor)


def reveal_caller(actor: Actor, feedback: Feedback, *, reason: str) -> str:
    """The phone somebody left, in full, with a trace (PS-06)."""
    require(rules.can_answer_feedback(actor))
    person = db.session.get(Person, feedback.person_id) if feedback.person_id else None
    return people.reveal_phone(actor, person, reason=reason) if person else ""
