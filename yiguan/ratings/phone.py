"""An answer on the phone of somebody who had a part, with two questions; on any other phone the receipt is asked."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from yiguan.handling.models import Handling, Reply
from yiguan.leads.opening import WRONG, opened
from yiguan.leads.queries import proposer_of
from yiguan.people import device_cookie, joining, residents, vault
from yiguan.people.models import Person
from yiguan.people.privacy.masks import mask_name
from yiguan.ratings import entering, queries
from yiguan.ratings.schemas import OpenIn, RatingIn
from yiguan.ratings.states import RatingWay, Satisfaction
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.surfaces import Pages

pages = Pages("ratings", "phone", url_prefix="/answers")
NO_RECEIPT = "这部手机认不出您是谁。您评的还在下面，请填收据上的编号和四位数，再点一次。"
GONE = "这部手机现在评不了这份答复。请凭收据上的编号和四位数再打开一次。"


@dataclass(frozen=True)
class Opened:
    """An answer, and those who may rate it here."""

    handling: Handling
    reply: Reply
    people: Sequence[Person]
    way: RatingWay


@pages.get("/<int:reply_id>")
def show(reply_id: int) -> str:
    """Whoever had no part is asked for a receipt, whether there is such an answer or not."""
    found = _here(reply_id)
    return _page(found, blank_form()) if found else _question(reply_id, blank_form())


@pages.post("/<int:reply_id>")
def open_(reply_id: int) -> ResponseReturnValue:
    form = read_form(OpenIn)
    found = _here(reply_id) or _by_receipt(reply_id, form)
    return _page(found, form) if found else _refused(reply_id, form)


@pages.post("/<int:reply_id>/rating")
def rate(reply_id: int) -> ResponseReturnValue:
    form = read_form(RatingIn)
    found = _here(reply_id) or _by_receipt(reply_id, form)
    if found is None:
        return _refused(reply_id, form)
    person = next((one for one in found.people if form.value("person") in ("", str(one.id))), None)
    if person is None:
        form.refuse("person", GONE)
    if person is None or not form.ok:
        return _page(found, form), 422
    said = {name: form.data[name] for name in ("attitude", "result", "note")}
    entering.rate(residents.as_actor(person), found.reply, way=found.way, **said)
    return _page(found, form, said="您的评价收到了。")


def _here(reply_id: int) -> Opened | None:
    """By the cookie of this very phone."""
    token = device_cookie.sent()
    sent = queries.get_sent(reply_id) if token else None
    people = queries.who_may(joining.people_on(token), *sent) if sent else []
    return Opened(*sent, people, RatingWay.PHONE) if sent and people else None


def _by_receipt(reply_id: int, form: Form) -> Opened | None:
    """By receipt and digits of a matter whose proposer had a part; a wrong try is counted."""
    if not form.value("receipt"):
        return None
    lead = opened(form.value("receipt"), form.value("tail"))
    sent = queries.get_sent(reply_id) if lead else None
    people = queries.who_may([proposer_of(lead)], *sent) if lead and sent else []
    return Opened(*sent, people, RatingWay.RECEIPT) if sent and people else None


def _refused(reply_id: int, form: Form) -> ResponseReturnValue:
    """What was ticked and written is carried along."""
    form.errors.clear()
    form.refuse("tail", WRONG if form.value("receipt") else NO_RECEIPT)
    return _question(reply_id, form), 422


def _question(reply_id: int, form: Form) -> str:
    return render_template("ratings/question.html", reply_id=reply_id, form=form)


def _page(found: Opened, form: Form, said: str = "") -> str:
    lines = sorted(found.reply.answers, key=lambda answer: answer.item.position)
    return render_template(
        "ratings/answer.html",
        handling=found.handling,
        reply=found.reply,
        answers=lines,
        people=[(one, mask_name(vault.name_of(one)), queries.own(found.reply.id, one.id)) for one in found.people],
        by_receipt=found.way is RatingWay.RECEIPT,
        until=queries.open_until(found.reply),
        is_open=queries.is_open(found.reply),
        choices=Satisfaction.choices(),
        form=form,
        said=said,
    )
