"""The Flask application: one transaction per request, retries, the hooks of every request."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, request
from flask.ctx import AppContext
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter, Map, UnicodeConverter

from yiguan.base.actor import NOBODY, Actor
from yiguan.base.errors import Away, Busy, Conflict, Forbidden, NotFound, Refusal, Unsure
from yiguan.settings import Settings, enter, leave
from yiguan.store import trouble
from yiguan.store.db import db, write_from_here
from yiguan.web import once
from yiguan.web.cookies import SignedCookie
from yiguan.web.headers import harden
from yiguan.web.limits import shared
from yiguan.web.refusals import show_error, show_trouble
from yiguan.web.sizes import limit_size
from yiguan.web.surfaces import SAFE, Surface, current_surface

RETRIES = 3
LONGEST_WORD = 200
csrf = CSRFProtect()
Answer = TypeVar("Answer")


class RowNumber(IntegerConverter):
    """Answers 404 for a number too large for a column, where the driver would fail."""

    def __init__(self, url_map: Map, **options: Any) -> None:
        super().__init__(url_map, **{"max": 2**63 - 1, **options})


class Word(UnicodeConverter):
    """Reads what no column would hold as what no code or link of ours is, so that the view says its own 404."""

    def to_python(self, value: str) -> str:
        return "".join(char if char.isprintable() else "\ufffd" for char in value[:LONGEST_WORD])


class Installed(AppContext):
    """The app's context sets the settings when it is entered and restores them when it is left."""

    def push(self) -> None:
        super().push()
        self._before = enter(self.app.extensions["settings"])

    def pop(self, exc: BaseException | None = None) -> None:
        leave(self._before)
        super().pop(exc)


class Yiguan(Flask):
    """Commits in one place: after a successful write, before its answer is sent."""

    identify: Callable[[], Actor] = staticmethod(lambda: NOBODY)
    surfaces: dict[str, Surface]

    @property
    def settings(self) -> Settings:
        found: Settings = self.extensions["settings"]
        return found

    def app_context(self) -> AppContext:
        """Code inside it reads this installation's settings (yiguan/settings.py)."""
        return Installed(self)

    def dispatch_request(self) -> Response:
        if request.method in SAFE:
            return self.make_response(_once_more(super().dispatch_request))
        for attempt in range(1, RETRIES + 1):
            try:
                return self._write()
            except StaleDataError as clash:
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
    """Returns if the write may be retried, else raises. If the commit was interrupted, only a one-time key makes a
    retry safe.
    """
    if trouble.is_clash(error):
        raise Conflict() from error
    cut_off = trouble.is_cut_off(error)
    if not cut_off and not trouble.is_passing(error):
        raise error
    if cut_off and g.committing and not once.request_key():
        raise Unsure() from error
    if attempt == RETRIES:
        raise (Away() if cut_off else Busy()) from error


def _once_more(ask: Callable[[], Answer]) -> Answer:
    """Retries a read once on a new connection if the server had closed the old one, for example by a restart."""
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
    """Registers the hooks of every request, in their order; the gates come from the slices that know roles."""
    csrf.init_app(app)
    app.session_interface = SignedCookie()
    app.url_map.converters |= {"int": RowNumber, "string": Word, "default": Word}
    app.surfaces = {}
    if url := app.settings.redis_url:
        shared(url)
    app.before_request(_guard)
    app.after_request(harden)
    for kind in (Refusal, HTTPException, CSRFError, RecursionError):
        app.register_error_handler(kind, show_error)
    for fault in (DBAPIError, OSError):
        app.register_error_handler(fault, show_trouble)
    app.register_error_handler(500, show_error)


def _guard() -> None:
    g.actor = NOBODY
    limit_size()
    if b"%00" in request.query_string:  # PostgreSQL's texts hold none; in a path, `Word` refuses it
        raise NotFound()
    here = current_surface()
    if request.method not in SAFE and not _same_site():
        raise Forbidden("这个请求不是从本平台的页面发出的，没有执行。请从平台页面重新操作。", code="foreign_origin")
    if here.has_accounts:
        g.actor = _once_more(current_app.identify)  # type: ignore[attr-defined]
    here.gate(g.actor)
    if request.method not in SAFE and here.has_accounts and g.actor.kind == "staff":
        csrf.protect()


def _same_site() -> bool:
    """A missing header passes, since old phones send none; one of another site does not."""
    site, origin = request.headers.get("Sec-Fetch-Site", "none"), request.headers.get("Origin")
    own = origin is None or origin.rpartition("://")[2] == request.host
    return own and site in ("same-origin", "none")
