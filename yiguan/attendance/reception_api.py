from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import request
from flask_wtf.csrf import generate_csrf

from yiguan.attendance import entry, known, queries, rules, service
from yiguan.attendance.doors import batch
from yiguan.attendance.doors.gathering import Sender
from yiguan.attendance.doors.records import TARGETS, Record, read_moment, read_record
from yiguan.attendance.known import Guest
from yiguan.attendance.ledger import undoing
from yiguan.attendance.ledger.counts import place_of
from yiguan.attendance.ledger.write import Outcome
from yiguan.attendance.reception_schemas import BatchIn, OneIn, ResultsOut, RosterOut
from yiguan.attendance.saying import sentence
from yiguan.attendance.schemas import CheckInOut, DecidedOut, Named, Placed, UndoIn
from yiguan.attendance.states import CheckInSource
from yiguan.base import crypto
from yiguan.base.codes import READABLE, random_code
from yiguan.base.errors import Invalid
from yiguan.meetings.rules import can_run
from yiguan.people.privacy.masks import hall_name
from yiguan.people.queries import names_of
from yiguan.settings import settings
from yiguan.web.api import ApiPages, Body
from yiguan.web.surfaces import open_to_all
from yiguan.workflow.perform import perform, require_open

WAYS = {"code": CheckInSource.DESK_SCAN, "person": CheckInSource.DESK_SEARCH, "name": CheckInSource.PROXY}
pages = ApiPages(
    "attendance_reception",
    "/meetings",
    description="签到台: the check-in desk of a meeting, also for devices without a network.",
)


@pages.post("/<code>/check-ins/batch")
@pages.takes(BatchIn)
@pages.gives(ResultsOut)
@open_to_all
def take(body: Body, code: str) -> dict[str, Any]:
    """Take what a device scanned, also long ago and without a network: one answer a record, in their order."""
    who, meeting = entry.at_batch(code)
    data, vouched = body(), rules.can_vouch(who, meeting)
    records = [read_record(raw, vouched=vouched) for raw in data["records"]]
    made = max([data["made"], *(record.counter or 0 for record in records)])
    device_id = service.keep_device(who, meeting, data["device"], made)
    sender = Sender(meeting, who, device_id, read_moment(data["sent_at"]))
    outcomes = batch.take(sender, records, settings())
    names = names_of(o.person_id for o in outcomes) if rules.can_see_names(who) else {}
    return {"results": [_result(record, one, names) for record, one in zip(records, outcomes, strict=True)]}


@pages.post("/<code>/check-ins")
@pages.takes(OneIn)
@pages.gives(DecidedOut)
@open_to_all
def add(body: Body, code: str) -> dict[str, Any]:
    """Take one scan of the desk; every decided one answers 200 with a result word, a refused one too."""
    who, meeting = entry.at_reception_api(code)
    data = body()
    given = [target for target in TARGETS if data[target]]
    if len(given) != 1:
        raise Invalid(fields={"code": ["请给出 code、person、name 三项里的一项，只要一项。"]})
    sent = request.headers.get("Idempotency-Key") or random_code(24, READABLE)
    *_, first = settings().keys.ring("code")  # a repeat has the same key after the code key was replaced
    key = crypto.mac(first, "desk", who.id or 0, sent).hex()
    record = Record(key, data["source"] or WAYS[given[0]], given[0], data[given[0]], None)
    record = replace(record, part=data["part"], way=data["way"])
    sender = Sender(meeting, who, paper=data["source"] is CheckInSource.PAPER and can_run(who, meeting))
    done = batch.take(sender, [record], settings())[0]
    facts = {"result": done.result, "message": sentence(done, record.text, settings()), "meeting": meeting.code}
    row = queries.scan_of(meeting, done.id) if done.id else None
    return facts | {"check_in": Placed(row, place_of(row)) if row else None}


@pages.post("/<code>/check-ins/<int:check_in_id>/undo")
@pages.takes(UndoIn)
@pages.gives(CheckInOut)
@open_to_all
def undo(body: Body, code: str, check_in_id: int) -> Named:
    """Take a scan back: a helper their own of the last quarter of an hour, staff any of them."""
    who, meeting = entry.at_reception_api(code)
    scan = queries.scan_of(meeting, check_in_id)
    require_open(undoing.UNDO, scan, who)
    row = perform(undoing.UNDO, scan, by=who, **body()).record
    names = names_of([row.person_id]) if rules.can_see_names(who) else {}
    return Named(row, hall_name(names.get(row.person_id or 0, "")))


@pages.get("/<code>/roster")
@pages.gives(RosterOut)
@open_to_all
def roster(code: str) -> dict[str, Any]:
    """Read what a device keeps for an evening without network: masked names, no phones, hashes of personal codes."""
    who, meeting = entry.at_reception_api(code)
    shown = rules.can_see_names(who)
    people = [_guest(guest, shown) for guest, *_ in known.people_of(meeting, settings().keys)]
    return {"meeting": meeting, "csrf": generate_csrf() if who.signed_in else "", "people": people}


def _result(record: Record, outcome: Outcome, names: Mapping[int, str]) -> dict[str, Any]:
    facts = {"key": record.sent_key, "result": outcome.result, "state": outcome.state, "id": outcome.id}
    name = hall_name(names.get(outcome.person_id or 0, ""))
    return facts | {"message": sentence(outcome, record.text, settings()), "name": name}


def _guest(guest: Guest, shown: bool) -> dict[str, Any]:
    facts = {"person": str(guest.person_id), "code": guest.code, "here": sorted(guest.here)}
    return facts | {"name": guest.name if shown else "", "hint": guest.hint if shown else ""}
