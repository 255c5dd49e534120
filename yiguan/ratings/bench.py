"""An answer at the station that proposed the matter: staff enter what those without a phone say of it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from yiguan.base.errors import NotFound
from yiguan.handling.models import Handling, Reply
from yiguan.people.queries import names_of
from yiguan.ratings import asking, entering, queries
from yiguan.ratings.schemas import AskedRatingIn
from yiguan.ratings.states import Satisfaction
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.surfaces import Pages, actor

pages = Pages("ratings", "bench", "/bench/answers")
SAID = ("attitude", "result", "note", "way")


@pages.get("/<int:reply_id>")
def show(reply_id: int) -> str:
    return _page(*_find(reply_id), blank_form())


@pages.post("/<int:reply_id>/rating")
def rate(reply_id: int) -> ResponseReturnValue:
    handling, reply = _find(reply_id)
    form = read_form(AskedRatingIn)
    if not form.ok:
        return _page(handling, reply, form), 422
    person = asking.named(asking.without_phone(queries.asked_about(handling, reply)), form.data["person"])
    entering.rate(actor(), person, reply, **{name: form.data[name] for name in SAID})
    flash("记下了。")
    return redirect(url_for(".show", reply_id=reply_id))


def _find(reply_id: int) -> tuple[Handling, Reply]:
    """Raises NotFound beyond the actor's stations."""
    sent = queries.get_sent(reply_id)
    if sent is None:
        raise NotFound(asking.NOT_HERE)
    asking.require_station(actor(), sent[0])
    return sent


def _page(handling: Handling, reply: Reply, form: Form) -> str:
    people = asking.without_phone(queries.asked_about(handling, reply))
    names = names_of([one.id for one in people])
    return render_template(
        "ratings/asked.html",
        handling=handling,
        reply=reply,
        answers=sorted(reply.answers, key=lambda answer: answer.item.position),
        people=[(str(one.id), names[one.id], queries.own(reply.id, one.id)) for one in people],
        until=queries.open_until(reply),
        is_open=queries.is_open(reply),
        choices=Satisfaction.choices(),
        ways=asking.WAYS,
        form=form,
    )
