"""An answer on the phone of somebody who had a part, with two questions; on any other phone the receipt is asked."""

from collections.abc import Sequence
from functools import partial

from flask import render_template
from flask.typing import ResponseReturnValue

from yiguan.handling.models import Handling, Reply
from yiguan.people import residents, vault
from yiguan.people.models import Person
from yiguan.people.privacy.masks import mask_name
from yiguan.ratings import entering, opening, queries
from yiguan.ratings.opening import Opened
from yiguan.ratings.schemas import OpenIn, RatingIn
from yiguan.ratings.states import RatingWay, Satisfaction
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.surfaces import Pages

pages = Pages("ratings", "phone", url_prefix="/answers")
Sent = tuple[Handling, Reply]
SAID = ("attitude", "result", "note")


@pages.get("/<int:reply_id>")
def show(reply_id: int) -> str:
    """Whoever had no part is asked for a receipt, whether there is such an answer or not."""
    sent, found = _opened(reply_id, blank_form())
    return _page(sent, found, blank_form()) if sent and found else _question(reply_id, blank_form())


@pages.post("/<int:reply_id>")
def open_(reply_id: int) -> ResponseReturnValue:
    form = read_form(OpenIn)
    sent, found = _opened(reply_id, form)
    return _page(sent, found, form) if sent and found else _refused(reply_id, form)


@pages.post("/<int:reply_id>/rating")
def rate(reply_id: int) -> ResponseReturnValue:
    form = read_form(RatingIn)
    sent, found = _opened(reply_id, form)
    if sent is None or found is None:
        return _refused(reply_id, form)
    person = found.named(form)
    if person is None or not form.ok:
        return _page(sent, found, form), 422
    said = {name: form.data[name] for name in SAID}
    entering.rate(residents.as_actor(person), person, sent[1], way=found.way, **said)
    return _page(sent, found, form, said="您的评价收到了。")


def _opened(reply_id: int, form: Form) -> tuple[Sent | None, Opened | None]:
    sent = queries.get_sent(reply_id)
    return sent, opening.open_for(form, partial(_asked, sent))


def _asked(sent: Sent | None, people: Sequence[Person]) -> Sequence[Person]:
    return queries.who_may(people, *sent) if sent else []


def _refused(reply_id: int, form: Form) -> ResponseReturnValue:
    opening.refuse(form)
    return _question(reply_id, form), 422


def _question(reply_id: int, form: Form) -> str:
    return render_template("ratings/question.html", reply_id=reply_id, form=form)


def _page(sent: Sent, found: Opened, form: Form, said: str = "") -> str:
    handling, reply = sent
    lines = sorted(reply.answers, key=lambda answer: answer.item.position)
    return render_template(
        "ratings/answer.html",
        handling=handling,
        reply=reply,
        answers=lines,
        people=[(one, mask_name(vault.name_of(one)), queries.own(reply.id, one.id)) for one in found.people],
        by_receipt=found.way is RatingWay.RECEIPT,
        until=queries.open_until(reply),
        is_open=queries.is_open(reply),
        choices=Satisfaction.choices(),
        form=form,
        said=said,
    )
