"""民生领域: what a matter is about, for residents to choose; old records keep the name of their time."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from yiguan.base import clock
from yiguan.district import lists
from yiguan.district.schemas import FieldIn, FromIn, WayIn
from yiguan.organisation import listed
from yiguan.organisation.models import Field
from yiguan.store.db import db
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.surfaces import Pages, actor

pages = Pages("district_fields", "settings", url_prefix="/desk/settings/fields")


@pages.get("")
def index() -> str:
    return render_template("district/fields.html", fields=db.session.scalars(lists.fields()).all(), said=lists.said_of)


@pages.get("/new")
def new() -> str:
    return _new_page(blank_form({"valid_from": str(clock.today())}))


@pages.post("/new")
def add() -> ResponseReturnValue:
    form = read_form(FieldIn)
    if form.ok:
        with form.taking():
            listed.add_field(actor(), **form.data)
    if not form.ok:
        return _new_page(form), 422
    return _done("加好了，排在最后。到了那一天，居民就能选到它。")


@pages.get("/<int:field_id>")
def show(field_id: int) -> str:
    return _page(lists.get_field(field_id))


@pages.post("/<int:field_id>/reword")
def reword(field_id: int) -> ResponseReturnValue:
    field, form = lists.get_field(field_id), read_form(FieldIn)
    if form.ok:
        with form.taking():
            listed.reword_field(actor(), field, **form.data)
    if not form.ok:
        return _page(field, form), 422
    return _done("改好了。到了那一天换成新的名字，从前的线索和议题照旧。")


@pages.post("/<int:field_id>/end")
def end(field_id: int) -> ResponseReturnValue:
    field, form = lists.get_field(field_id), read_form(FromIn)
    if form.ok:
        with form.taking():
            listed.end(actor(), field, **form.data)
    if not form.ok:
        return _page(field, ending=form), 422
    return _done("定好了。到了那一天，就选不到它了，从前的线索和议题照旧。")


@pages.post("/<int:field_id>/take-back")
def take_back(field_id: int) -> ResponseReturnValue:
    listed.take_back(actor(), lists.get_field(field_id))
    return _done("收回了，和没改过一样。")


@pages.post("/<int:field_id>/move")
def move(field_id: int) -> ResponseReturnValue:
    """Up or down by one place; the order is the same on every form."""
    way = read_form(WayIn)
    listed.move(actor(), lists.get_field(field_id), up=bool(way.data.get("up")))
    return _done("先后改好了。")


def _done(said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for(".index"))


def _new_page(form: Form) -> str:
    return render_template("district/field_new.html", form=form)


def _page(field: Field, form: Form | None = None, *, ending: Form | None = None) -> str:
    known = {"label": field.label, "words": field.words, "valid_from": lists.tomorrow()}
    return render_template(
        "district/field.html",
        field=field,
        form=form or blank_form(known),
        ending=ending or blank_form({"valid_from": lists.tomorrow()}),
        wordings=listed.of_code(field),
        upcoming=listed.upcoming(field),
        said=lists.said_of,
    )
