"""The web in one place: surfaces and gates, one commit per writing request, refusals shown each surface's way."""

from collections.abc import Callable
from typing import Any, TypeVar

import structlog
from flask import Blueprint, Flask, Response, current_app, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter, Map

from yiguan.kernel import once, trouble
from yiguan.kernel.actor import NOBODY, Actor
from yiguan.kernel.cookies import SignedCookie
from yiguan.kernel.db import db, write_from_here
from yiguan.kernel.errors import Away, Busy, Conflict, Forbidden, Invalid, NotFound, Refusal, TooMany, Unsure
from yiguan.settings import Settings

SAFE = ("GET", "HEAD", "OPTIONS")
SURFACES = ("public", "phone", "bench", "desk", "hall", "reception", "api", "operator")
WITH_ACCOUNT = ("bench", "desk", "hall", "reception", "api", "public")
RETRIES = 3
csrf = CSRFProtect()
log = structlog.get_logger()
Answer = TypeVar("Answer")
Gate = Callable[[Actor], None]


class Pages(Blueprint):
    """The pages of one slice on one surface; the surface is the gate every request passes."""

    def __init__(self, slice_: str, surface: str, url_prefix: str = "", **kwargs: Any) -> None:
        super().__init__(f"{slice_}_{surface}", __name__, url_prefix=url_prefix or None, **kwargs)
        self.surface = surface


def actor() -> Actor:
    """Who acts in this request."""
    found: Actor = g.actor
    return found


def settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found


def surface() -> str:
    """The surface of this request; an unknown address belongs to the phone, where strangers are."""
    blueprint = current_app.blueprints.get(request.blueprint or "")
    return getattr(blueprint, "surface", "phone")


def remember() -> None:
    """Commits this request although it is refused: a failed sign-in, a wrong code, a refused scan must stay known."""
    g.remember = True


def match_version(record: Any) -> None:
    """Raises Conflict when the page or program saw an older version of the record than there is now."""
    json = request.get_json(silent=True) if request.is_json else None
    seen = json.get("version") if isinstance(json, dict) else request.form.get("version")
    if seen is not None and str(seen) != str(record.version):
        raise Conflict(code="stale_version")


class RowNumber(IntegerConverter):
    """A number that no column can hold is no address: 404, where the driver would fail."""

    def __init__(self, url_map: Map, **options: Any) -> None:
        super().__init__(url_map, **{"max": 2**63 - 1, **options})


class Yiguan(Flask):
    """Flask with one commit in one place: after a write that succeeded, before its answer leaves."""

    identify: Callable[[], Actor] = staticmethod(lambda: NOBODY)
    gates: dict[str, Gate]

    def dispatch_request(self) -> Response:
        if request.method in SAFE:
            return self.make_response(_once_more(super().dispatch_request))
        for attempt in range(1, RETRIES + 1):
            try:
                return self._write()
            except (StaleDataError, IntegrityError) as clash:
                db.session.rollback()
                raise Conflict() from clash
            except DBAPIError as error:
                db.session.rollback()
                _weigh(error, attempt)
                _rewind()
            except Exception:
                db.session.rollback()
                raise
        raise Busy()

    def _write(self) -> Response:
        write_from_here()
        g.remember = g.committing = False
        keyed = once.request_key()
        if keyed and (kept := once.replay(*keyed)):
            return kept
        answer = self.make_response(super().dispatch_request())
        if answer.status_code < 400 or g.remember:
            if keyed and answer.status_code < 400:
                once.keep(*keyed, answer)
            g.committing = True
            db.session.commit()
        else:
            db.session.rollback()
        return answer


def _weigh(error: DBAPIError, attempt: int) -> None:
    """Returns when the write may be tried again. After a commit that was cut off only a key makes that safe."""
    cut_off = trouble.is_cut_off(error)
    if not cut_off and not trouble.is_passing(error):
        raise error
    if cut_off and g.committing and not once.request_key():
        raise Unsure() from error
    if attempt == RETRIES:
        raise (Away() if cut_off else Busy()) from error


def _once_more(ask: Callable[[], Answer]) -> Answer:
    """Reads on a connection that the server's end has closed, say by a restart, are asked again on a fresh one."""
    try:
        return ask()
    except DBAPIError as error:
        if not trouble.is_cut_off(error):
            raise
        db.session.remove()
        return ask()


def _rewind() -> None:
    for file in request.files.values():
        file.stream.seek(0)


