"""换手机 on the phones: the old one shows a code, the new one takes it over; opening a code changes nothing."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from yiguan.base import qr
from yiguan.base.errors import NotFound, TooMany
from yiguan.new_phones import offering, queries
from yiguan.new_phones.acts import TAKE, UNDO
from yiguan.new_phones.models import PhoneMove
from yiguan.new_phones.schemas import PersonIn, SameIn, TypedIn
from yiguan.people import device_cookie, residents, vault
from yiguan.people.privacy.masks import mask_name
from yiguan.web.forms import Form, blank_form, read_form, told
from yiguan.web.limits import Failures
from yiguan.web.surfaces import Pages
from yiguan.workflow.perform import perform

pages = Pages("new_phones", "phone")
failures = Failures(40, "new-phone")
NO_COOKIE = "这部手机不让网页记东西，换了也记不住，所以没有换。请换一个浏览器再扫一次，码还能用。"
BY_PHONE = "本人用原来的手机换回来"


@pages.get("/new-phone")
def ask() -> str:
    return _ask(blank_form())


@pages.post("/new-phone")
def read() -> ResponseReturnValue:
    """The eight characters, typed on a phone that cannot scan."""
    form = read_form(TypedIn)
    if found := queries.find(form.value("code")):
        return redirect(url_for(".show", code=queries.code_of(found)), 303)
    _count_failure()
    form.refuse("code", queries.GONE)
    return _ask(form), 422


@pages.post("/new-phone/code")
def make() -> ResponseReturnValue:
    """The old phone's own code, for one of its people; its cookie is the proof."""
    chosen = read_form(PersonIn).value("person")
    here = residents.persons_on(device_cookie.sent()) if device_cookie.sent() else []
    person = next((person for person in here if str(person.id) == chosen), None)
    if person is None:
        raise NotFound("这部手机不认得这位，没有给码。换手机，请协商站或签到台的工作人员帮忙。")
    return redirect(url_for(".own", phone_move_id=offering.show(person).id), 303)


@pages.get("/new-phone/code/<int:phone_move_id>")
def own(phone_move_id: int) -> str:
    move = queries.own(phone_move_id, _device())
    code = queries.code_of(move)
    facts = {"name": vault.name_of(move.person), "until": move.until, "spelt": f"{code[:4]} {code[4:]}"}
    return render_template("new_phones/own.html", drawing=qr.draw(queries.address_of(code)), **facts)


@pages.post("/new-phone/<int:phone_move_id>/undo")
def undo(phone_move_id: int) -> ResponseReturnValue:
    """On the phone from which the person was moved; its cookie is the proof."""
    move = queries.get_gone(phone_move_id, _device())
    perform(UNDO, move, by=residents.as_actor(move.person), note=BY_PHONE)
    flash("换回来了，这部手机又认得您了。", "done")
    return redirect(url_for("home_phone.mine"), 303)


@pages.get("/M/<code>")
def show(code: str) -> ResponseReturnValue:
    move, token = _found(code), device_cookie.device_token()
    page = make_response(_move_page(move, code, token))
    return device_cookie.set_device(page, token)


@pages.post("/M/<code>")
def take(code: str) -> ResponseReturnValue:
    """The secret code also protects this form against forgery."""
    move, token = _found(code), device_cookie.device_token()
    if device_cookie.sent() != token:
        return render_template("new_phones/move.html", code=code, name="", until=move.until, refusal=NO_COOKIE), 409
    same = told(read_form(SameIn)).data["same"]
    perform(TAKE, move, by=residents.as_actor(move.person), token=token, same=same)
    flash("换好了，这部手机认得您了。从前的事都在这里；原来那部手机不再认得您。", "done")
    return redirect(url_for("home_phone.mine"), 303)


def _move_page(move: PhoneMove, code: str, token: str) -> str:
    """Where the phone knows the name already, with the question whether that is the same person."""
    there = queries.namesake_on(residents.device_id_of(token), move.person)
    name = mask_name(vault.name_of(move.person))
    facts = {"code": code, "name": name, "until": move.until, "namesake": there is not None}
    return render_template("new_phones/move.html", form=blank_form(), **facts)


def _device() -> int:
    token = device_cookie.sent()
    return residents.device_id_of(token) if token else -1


def _found(code: str) -> PhoneMove:
    move = queries.find(code)
    if move is None:
        _count_failure()
        raise NotFound(queries.GONE)
    return move


def _count_failure() -> None:
    address = request.remote_addr or ""
    failures.add(address)
    if failures.is_over(address):
        raise TooMany("试的次数太多了。请等一分钟再试，或者请工作人员再给一个码。")


def _ask(form: Form) -> str:
    return render_template("new_phones/typed.html", form=form)
