"""How refusals are shown: as JSON to programs, as a page with what they typed to people."""

import structlog
from flask import current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, IntegrityError
from werkzeug.exceptions import HTTPException

from yiguan.base.errors import Busy, Conflict, Forbidden, Invalid, NotFound, Refusal, TooMany
from yiguan.store import trouble
from yiguan.store.db import db
from yiguan.web.surfaces import surface

log = structlog.get_logger()
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


def show_trouble(error: DBAPIError | OSError) -> ResponseReturnValue:
    """Shows a refusal when the database is unavailable, or it or the disk is full; any other error is a bug.

    A broken constraint is not raised further, since Flask would log it with the row's values.
    """
    if isinstance(error, IntegrityError):
        log.error("constraint broken", constraint=trouble.constraint_of(error), endpoint=request.endpoint)
        return show_error(error)
    refusal = trouble.as_refusal(error)
    if refusal is None:
        raise error
    log.error("trouble", code=refusal.code, fault=type(getattr(error, "orig", error)).__name__)
    return show_error(refusal)


def show_error(error: Exception) -> ResponseReturnValue:
    """Shows one refusal: as JSON to programs, as a page with what they typed to people."""
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


SECRET = ("csrf_token", "password", "again", "proof", "present")
EXPIRED = ("signed_out", "stale_page")


def _posted() -> list[tuple[str, str]]:
    """The posted fields without passwords; none if the form could not be read, since reading it fails again."""
    try:
        return [(name, text) for name, text in request.form.items(multi=True) if name not in SECRET]
    except (HTTPException, OSError):
        return []


def _again(refusal: Refusal) -> list[tuple[str, str]]:
    """The same form for another try, if only the page or the sign-in had expired; files cannot be sent again."""
    if refusal.code not in EXPIRED or any(file.filename for file in request.files.values()):
        return []
    return _posted()
