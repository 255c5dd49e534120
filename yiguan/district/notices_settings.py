"""通知的话: the office writes a notice in its own words, reads them with invented facts, and says from which day on."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from yiguan.base import clock
from yiguan.district import lists, service
from yiguan.district.schemas import WordsIn
from yiguan.district.wording import Wording, Words, by_slice, get_wording
from yiguan.organisation import values
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.surfaces import Pages, actor

pages = Pages("district_notices", "settings", url_prefix="/desk/settings/notices")


@pages.get("")
def index() -> str:
    groups = [(heading, [_line(one) for one in wordings]) for heading, wordings in by_slice()]
    return render_template("district/notices.html", groups=groups)


def _line(one: Wording) -> tuple[Wording, str, Sequence[tuple[str, str]]]:
    """With what it says today, and what it will say from which day on."""
    return one, one.words(values.value_of(one)), lists.coming(one)


@pages.get("/<wording>")
def show(wording: str) -> str:
    words = values.value_of(get_wording(wording))
    return _page(wording, blank_form({"title": words.title, "text": words.text, "valid_from": str(clock.today())}))


@pages.post("/<wording>")
def set_words(wording: str) -> ResponseReturnValue:
    """The first answer is the preview; only confirmed words are stored."""
    found, form = get_wording(wording), read_form(WordsIn)
    words = None
    with form.taking():
        if form.ok:
            words = found.read(found.spell(Words(form.data["title"], form.data["text"])))
            service.check(found, valid_from=form.data["valid_from"], running=False)
    if words is None or not form.ok:
        return _page(wording, form), 422
    if not form.data["confirmed"]:
        return _page(wording, form, words), 422
    service.set_value(actor(), found, words, valid_from=form.data["valid_from"])
    flash(f"{found.label}：从{clock.day(form.data['valid_from'])}起用新的话。发出去的通知不变。")
    return redirect(url_for(".index"))


@pages.post("/<wording>/take-back")
def take_back(wording: str) -> ResponseReturnValue:
    service.take_back(actor(), get_wording(wording))
    flash("收回了，和没改过一样。")
    return redirect(url_for(".index"))


def _page(slug: str, form: Form, ready: Words | None = None) -> str:
    """With `ready`, a preview of these words."""
    found = get_wording(slug)
    return render_template(
        "district/notice.html",
        one=found,
        form=form,
        now=found.sample(values.value_of(found)),
        first=found.first,
        ready=found.sample(ready) if ready else None,
        coming=lists.coming(found),
        past=lists.past(found),
    )
