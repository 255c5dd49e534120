"""Who may use which surface. Roles and the disabled flag are read from the database at each request."""

import time
from collections.abc import Callable

from flask import abort, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user

from yiguan.base.actor import NOBODY, Actor
from yiguan.base.errors import Forbidden, SignedOut, Unauthorised
from yiguan.organisation.values import value_of
from yiguan.people import queries
from yiguan.people.parameters import ADMIN_IDLE_MIN, IDLE_MIN
from yiguan.people.states import ADMINS, BENCH_ROLES, DESK_ROLES, Owed
from yiguan.web.app import Yiguan
from yiguan.web.surfaces import Surface, is_open_to_all, surface

login = LoginManager()
SEEN_EVERY_S = 60
WHERE_TO = {Owed.TOTP: "people_own.totp", Owed.PASSWORD: "people_own.password"}
"""The page on which an account does what it owes."""
bearers: dict[str, Callable[[str], Actor | None]] = {}
"""Prefix of the secrets of a slice's own bearer tokens → their actor; every other secret is an account's token."""


class SignedIn(UserMixin):
    """The user object of flask-login: the sign-in's secret and its actor."""

    def __init__(self, token: str, actor: Actor) -> None:
        self.id = token
        self.actor = actor


@login.user_loader  # type: ignore[untyped-decorator]
def load(token: str) -> SignedIn | None:
    """None when the sign-in ended, was revoked, or was idle too long; the cookie stores the time of the last visit."""
    actor = queries.actor_by_sign_in(token)
    if actor is None:
        return None
    idle_min = value_of(ADMIN_IDLE_MIN if actor.has(*ADMINS) else IDLE_MIN)
    now, seen = int(time.time()), int(session.get("seen", 0))
    if now - seen > idle_min * 60:
        return None
    if now - seen > SEEN_EVERY_S:
        session["seen"] = now
    return SignedIn(token, actor)


def identify() -> Actor:
    """The signed-in account, or nobody; on the API a bearer token's account comes first. Pages know no tokens, since
    their gates ask for no scope and their forms rely on cookies.
    """
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and surface() == "api":
        secret = secret.strip()
        read = next((read for begin, read in bearers.items() if secret.startswith(begin)), queries.actor_by_token)
        actor = read(secret)
        if actor is None:
            raise Unauthorised("这个令牌无效或已停用。请到工作台重新申请。")
        return actor
    return current_user.actor if current_user.is_authenticated else NOBODY


def staff_gate(actor: Actor) -> None:
    """Redirects to the sign-in page. If the sign-in expired while a form was filled in, the refusal shows its text."""
    if actor.signed_in:
        return
    if set(request.form) - {"csrf_token", "once", "version"}:
        raise SignedOut()
    wanted = request.full_path.rstrip("?") if request.method == "GET" else ""
    abort(redirect(url_for("people_public.sign_in", next=wanted)))


def account_gate(actor: Actor) -> None:
    """Nothing is read or done by an account that owes a second factor or a new password (product.md §5.3).

    Every surface with accounts has this gate, except the own account and the pages that need none.
    """
    if not actor.owes:
        return
    owed = Owed(actor.owes)  # type: ignore[call-arg]
    if request.method == "GET" and surface() != "api":
        abort(redirect(url_for(WHERE_TO[owed])))
    raise Forbidden(f"这个账号要先{owed.label}，才能继续。这一步没有办；请从“我的账号”进去。", code=f"owes_{owed}")


def work_gate(actor: Actor) -> None:
    """Whoever works here with records: signed in, nothing owed, and not as one of 三员 alone."""
    staff_gate(actor)
    account_gate(actor)
    _refuse_admins(actor)


def _refuse_admins(actor: Actor) -> None:
    if actor.signed_in and only_admin(actor):
        raise Forbidden("管理员账号只管账号和设置，看不到协商的内容。请从“我的账号”进入。")


def bench_gate(actor: Actor) -> None:
    """工作台: conveners, station staff, members; district staff may visit it."""
    work_gate(actor)
    if not actor.has(*BENCH_ROLES, *DESK_ROLES):
        raise Forbidden()


def desk_gate(actor: Actor) -> None:
    """办公台: district roles."""
    work_gate(actor)
    if not actor.has(*DESK_ROLES):
        raise Forbidden("这里是区级办公台，您的账号是站点账号。请从工作台进入。")


def reception_gate(actor: Actor) -> None:
    """签到台: also helpers without an account, whose link the pages check."""
    account_gate(actor)
    _refuse_admins(actor)


def only_admin(actor: Actor) -> bool:
    """三员 read no business content (domain.md §9.2.10); somebody without any appointment reads none either."""
    return actor.kind in ("staff", "token") and all(grant.role in map(str, ADMINS) for grant in actor.grants)


def api_gate(actor: Actor) -> None:
    """Without an account only what is open to all; a token writes only with the write scope."""
    if not actor.signed_in and not is_open_to_all():
        raise Unauthorised()
    account_gate(actor)
    _refuse_admins(actor)
    if actor.kind == "token" and request.method not in ("GET", "HEAD", "OPTIONS") and "write" not in actor.scopes:
        raise Forbidden("这个令牌只能读，不能写。请换一个有写权限的令牌。")


def admin_gate(actor: Actor) -> None:
    """What is kept of an installation: by 三员 and the district's staff; each page asks for its own role."""
    staff_gate(actor)
    account_gate(actor)
    if not actor.has(*ADMINS, *DESK_ROLES):
        raise Forbidden("这里归管理员和区政协办公室，您的账号不办这些事。")


def settings_gate(actor: Actor) -> None:
    """设置: the office; while no officer has ever signed in, the system administrator too (product.md §5.3)."""
    staff_gate(actor)
    account_gate(actor)
    if not queries.acts_for_office(actor):
        raise Forbidden("设置归区政协办公室管，您的账号不办这件事，什么都没有改动。要改什么，请告诉办公室。")


SURFACES = (
    Surface("phone", has_accounts=False),
    Surface("public"),
    Surface("own", staff_gate),
    Surface("bench", bench_gate),
    Surface("desk", desk_gate),
    Surface("admin", admin_gate),
    Surface("settings", settings_gate),
    Surface("hall", bench_gate),
    Surface("reception", reception_gate),
    Surface("link", has_accounts=False),
    Surface("api", api_gate),
    Surface("operator", has_accounts=False),
)
"""The first one also answers unknown addresses."""


def init_gates(app: Yiguan) -> None:
    # `login.init_app` without its hook on every answer for "remember me", which we do not have
    app.login_manager = login  # type: ignore[attr-defined]
    login.session_protection = None
    app.identify = identify
    app.surfaces = {surface.name: surface for surface in SURFACES}