def init_web(app: Yiguan) -> None:
    """Hooks every request passes, in their order; the gates themselves come from the slices that know roles."""
    csrf.init_app(app)
    app.session_interface = SignedCookie()
    app.url_map.converters["int"] = RowNumber
    app.gates = {}
    app.before_request(_guard)
    app.after_request(_harden)
    for kind in (Refusal, HTTPException, CSRFError, RecursionError):
        app.register_error_handler(kind, show_error)
    app.register_error_handler(DBAPIError, show_trouble)
    app.register_error_handler(500, show_error)


def _guard() -> None:
    g.actor = NOBODY
    where = surface()
    if request.method not in SAFE and not _same_site():
        raise Forbidden("这个请求不是从本平台的页面发出的，没有执行。请从平台页面重新操作。", code="foreign_origin")
    if where in WITH_ACCOUNT:
        g.actor = _once_more(current_app.identify)  # type: ignore[attr-defined]
    if (gate := current_app.gates.get(where)) is not None:  # type: ignore[attr-defined]
        gate(g.actor)
    if request.method not in SAFE and where not in ("phone", "operator") and g.actor.kind == "staff":
        csrf.protect()


def _same_site() -> bool:
    """A missing header passes (old phones send none); a foreign one does not."""
    site, origin = request.headers.get("Sec-Fetch-Site", "none"), request.headers.get("Origin")
    own = origin is None or origin.rpartition("://")[2] == request.host
    return own and site in ("same-origin", "none")


CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


HARDENED = (
    ("Content-Security-Policy", CSP),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
)


def _harden(response: Response) -> Response:
    given = {name.lower() for name, _ in response.headers}
    for name, text in HARDENED:
        if name.lower() not in given:
            response.headers.add(name, text)
    return response


PLAIN: dict[int, type[Refusal]] = {403: Forbidden, 404: NotFound, 409: Conflict, 422: Invalid, 429: TooMany, 503: Busy}
OTHER = {
    405: ("method_not_allowed", "这个地址不能这样用，什么都没有改动。请返回上一页。"),
    413: ("too_large", "内容太大了，没有存下。照片每张不超过10MB,请少选几张再试。"),
    415: ("unsupported_media_type", "这里要用 JSON 提交，请检查 Content-Type。"),
    500: ("server_error", "系统出了点问题，刚才这一步没有存下。请稍后再试；如一直这样，请告诉工作人员。"),
}


def as_refusal(error: Exception) -> Refusal:
    """Any error as a refusal with a status, a stable code and a sentence."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, CSRFError):
        return Refusal(
            "这一页放得太久，或是从别处打开的，这次没有存下。内容还在下面，请核对后再点一次。", code="stale_page"
        )
    status = (
        error.code or 500 if isinstance(error, HTTPException) else 400 if isinstance(error, RecursionError) else 500
    )
    if status in PLAIN:
        return PLAIN[status]()
    refusal = Refusal(OTHER.get(status, ("", ""))[1], code=OTHER.get(status, ("bad_request", ""))[0])
    refusal.status = status
    return refusal


def show_trouble(error: DBAPIError) -> ResponseReturnValue:
    """A database that is away or full, as a refusal; anything else it says is a fault of ours."""
    refusal = trouble.as_refusal(error)
    if refusal is None:
        raise error
    log.error("database trouble", code=refusal.code, fault=type(error.orig).__name__)
    return show_error(refusal)


def show_error(error: Exception) -> ResponseReturnValue:
    """One refusal, shown as JSON to programs and as a page to people; what they typed is shown back to them."""
    if isinstance(error, HTTPException) and error.response is not None:
        return error.response
    refusal = as_refusal(error)
    if refusal.status >= 500:
        db.session.rollback()
    where = surface()
    if where == "api" or request.path.startswith("/api/"):
        answer = jsonify(code=refusal.code, message=refusal.message, fields=refusal.fields)
    else:
        page = render_template(
            "errors/page.html", refusal=refusal, surface=where, typed=_posted(), again=_again(refusal)
        )
        answer = current_app.make_response(page)
    answer.status_code = refusal.status
    if hasattr(refusal, "retry_after_s"):
        answer.headers["Retry-After"] = str(refusal.retry_after_s)
    return answer


SECRET = ("csrf_token", "password", "again", "proof")
GROWN_OLD = ("signed_out", "stale_page")


def _posted() -> list[tuple[str, str]]:
    """What came in the form, never a password."""
    return [(name, text) for name, text in request.form.items(multi=True) if name not in SECRET]


def _again(refusal: Refusal) -> list[tuple[str, str]]:
    """The same form, for one tap more, where only the page or the sign-in had grown old; a file cannot come along."""
    whole = not any(file.filename for file in request.files.values())
    return _posted() if refusal.code in GROWN_OLD and whole else []
