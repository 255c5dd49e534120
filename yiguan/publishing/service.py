"""What is particular to reviewing, showing, hiding, withdrawing. Nothing that points to a person goes out unread."""

from datetime import datetime, timedelta

from yiguan.base import clock
from yiguan.base.act import Trace
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, Invalid
from yiguan.organisation.values import value_of
from yiguan.people.privacy.patterns import SOFT, find_personal
from yiguan.publishing import covering
from yiguan.publishing.models import Publication, Review
from yiguan.publishing.parameters import DISPLAY
from yiguan.publishing.previewing import LASTS
from yiguan.publishing.reviewing import FOUND, NEEDS_WAIVER, Standing, standing
from yiguan.store.db import db
from yiguan.topics.models import Topic

READ = "您已经审过一遍，这些字没有再变。请另外的人来审。"
PERSONAL = "这句话大家都看得到，里面像是有个人信息，请换个说法。{kept}"
NOWHERE = "公开的字里没有“{words}”，什么都没有遮住。请照着原文写，一字不差。"
DISPLAYED = "公示到{day}才结束，还没有记下结果。请到期以后再记。"
NO_DISPLAY = "这一页没有公示期，不用记结果。"
PAST = "这个时间已经过了，没有定下来。请选一个以后的时间，或者现在就公开。"


def check(actor: Actor, publication: Publication, *, note: str = "") -> None:
    """Raises Invalid while personal data have no `note` that says why they may stay; Conflict the second time."""
    now = standing(publication.topic, publication)
    hard = now.texts.hard()
    if now.was_read_by(actor):
        raise Conflict(READ, code="reviewed")
    if hard and not note:
        raise Invalid(fields={"waiver": [FOUND.format(count=len(hard)) + NEEDS_WAIVER]})
    _keep_review(actor, publication, now, waiver=note if hard else "")


def show(actor: Actor, publication: Publication) -> None:
    """Shows what is final of the topic to everybody, or what came since; whoever shows it has read it, too.

    Raises Invalid while something stands against it.
    """
    _require_read(actor, publication)
    if publication.first_at is None:
        publication.display_until = clock.today() + timedelta(days=value_of(DISPLAY))
    publication.first_at = publication.first_at or clock.now()
    publication.reviewed_at, publication.withdrawn_at, publication.why = clock.now(), None, ""
    publication.publish_at = publication.preview_until = None


def schedule(actor: Actor, publication: Publication, *, at: datetime) -> Trace:
    """Raises Invalid for a time that is over, and while something stands against showing the page."""
    if at <= clock.now():
        raise Invalid(fields={"at": [PAST]})
    _require_read(actor, publication)
    publication.publish_at = at
    return Trace(note=clock.moment(at))


def unschedule(actor: Actor, publication: Publication) -> None:
    publication.publish_at = None


IN_TITLE = "“{words}”在题目里，会议和通知里也有，只在这一页遮不住，没有遮。请先退回，把题目改了。"


def cover(actor: Actor, publication: Publication, *, words: str) -> Trace:
    """The words themselves stand in no trail. Raises Invalid when they stand nowhere on the page."""
    texts = standing(publication.topic, publication).texts
    if words in publication.topic.title:
        raise Invalid(fields={"words": [IN_TITLE.format(words=words)]})
    if not any(words in text for _, text in texts.passages()):
        raise Invalid(fields={"words": [NOWHERE.format(words=words)]})
    covering.hide(publication, words)
    return Trace(note=f"{len(words)} 个字")


def uncover(actor: Actor, publication: Publication, *, redaction: int) -> None:
    if not covering.lift(publication, redaction):
        raise Conflict("这几个字已经不遮了。请刷新后看看。", code="uncovered")


def preview(actor: Actor, publication: Publication) -> Trace:
    """A new address; an earlier one ends."""
    publication.preview_until = clock.now() + LASTS
    return Trace(note=f"到{clock.moment(publication.preview_until)}")


def close_display(actor: Actor, publication: Publication, *, note: str) -> None:
    """Raises Conflict before the last day is over; Invalid when the sentence points to a person."""
    _require_public_sentence("note", note, kept="还没有记下。")
    if publication.display_until is None:
        raise Conflict(NO_DISPLAY, code="no_display")
    if publication.display_until >= clock.today():
        raise Conflict(DISPLAYED.format(day=clock.day(publication.display_until)), code="on_display")
    publication.display_result = note


def withdraw(actor: Actor, publication: Publication, *, note: str) -> None:
    """The address goes on answering, with the day and the reason in place of the texts.

    Raises Invalid when the reason itself points to a person.
    """
    _require_public_sentence("why", note, kept="还没有撤下。")
    publication.withdrawn_at, publication.why = clock.now(), note


def open_topic(actor: Actor, topic: Topic) -> None:
    topic.public_since = clock.now()


def shut_topic(actor: Actor, topic: Topic) -> None:
    topic.public_since = None


def _require_public_sentence(name: str, note: str, *, kept: str) -> None:
    if any(finding.kind not in SOFT for finding in find_personal(note)):
        raise Invalid(fields={name: [PERSONAL.format(kept=kept)]})


def _require_read(actor: Actor, publication: Publication) -> None:
    now = standing(publication.topic, publication)
    if against := now.against(actor):
        raise Invalid(fields={"waiver": [against]})
    if actor.id is not None and not now.was_read_by(actor):
        _keep_review(actor, publication, now)


def _keep_review(actor: Actor, publication: Publication, now: Standing, *, waiver: str = "") -> None:
    review = Review(publication_id=publication.id, person_id=actor.id or 0, digest=now.digest, waiver=waiver)
    review.at = clock.now()
    db.session.add(review)
