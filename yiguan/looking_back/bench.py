"""回头看 at the station that proposed the matter: staff enter what those without a phone see."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from yiguan.base.errors import NotFound
from yiguan.looking_back import entering, queries
from yiguan.looking_back.models import LookBack
from yiguan.looking_back.schemas import AskedLookIn
from yiguan.looking_back.states import Seen
from yiguan.people.queries import names_of
from yiguan.ratings import asking
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.surfaces import Pages, actor

pages = Pages("looking_back", "bench", "/bench/look-backs")
SAID = ("seen", "note", "way")


@pages.get("/<int:look_back_id>")
def show(look_back_id: int) -> str:
    return _page(_find(look_back_id), blank_form())


@pages.post("/<int:look_back_id>/look")
def say(look_back_id: int) -> ResponseReturnValue:
    look_back = _find(look_back_id)
    form = read_form(AskedLookIn)
    if not form.ok:
        return _page(look_back, form), 422
    people = asking.without_phone(queries.asked_about(look_back.handling, look_back.reply))
    person = asking.named(people, form.data["person"])
    entering.say(actor(), person, look_back, **{name: form.data[name] for name in SAID})
    flash("记下了。")
    return redirect(url_for(".show", look_back_id=look_back_id))


def _find(look_back_id: int) -> LookBack:
    """Raises NotFound beyond the actor's stations."""
    found = queries.get_begun(look_back_id)
    if found is None:
        raise NotFound(asking.NOT_HERE)
    asking.require_station(actor(), found.handling)
    return found


def _page(look_back: LookBack, form: Form) -> str:
    people = asking.without_phone(queries.asked_about(look_back.handling, look_back.reply))
    names = names_of([one.id for one in people])
    return render_template(
        "looking_back/asked.html",
        look_back=look_back,
        answers=sorted(look_back.reply.answers, key=lambda answer: answer.item.position),
        people=[(str(one.id), names[one.id], queries.own(look_back.id, one.id)) for one in people],
        is_open=queries.is_open(look_back),
        choices=Seen.choices(),
        ways=asking.WAYS,
        form=form,
    )
