"""Signing in, and the first password by a one-time link."""

import time
from urllib.parse import urlsplit

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user

from yiguan.base.errors import NotFound, TooMany
from yiguan.people import (
    browsers,
    gates,
    known_browser,
    password_rules,
    passwords,
    queries,
    service,
    signing_in,
    vault,
)
from yiguan.people.attempts import Origin
from yiguan.people.models import Account
from yiguan.people.schemas import PasswordIn, SignInIn
from yiguan.people.signing_in import Trying
from yiguan.settings import settings
from yiguan.store.db import beforehand, reading
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.limits import Failures, network
from yiguan.web.surfaces import Pages, remember

pages = Pages("people", "public")
failures = Failures(20, "sign-in")
"""Wrong attempts a minute from one address, whatever the names: one password tried on many accounts."""
TOO_MANY = "从这个网络登录，错的次数太多了。请等一分钟再试；您自己常用的那台电脑或手机不受影响。"


@pages.get("/sign-in")
def sign_in() -> str:
    return render_template("people/sign_in.html", form=blank_form({"next": request.args.get("next", "")}))


@pages.post("/sign-in")
def do_sign_in() -> ResponseReturnValue:
    form = read_form(SignInIn)
    if form.ok:
        name = form.data["username"]
        with reading():  # Argon2 is slow on purpose; no transaction may wait for it
            account = queries.account_named(name)
            stored = account.password_hash if account else None
            origin = Origin(network(request.remote_addr or ""), known_browser.sent_for(account))
            _refuse_flood(origin)
        trying, right = _try(name, origin, stored, form.data["password"])
        known, browser = queries.account_named(name, lock=True), browsers.named(request.user_agent.string)
        if secret := signing_in.sign_in(known, trying, password_ok=right, code=form.data["code"], browser=browser):
            return _welcome(known, secret)
        failures.add(origin.address)
        remember()
        form.refuse("username", signing_in.WRONG)
    return render_template("people/sign_in.html", form=form), 422


def _try(name: str, origin: Origin, stored: str | None, password: str) -> tuple[Trying, bool]:
    """Counts the attempt, then checks the password unless the name has to wait. Raises Crowded before it counts."""
    with passwords.place():
        with beforehand():
            trying = signing_in.begin(queries.account_named(name, lock=True), name=name, origin=origin)
        cheap = settings().cheap_passwords
        return trying, trying.is_checked and passwords.is_right(stored, password, cheap=cheap)


def _refuse_flood(origin: Origin) -> None:
    """Before any password is looked at. Raises TooMany from an address that only tries; known browsers get through."""
    if not origin.browser and failures.is_over(origin.address):
        raise TooMany(TOO_MANY)


def _welcome(account: Account | None, secret: str) -> ResponseReturnValue:
    session.clear()
    session.permanent = True
    session["seen"] = int(time.time())
    who = queries.actor_by_sign_in(secret)
    assert who is not None and account is not None  # noqa: S101, PT018 - made in this very transaction
    login_user(gates.SignedIn(secret, who))
    return known_browser.remember(redirect(_safe_next(request.form.get("next", ""))), account)


def _safe_next(target: str) -> str:
    """The path to continue with after signing in, if it is one of this site."""
    parts = urlsplit(target)
    local = target.startswith("/") and not target.startswith(("//", "/\\")) and not parts.netloc
    return target if local else url_for("people_own.start")


@pages.get("/first-password/<link>")
def first_password(link: str) -> str:
    """The page of a one-time link; opening it does not use the link up."""
    return _first_page(blank_form(), _found(link), link)


@pages.post("/first-password/<link>")
def set_first_password(link: str) -> ResponseReturnValue:
    with reading():
        account = _found(link)
        former = password_rules.hashes_of(account)
    form = read_form(PasswordIn)
    if form.ok:
        own = (account.username, vault.name_of(account.person))
        with form.taking():
            password_rules.require_good(**form.data, own_words=own, former=former)
    if not form.ok:
        return _first_page(form, account, link), 422
    digest = passwords.make_hash(form.data["password"], cheap=settings().cheap_passwords)
    account = _found(link)
    service.set_password(queries.actor_of(account), account, digest)
    flash("密码已设好，请登录。")
    return known_browser.remember(redirect(url_for(".sign_in")), account)


def _first_page(form: Form, account: Account, link: str) -> str:
    told = {"account": account, "link": link, "rule": password_rules.told()}
    return render_template("people/first_password.html", form=form, **told)


def _found(link: str) -> Account:
    account = queries.account_by_link(link)
    if account is None:
        raise NotFound("这个链接已经用过或过期了。请联系系统管理员重新发一个。")
    return account
