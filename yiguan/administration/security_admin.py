"""登录和令牌: what the security administrator watches: sign-ins in use, tokens, attempts, and the rules in force."""

from datetime import datetime, time

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from yiguan.administration import notices, watching
from yiguan.administration.schemas import TokenIn
from yiguan.base import clock
from yiguan.base.errors import require
from yiguan.people import queries, service, signing_in
from yiguan.people.states import Role, Scope
from yiguan.settings import settings
from yiguan.web.forms import blank_form, read_form
from yiguan.web.paging import paginate
from yiguan.web.surfaces import Pages, actor

pages = Pages("administration_security", "admin", url_prefix="/desk/security")
NOT_YOURS = "登录和令牌由安全管理员管，您的账号不办这件事。"


@pages.get("")
def index() -> str:
    _require_security()
    return render_template(
        "administration/security.html",
        sign_ins=watching.sign_ins(),
        tokens=watching.tokens(),
        rules=watching.rules_in_words(settings()),
    )


@pages.get("/attempts")
def attempts() -> str:
    """登录记录, also under names that no account has; wrong ones alone unless all are asked for."""
    _require_security()
    everything = request.args.get("all") == "1"
    page = paginate(watching.attempts(wrong_only=not everything))
    rows = watching.told(page.items)
    return render_template("administration/attempts.html", page=page, rows=rows, everything=everything)


@pages.post("/sign-ins/<int:sign_in_id>/end")
def end_sign_in(sign_in_id: int) -> ResponseReturnValue:
    _require_security()
    signing_in.end(actor(), watching.get_sign_in(sign_in_id))
    flash("那一处已经退出，本人要重新登录。")
    return redirect(url_for(".index"))


@pages.get("/tokens/new")
def ask_token() -> str:
    _require_security()
    return render_template("administration/token_form.html", form=blank_form(), scopes=Scope.choices())


@pages.post("/tokens/new")
def issue_token() -> ResponseReturnValue:
    """The token is shown on this answer only; it is stored as a hash. It can never sign (product.md §5.6)."""
    _require_security()
    form = read_form(TokenIn)
    account = queries.account_named(form.data["username"]) if form.ok else None
    if form.ok and (account is None or account.disabled_at is not None):
        form.refuse("username", "没有这个账号，或者停用着。请核对账号名。")
    if account is None or not form.ok:
        return render_template("administration/token_form.html", form=form, scopes=Scope.choices()), 422
    until = clock.from_local(datetime.combine(form.data["until"], time.max))
    given = {"label": form.data["label"], "until": until}
    secret = service.issue_token(actor(), account, str(form.data["scopes"]), **given)
    notices.token_issued(account, form.data["label"])
    return render_template("administration/token.html", secret=secret, username=account.username, **given)


@pages.post("/tokens/<int:token_id>/revoke")
def revoke_token(token_id: int) -> ResponseReturnValue:
    _require_security()
    service.revoke_token(actor(), watching.get_token(token_id))
    flash("这个令牌已经停用，拿着它的程序马上就进不来了。")
    return redirect(url_for(".index"))


def _require_security() -> None:
    require(actor().has(Role.SEC_ADMIN), NOT_YOURS)
