"""Signing in and out, the first password, the second factor: pages outside the staff surfaces."""

import time
from urllib.parse import urlsplit

import pyotp
from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user

from yiguan.base import clock, crypto, qr
from yiguan.base.errors import NotFound
from yiguan.people import gates, passwords, queries, service, vault
from yiguan.people.models import Account
from yiguan.people.schemas import PasswordIn, SignInIn, TotpIn
from yiguan.people.states import BENCH_ROLES, Role
from yiguan.settings import settings
from yiguan.store.db import db, reading
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.surfaces import Pages, actor, remember

pages = Pages("people", "public")


def _safe_next(target: str) -> str:
    """The path to continue with after signing in, if it is one of this site."""
    parts = urlsplit(target)
    local = target.startswith("/") and not target.startswith(("//", "/\\")) and not parts.netloc
    return target if local else url_for(".start")


@pages.get("/sign-in")
def sign_in() -> str:
    return render_template("people/sign_in.html", form=blank_form({"next": request.args.get("next", "")}))


@pages.post("/sign-in")
def do_sign_in() -> ResponseReturnValue:
    form = read_form(SignInIn)
    if form.ok:
        with reading():  # Argon2 is slow on purpose; no transaction may wait for it
            known = queries.account_named(form.data["username"])
            stored = known.password_hash if known else None
        right = passwords.matches(stored, form.data["password"], cheap=settings().cheap_passwords)
        account = queries.account_named(form.data["username"])
        secret = service.sign_in(account, password_ok=right, code=form.data["code"])
        if secret:
            return _welcome(secret)
        remember()
        form.refuse("username", service.WRONG)
    return render_template("people/sign_in.html", form=form), 422


def _welcome(secret: str) -> ResponseReturnValue:
    session.clear()
    session.permanent = True
    session["seen"] = int(time.time())
    who = queries.actor_by_sign_in(secret)
    assert who is not None  # noqa: S101 - made in this very transaction
    login_user(gates.SignedIn(secret, who))
    return redirect(_safe_next(request.form.get("next", "")))


@pages.get("/start")
def start() -> ResponseReturnValue:
    """Redirects to the bench, the desk or the account page, by role."""
    gates.staff_gate(actor())
    if actor().has(*BENCH_ROLES):
        return redirect(url_for("home_bench.landing"))
    return redirect(url_for(".account" if gates.only_admin(actor()) else "home_desk.landing"))


@pages.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    gates.staff_gate(actor())
    service.sign_out(actor())
    logout_user()
    session.clear()
    return redirect(url_for(".sign_in"))


@pages.get("/account")
def account() -> ResponseReturnValue:
    gates.staff_gate(actor())
    return render_template("people/account.html", role_label=lambda role: Role(role).label)  # type: ignore[call-arg]


@pages.get("/first-password/<link>")
def first_password(link: str) -> str:
    """The page of a one-time link; opening it does not use the link up."""
    return render_template("people/first_password.html", form=blank_form(), account=_found(link), link=link)


@pages.post("/first-password/<link>")
def set_first_password(link: str) -> ResponseReturnValue:
    form = read_form(PasswordIn)
    _check_new(form)
    digest = passwords.make_hash(form.data["password"], cheap=settings().cheap_passwords) if form.ok else ""
    account = _found(link)
    if not form.ok:
        return render_template("people/first_password.html", form=form, account=account, link=link), 422
    service.set_password(queries.actor_of(account), account, digest)
    flash("密码已设好，请登录。")
    return redirect(url_for(".sign_in"))


def _check_new(form: Form) -> None:
    if not form.ok:
        return
    if len(form.data["password"]) < settings().password_min:
        form.refuse("password", f"密码至少{settings().password_min}位。可以用一句容易记的话。")
    elif form.data["password"] != form.data["again"]:
        form.refuse("again", "两次填的不一样，请再填一遍。")


def _found(link: str) -> Account:
    account = queries.account_by_link(crypto.mac(vault.keys().index, link))
    if account is None:
        raise NotFound("这个链接已经用过或过期了。请联系系统管理员重新发一个。")
    return account


@pages.get("/account/totp")
def totp() -> str:
    gates.staff_gate(actor())
    secret = pyotp.random_base32()
    return _totp_page(blank_form({"secret": secret}))


@pages.post("/account/totp")
def enrol_totp() -> ResponseReturnValue:
    gates.staff_gate(actor())
    form = read_form(TotpIn)
    if form.ok and not pyotp.TOTP(form.data["secret"]).verify(form.data["code"], for_time=clock.now(), valid_window=1):
        form.refuse("code", "动态码不对。请看手机上现在显示的6位数字，再填一次。")
    if not form.ok:
        return _totp_page(form), 422
    found = db.session.get(Account, actor().account_id)
    if found is None or found.totp_secret is not None:
        raise NotFound("动态码已经设好了。如要更换，请联系安全管理员。")
    service.enrol_totp(actor(), found, form.data["secret"])
    flash("动态码已启用。以后登录时，除了密码还要填6位动态码。")
    return redirect(url_for(".account"))


def _totp_page(form: Form) -> str:
    if form.error("secret"):
        form = Form({**form.typed, "secret": pyotp.random_base32()}, form.errors)
    address = pyotp.TOTP(form.value("secret")).provisioning_uri(name=actor().name, issuer_name="议关")
    return render_template("people/totp.html", form=form, code=qr.draw(address))
