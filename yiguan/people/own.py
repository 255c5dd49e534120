"""我的账号: the own password, second factor, sign-ins and tokens; what guards the account is changed after a proof."""

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import logout_user

from yiguan.people import (
    device_cookie,
    gates,
    known_browser,
    own_phone,
    password_rules,
    passwords,
    proof,
    queries,
    service,
    signing_in,
    totp,
)
from yiguan.people.models import Account
from yiguan.people.schemas import OwnPasswordIn, OwnTotpIn
from yiguan.people.states import BENCH_ROLES, Role
from yiguan.settings import settings
from yiguan.store.db import db, reading
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.surfaces import Pages, actor, remember

pages = Pages("people", "own")


@pages.get("/start")
def start() -> ResponseReturnValue:
    """Redirects to the bench, the desk or the account page, by role."""
    if actor().has(*BENCH_ROLES):
        return redirect(url_for("home_bench.landing"))
    if not gates.only_admin(actor()):
        return redirect(url_for("home_desk.landing"))
    return redirect(url_for("administration_setup_admin.show" if actor().has(Role.SYS_ADMIN) else ".account"))


@pages.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    signing_in.sign_out(actor())
    logout_user()
    session.clear()
    answer = redirect(url_for("people_public.sign_in"))
    # not "storage": a check-in desk keeps scans there that are not sent yet
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@pages.get("/account")
def account() -> str:
    own = _own()
    sign_ins = queries.sign_ins_of(own.id)
    here = next((one for one in sign_ins if one.id == actor().sign_in_id), None)
    return render_template(
        "people/account.html",
        own=own,
        role_label=lambda role: Role(role).label,  # type: ignore[call-arg]
        sign_ins=sign_ins,
        wrong=queries.wrong_attempts(own.id, queries.sign_in_before(own.id, here)),
        tokens=queries.tokens_of(own.id),
        phone_is_own=own_phone.is_here(own.person_id, device_cookie.sent()),
    )


@pages.get("/account/password")
def password() -> str:
    return _password_page(blank_form())


@pages.post("/account/password")
def change_password() -> ResponseReturnValue:
    form = read_form(OwnPasswordIn)
    used = form.ok and _check_new(form)
    if not form.ok:
        return _password_page(form), 422
    digest = passwords.make_hash(form.data["password"], cheap=settings().cheap_passwords)
    if not proof.owned(actor(), form.data["present"], form.data["code"]):
        return _password_page(_unproven(form)), 422
    if used:
        form.refuse("password", password_rules.SAME)
        return _password_page(form), 422
    own = _own()
    service.change_password(actor(), own, digest)
    flash("密码换好了。别处的登录都已经退出，要用新密码再登录。")
    return known_browser.remember(redirect(url_for(".account")), own)


@pages.get("/account/totp", endpoint="totp")
def show_totp() -> str:
    return _totp_page(blank_form())


@pages.post("/account/totp")
def enrol_totp() -> ResponseReturnValue:
    """Sets the second factor or replaces it; its secret is made here and never comes from the form."""
    form = read_form(OwnTotpIn)
    secret = totp.offered(actor(), _own())
    if form.ok and not totp.is_code(secret, form.data["new_code"]):
        form.refuse("new_code", "动态码不对。请看手机上现在显示的6位数字，再填一次。")
    if not form.ok:
        return _totp_page(form), 422
    if not proof.owned(actor(), form.data["present"], form.data["code"]):
        return _totp_page(_unproven(form)), 422
    service.enrol_totp(actor(), _own(), secret)
    signing_in.second_factor(_own(), form.data["new_code"])  # which opens nothing any more
    flash("动态码已启用。以后登录时，除了密码还要填6位动态码。别处的登录都已经退出。")
    return redirect(url_for(".account"))


@pages.post("/account/sign-ins/<int:sign_in_id>/end")
def end_sign_in(sign_in_id: int) -> ResponseReturnValue:
    signing_in.end(actor(), queries.get_sign_in(actor(), sign_in_id))
    flash("那一处已经退出。")
    return redirect(url_for(".account"))


@pages.post("/account/sign-ins/end-others")
def end_other_sign_ins() -> ResponseReturnValue:
    signing_in.end_others(actor(), _own())
    flash("别处的登录都已经退出，只留下这一处。")
    return redirect(url_for(".account"))


@pages.post("/account/tokens/<int:token_id>/revoke")
def revoke_token(token_id: int) -> ResponseReturnValue:
    service.revoke_token(actor(), queries.get_token(actor(), token_id))
    flash("这个令牌已经停用，拿着它的程序马上就进不来了。")
    return redirect(url_for(".account"))


def _check_new(form: Form) -> bool:
    """Whether the new password was used before, which only its owner is told; other faults are said at their field."""
    with reading():
        own = _own()
        former = password_rules.hashes_of(own)
    new = {name: form.data[name] for name in ("password", "again")}
    with form.taking():
        password_rules.require_good(**new, own_words=(own.username, actor().name), former=())
    return form.ok and password_rules.was_used(former, form.data["password"])


def _own() -> Account:
    return db.session.get_one(Account, actor().account_id)


def _unproven(form: Form) -> Form:
    """The wrong attempt is counted, so the request commits."""
    remember()
    form.refuse("present", proof.NOT_OWN)
    return form


def _password_page(form: Form) -> str:
    return render_template("people/password.html", form=form, rule=password_rules.told(), owed=actor().owes)


def _totp_page(form: Form) -> str:
    drawn = totp.draw(actor(), _own())
    return render_template("people/totp.html", form=form, drawn=drawn, owed=actor().owes)
