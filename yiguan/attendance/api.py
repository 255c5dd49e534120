from typing import Any

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from yiguan.attendance import queries, receipts
from yiguan.attendance.doors import reading, tap
from yiguan.attendance.ledger import counts, undoing
from yiguan.attendance.ledger.write import Outcome
from yiguan.attendance.schemas import AttendanceOut, CheckInIn, CheckInOut, CodeOut, DecidedOut, Named, Placed, UndoIn
from yiguan.attendance.states import LETS_IN, Result
from yiguan.base import clock
from yiguan.base.errors import Invalid, TooMany, require
from yiguan.meetings import parts
from yiguan.meetings.models import Meeting
from yiguan.meetings.queries import get_meeting, public_meeting
from yiguan.meetings.rules import can_run, whom_to_ask
from yiguan.people import device_cookie
from yiguan.people.privacy.masks import mask_name
from yiguan.people.queries import names_of
from yiguan.people.residents import device_id_of
from yiguan.registrations.queries import numbers
from yiguan.settings import settings
from yiguan.web.api import ApiPages, Body
from yiguan.web.limits import Failures
from yiguan.web.paging import Page, paginate
from yiguan.web.surfaces import actor

pages = ApiPages("attendance", "", description="签到: what a code is worth, a resident's check-in, and who came.")
failures = Failures(40, "check-in-api")


@pages.get("/codes/<code>")
@pages.gives(CodeOut)
@pages.open
def read_code(code: str) -> dict[str, Any]:
    """Read what a code is worth, with a receipt when it lets somebody in; nothing is changed."""
    device = _device()
    seen = reading.look(code, device, settings())
    if seen.scene is None:
        _count_failure()
        return {"result": seen.result, "message": seen.result.label, "meeting": None, "part": None, "receipt": None}
    receipt = None
    if seen.result in LETS_IN:
        part = seen.part.number if seen.part else 1
        receipt = receipts.issue(settings().keys.code, seen.scene.id, device, seen.source, clock.now(), part)
    facts = {"result": seen.result, "message": seen.result.label, "meeting": seen.scene, "part": seen.part}
    return facts | {"receipt": receipt}


@pages.post("/check-ins")
@pages.takes(CheckInIn)
@pages.gives(DecidedOut)
@pages.open
def check_in(body: Body) -> dict[str, Any]:
    """Check a resident in; every decided scan answers 200 with a result word, a refused one too."""
    data = body()
    receipt = receipts.read(settings().keys.ring("code"), data["receipt"])
    if receipt is None:
        _count_failure()
        raise Invalid(fields={"receipt": ["这张扫码凭据不是本平台发的，请重新扫码。"]})
    if not data["consent"]:
        raise Invalid(fields={"consent": ["要先同意《个人信息保护说明》，才能签到。"]})
    visit = tap.Visit(receipt, _token(), name=data["name"], phone=data["phone"])
    return _decided(tap.check_in(visit), queries.code_of(receipt.meeting_id))


@pages.get("/meetings/<code>/attendance")
@pages.gives(AttendanceOut)
@pages.open
def attendance(code: str) -> ResponseReturnValue:
    """Count who came to a meeting, with an ETag, so that a screen may ask every few seconds."""
    meeting = get_meeting(actor(), code) if actor().signed_in else public_meeting(code)
    came = counts.attendance(meeting.id)
    kinds = {str(kind): number for kind, number in came.kinds.items()}
    grades = {str(grade): number for grade, number in came.grades.items()}
    expected = numbers(meeting.id).taken
    answer = jsonify(expected=expected, arrived=came.arrived, kinds=kinds, grades=grades, parts=_parts(meeting))
    answer.add_etag()
    return answer.make_conditional(request)


def _parts(meeting: Meeting) -> list[dict[str, Any]]:
    """What came to each part; whoever came to two stands in both, and once in `arrived`."""
    came = counts.by_part(meeting.id)
    return [
        {"number": part.number, "title": part.title, "arrived": came.get(part.number, 0)}
        | ({"present": counts.present(meeting.id, part.number)} if meeting.tracks_exit else {})
        for part in parts.of(meeting)
    ]


@pages.get("/meetings/<code>/check-ins")
@pages.lists(CheckInOut)
def index(code: str) -> Page[Named]:
    """List the scans of a meeting, the names masked."""
    page = paginate(queries.scans_of(_found(code).id))
    names = names_of(row.person_id for row in page.items)
    items = [Named(row, mask_name(names.get(row.person_id, ""))) for row in page.items]
    return Page(items, page.number, page.total)


@pages.post("/check-ins/<int:check_in_id>/undo")
@pages.takes(UndoIn)
@pages.gives(CheckInOut)
def undo(body: Body, check_in_id: int) -> Named:
    """Take a check-in back, with a listed reason."""
    row = queries.get_check_in(check_in_id)
    meeting = _found(queries.code_of(row.meeting_id))
    undoing.undo(actor(), meeting, row, **body())
    names = names_of([row.person_id])
    return Named(row, mask_name(names.get(row.person_id or 0, "")))


def _found(code: str) -> Meeting:
    meeting = get_meeting(actor(), code)
    require(can_run(actor(), meeting), whom_to_ask(meeting.unit))
    return meeting


def _token() -> str:
    return device_cookie.sent()


def _device() -> int:
    token = _token()
    return device_id_of(token) if token else 0


def _count_failure() -> None:
    address = request.remote_addr or ""
    failures.add(address)
    if failures.is_over(address):
        raise TooMany(Result.RATE_LIMITED.label)


def _decided(outcome: Outcome, meeting_code: str) -> dict[str, Any]:
    row = queries.get_check_in(outcome.id) if outcome.id else None
    facts = {"result": outcome.result, "message": outcome.result.label, "meeting": meeting_code}
    return facts | {"check_in": Placed(row, counts.place_of(row)) if row else None}
