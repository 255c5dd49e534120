"""换手机 on the new phone: opening the code changes nothing, one tap moves the person."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from yiguan.base.errors import NotFound, TooMany
from yiguan.people import device_cookie, new_phone, vault
from yiguan.people.models import PhoneMove
from yiguan.people.privacy.masks import mask_name
from yiguan.people.schemas import MoveIn
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.limits import Failures
from yiguan.web.surfaces import Pages

pages = Pages("people", "phone")
failures = Failures(40, "new-phone")
NO_COOKIE = "这部手机不让网页记东西，换了也记不住，所以没有换。请换一个浏览器再扫一次，码还能用。"


@pages.get("/new-phone")
def ask() -> str:
    return _ask(blank_form())


@pages.post("/new-phone")
def read() -> ResponseReturnValue:
    """The eight characters, typed on a phone that cannot scan."""
    form = read_form(MoveIn)
    if found := new_phone.find(form.value("code")):
        return redirect(url_for(".show", code=new_phone.code_of(found)), 303)
    _count_failure()
    form.refuse("code", new_phone.GONE)
    return _ask(form), 422


@pages.get("/M/<code>")
def show(code: str) -> ResponseReturnValue:
    move, token = _found(code), device_cookie.device_token()
    name = mask_name(vault.name_of(move.person))
    page = make_response(render_template("people/move.html", code=code, name=name, until=move.until))
    return device_cookie.set_device(page, token)


@pages.post("/M/<code>")
def take(code: str) -> ResponseReturnValue:
    """The secret code also protects this form against forgery."""
    move, token = _found(code), device_cookie.device_token()
    if device_cookie.sent() != token:
        return render_template("people/move.html", code=code, name="", until=move.until, refusal=NO_COOKIE), 409
    new_phone.take_over(move, token)
    flash("换好了，这部手机认得您了。从前的事都在这里；原来那部手机不再认得您。", "done")
    return redirect(url_for("home_phone.mine"), 303)


def _found(code: str) -> PhoneMove:
    move = new_phone.find(code)
    if move is None:
        _count_failure()
        raise NotFound(new_phone.GONE)
    return move


def _count_failure() -> None:
    address = request.remote_addr or ""
    failures.add(address)
    if failures.is_over(address):
        raise TooMany("试的次数太多了。请等一分钟再试，或者请工作人员再给一个码。")


def _ask(form: Form) -> str:
    return render_template("people/move_code.html", form=form)
