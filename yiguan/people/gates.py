"""Who may use which surface. Roles and the disabled flag are read from the database at each request."""

import time
from collections.abc import Callable

from flask import abort, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user

from yiguan.base.actor import NOBODY, Actor
from yiguan.base.errors import Forbidden, SignedOut, Unauthorised
from yiguan.people import queries
from yiguan.people.states import ADMINS, BENCH_ROLES, DESK_ROLES
from yiguan.settings import settings
from yiguan.web.app import Yiguan
from yiguan.web.surfaces import Surface

login = LoginManager()
SEEN_EVERY_S = 60
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
    idle_min = settings().admin_idle_min if actor.has(*ADMINS) else settings().idle_min
    now, seen = int(time.time()), int(session.get("seen", 0))
    if now - seen > idle_min * 60:
        return None
    if now - seen > SEEN_EVERY_S:
        session["seen"] = now
    return SignedIn(token, actor)


def identify() -> Actor:
    """The bearer token's account, else the signed-in one, else nobody."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
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


def bench_gate(actor: Actor) -> None:
    """工作台: conveners, station staff, members; district staff may visit it."""
    staff_gate(actor)
    if not actor.has(*BENCH_ROLES, *DESK_ROLES) or only_admin(actor):
        raise Forbidden()


def desk_gate(actor: Actor) -> None:
    """办公台: district roles; in production only with the second factor."""
    staff_gate(actor)
    if only_admin(actor):
        raise Forbidden("管理员账号只管账号和设置，看不到协商的内容。请从“我的账号”进入。")
    if not actor.has(*DESK_ROLES):
        raise Forbidden("这里是区级办公台，您的账号是站点账号。请从工作台进入。")
    if settings().mode == "production" and not actor.has_totp:
        abort(redirect(url_for("people_public.totp")))


def only_admin(actor: Actor) -> bool:
    """三员 read no business content (domain.md §9.2.10)."""
    return all(grant.role in map(str, ADMINS) for grant in actor.grants)


def api_gate(actor: Actor) -> None:
    """A token writes only with the write scope; the routes themselves say what residents may do without an account."""
    if actor.kind == "token" and request.method not in ("GET", "HEAD", "OPTIONS") and "write" not in actor.scopes:
        raise Forbidden("这个令牌只能读，不能写。请换一个有写权限的令牌。")


def require_staff(actor: Actor) -> None:
    """For API routes that are not open to residents."""
    if not actor.signed_in:
        raise Unauthorised()


SURFACES = (
    Surface("phone", has_accounts=False),
    Surface("public"),
    Surface("bench", bench_gate),
    Surface("desk", desk_gate),
    Surface("hall", bench_gate),
    Surface("reception"),
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
