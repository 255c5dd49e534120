"""Who uses the check-in desk: somebody who runs the meeting, or a helper whose cookie proves link and PIN."""

from flask import Response, abort, redirect, request, url_for

from yiguan.attendance import helper_links, queries, rules
from yiguan.base import crypto
from yiguan.base.actor import Actor
from yiguan.base.codes import CROCKFORD, read_code
from yiguan.base.errors import Forbidden, NotFound, Unauthorised, require
from yiguan.meetings.models import Meeting
from yiguan.meetings.queries import get_meeting
from yiguan.meetings.rules import can_run, whom_to_ask
from yiguan.settings import settings
from yiguan.web.surfaces import actor

DAY_S = 86_400


def cookie_name() -> str:
    """Browsers accept `__Host-` cookies only over https or on loopback."""
    return "__Host-helper" if settings().https or settings().loopback else "helper"


def set_helper(response: Response, token: str, person_id: int) -> Response:
    """Sets the cookie: the link's secret, the helper, and the proof of the PIN; the link is read at each request."""
    value = f"{token}.{person_id}.{_proof(settings().keys.code, token, person_id)}"
    secure = cookie_name().startswith("__Host-")
    response.set_cookie(cookie_name(), value, max_age=2 * DAY_S, secure=secure, httponly=True, samesite="Lax", path="/")
    return response


def _proof(key: bytes, token: str, person_id: int) -> str:
    return crypto.mac(key, "helper cookie", token, person_id).hex()


def helper() -> Actor | None:
    """The helper who sent this request, while their link is valid."""
    token, _, rest = request.cookies.get(cookie_name(), "").partition(".")
    number, _, proof = rest.partition(".")
    person_id = int(number) if number.isascii() and number.isdigit() and len(number) < 20 else 0
    sent, ring = proof.encode("utf-8", "replace").decode(), settings().keys.ring("code")
    if not any(crypto.same(_proof(key, token, person_id), sent) for key in ring):
        return None
    found = helper_links.link_and_code(token)
    if found is None or not helper_links.is_alive(found[0]):
        return None
    extra = {"meeting": found[1], "shown": "yes" if found[0].shown else ""}
    return Actor(rules.HELPER, id=person_id, extra=extra)


def at_reception(code: str) -> tuple[Actor, Meeting]:
    """The actor and the meeting, for a page; others are redirected to sign in."""
    found = _found(code)
    if found is None:
        abort(redirect(url_for("people_public.sign_in", next=request.full_path.rstrip("?"))))
    return found


def at_reception_api(code: str) -> tuple[Actor, Meeting]:
    """The same for a program; others get 401."""
    found = _found(code)
    if found is None:
        raise NotFound if actor().signed_in else Unauthorised
    return found


def as_runner(code: str) -> Meeting:
    """The meeting, for staff who run it. Raises Forbidden, NotFound."""
    meeting = get_meeting(actor(), code)
    require(can_run(actor(), meeting), whom_to_ask(meeting.unit))
    return meeting


def at_batch(code: str) -> tuple[Actor, Meeting]:
    """For the batch only: a hall box authenticates by its pack's secret, others as at the check-in desk."""
    if actor().kind != rules.BOX:
        return at_reception_api(code)
    meeting = queries.meeting_for(actor(), read_code(code, CROCKFORD) or "")
    if meeting is None:
        raise Forbidden("这个会场包是另一场会的，什么都没有收下。请核对会议编号。")
    return actor(), meeting


def _found(code: str) -> tuple[Actor, Meeting] | None:
    who = helper()
    meeting = queries.meeting_for(who, read_code(code, CROCKFORD) or "") if who else None
    if who and meeting and not can_run(actor(), meeting):
        return who, meeting
    if not actor().signed_in:
        return None
    meeting = get_meeting(actor(), code)
    require(rules.can_receive(actor(), meeting), whom_to_ask(meeting.unit))
    return actor(), meeting
