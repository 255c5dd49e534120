"""理由: the listed reasons of every refusal, return and postponement, with their words for the people concerned."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from yiguan.base import clock
from yiguan.district import lists
from yiguan.district.schemas import FromIn, NewReasonIn, ReasonIn
from yiguan.organisation import listed
from yiguan.organisation.models import Reason
from yiguan.organisation.states import ReasonKind
from yiguan.web.forms import Form, blank_form, read_form, read_search
from yiguan.web.surfaces import Pages, actor

pages = Pages("district_reasons", "settings", url_prefix="/desk/settings/reasons")


@pages.get("")
def index() -> str:
    return render_template("district/reasons.html", kinds=lists.reasons_by_kind(), said=lists.said_of)


@pages.get("/new")
def new() -> str:
    return _new_page(blank_form({"valid_from": str(clock.today()), "kind": read_search(NewReasonIn).value("kind")}))


@pages.post("/new")
def add() -> ResponseReturnValue:
    form = read_form(NewReasonIn)
    if form.ok:
        with form.taking():
            listed.add_reason(actor(), **form.data)
    if not form.ok:
        return _new_page(form), 422
    return _done("加好了。到了那一天，就能选到它。")


@pages.get("/<int:reason_id>")
def show(reason_id: int) -> str:
    return _page(lists.get_reason(reason_id))


@pages.post("/<int:reason_id>/reword")
def reword(reason_id: int) -> ResponseReturnValue:
    reason, form = lists.get_reason(reason_id), read_form(ReasonIn)
    if form.ok:
        with form.taking():
            listed.reword_reason(actor(), reason, **form.data)
    if not form.ok:
        return _page(reason, form), 422
    return _done("改好了。到了那一天换成新的说法，从前办的事照旧。")


@pages.post("/<int:reason_id>/end")
def end(reason_id: int) -> ResponseReturnValue:
    reason, form = lists.get_reason(reason_id), read_form(FromIn)
    if form.ok:
        with form.taking():
            listed.end(actor(), reason, **form.data)
    if not form.ok:
        return _page(reason, ending=form), 422
    return _done("定好了。到了那一天，就选不到它了，从前办的事照旧。")


@pages.post("/<int:reason_id>/take-back")
def take_back(reason_id: int) -> ResponseReturnValue:
    listed.take_back(actor(), lists.get_reason(reason_id))
    return _done("收回了，和没改过一样。")


def _done(said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for(".index"))


def _new_page(form: Form) -> str:
    return render_template("district/reason_new.html", form=form, kinds=ReasonKind.choices())


def _page(reason: Reason, form: Form | None = None, *, ending: Form | None = None) -> str:
    known = {"label": reason.label, "hint": reason.hint, "valid_from": lists.tomorrow()}
    return render_template(
        "district/reason.html",
        reason=reason,
        form=form or blank_form(known),
        ending=ending or blank_form({"valid_from": lists.tomorrow()}),
        wordings=listed.of_code(reason),
        upcoming=listed.upcoming(reason),
        said=lists.said_of,
    )
