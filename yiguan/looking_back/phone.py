"""What became of an answer: three taps, words and a photo if one likes, on the phone of somebody who asked for it."""

from collections.abc import Sequence
from functools import partial

from flask import render_template
from flask.typing import ResponseReturnValue

from yiguan.attachments.chosen import read_pictures
from yiguan.attachments.pictures import MAX_BYTES
from yiguan.looking_back import entering, queries
from yiguan.looking_back.models import LookBack
from yiguan.looking_back.schemas import LookIn
from yiguan.looking_back.states import Seen
from yiguan.people import residents, vault
from yiguan.people.models import Person
from yiguan.people.privacy.masks import mask_name
from yiguan.ratings import opening
from yiguan.ratings.opening import Opened
from yiguan.ratings.schemas import OpenIn
from yiguan.ratings.states import RatingWay
from yiguan.store.db import beforehand
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.sizes import takes_files
from yiguan.web.surfaces import Pages

pages = Pages("looking_back", "phone", url_prefix="/look-backs")
PHOTO = "photo"


@pages.get("/<int:look_back_id>")
def show(look_back_id: int) -> str:
    """Whoever did not ask for it is asked for a receipt, whether there is such a look-back or not."""
    look_back, found = _opened(look_back_id, blank_form())
    return _page(look_back, found, blank_form()) if look_back and found else _question(look_back_id, blank_form())


@pages.post("/<int:look_back_id>")
def open_(look_back_id: int) -> ResponseReturnValue:
    form = read_form(OpenIn)
    look_back, found = _opened(look_back_id, form)
    return _page(look_back, found, form) if look_back and found else _refused(look_back_id, form)


@pages.post("/<int:look_back_id>/look")
@takes_files(MAX_BYTES)
def say(look_back_id: int) -> ResponseReturnValue:
    """The photo is drawn only for somebody who is asked, while no transaction is open."""
    form = read_form(LookIn)
    with beforehand():
        look_back, found = _opened(look_back_id, form)
        wanted = look_back is not None and found is not None and found.named(form) and queries.is_open(look_back)
    pictures = read_pictures(form, [PHOTO]) if wanted else []
    look_back, found = _opened(look_back_id, form) if wanted or found else (None, None)
    if look_back is None or found is None:
        return _refused(look_back_id, form)
    person = found.named(form)
    if person is None or not form.ok:
        return _page(look_back, found, form), 422
    said = {name: form.data[name] for name in ("seen", "note")}
    picture = next(iter(pictures), None)
    entering.say(residents.as_actor(person), person, look_back, way=found.way, picture=picture, **said)
    return _page(look_back, found, form, said="收到了，谢谢您。")


def _opened(look_back_id: int, form: Form) -> tuple[LookBack | None, Opened | None]:
    look_back = queries.get_begun(look_back_id)
    return look_back, opening.open_for(form, partial(_asked, look_back))


def _asked(look_back: LookBack | None, people: Sequence[Person]) -> Sequence[Person]:
    return queries.who_may(people, look_back) if look_back else []


def _refused(look_back_id: int, form: Form) -> ResponseReturnValue:
    opening.refuse(form)
    return _question(look_back_id, form), 422


def _question(look_back_id: int, form: Form) -> str:
    return render_template("looking_back/question.html", look_back_id=look_back_id, form=form)


def _page(look_back: LookBack, found: Opened, form: Form, said: str = "") -> str:
    return render_template(
        "looking_back/look.html",
        look_back=look_back,
        answers=sorted(look_back.reply.answers, key=lambda answer: answer.item.position),
        people=[(one, mask_name(vault.name_of(one)), queries.own(look_back.id, one.id)) for one in found.people],
        by_receipt=found.way is RatingWay.RECEIPT,
        is_open=queries.is_open(look_back),
        evidence=[one for one in queries.evidence_of(look_back.handling) if one.reply_id == look_back.reply_id],
        choices=Seen.choices(),
        form=form,
        said=said,
    )
