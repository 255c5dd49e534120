from hashlib import sha256
from typing import Any

from flask_wtf.csrf import generate_csrf

from yiguan.kernel.api import ApiPages
from yiguan.kernel.text import hall_name
from yiguan.kernel.web import settings
from yiguan.meetings.models import Meeting
from yiguan.people.queries import names_of
from yiguan.reception import batch, entry, policy, queries, service
from yiguan.reception.batch import Outcome
from yiguan.reception.queries import Guest
from yiguan.reception.records import read_moment, read_record
from yiguan.reception.schemas import BatchIn, ResultsOut, RosterOut
from yiguan.reception.states import SAID

pages = ApiPages("reception", "/meetings", description="签到台")


@pages.post("/<code>/check-ins/batch")
@pages.takes(BatchIn)
@pages.gives(ResultsOut)
def take(data: dict[str, Any], code: str) -> dict[str, Any]:
    """What a device scanned, also long ago and without a network: one answer a record, in their order."""
    who, meeting = entry.at_desk_api(code)
    records = [read_record(raw) for raw in data["records"]]
    made = max([data["made"], *(record.counter or 0 for record in records)])
    device_id = service.keep_device(who, meeting, data["device"], made)
    desk = batch.Desk(meeting, who, device_id, read_moment(data["sent_at"]))
    outcomes = batch.take(desk, records, settings())
    names = names_of(o.person_id for o in outcomes) if policy.can_see_names(who) else {}
    return {"results": [_result(o, hall_name(names.get(o.person_id or 0, ""))) for o in outcomes]}


@pages.get("/<code>/roster")
@pages.gives(RosterOut)
def roster(code: str) -> dict[str, Any]:
    """The list a device keeps for an evening without network: masked names, no phones, hashes of the personal codes."""
    who, meeting = entry.at_desk_api(code)
    shown = policy.can_see_names(who)
    people = [_guest(meeting, guest, shown) for guest, *_ in queries.people_of(meeting, settings().keys.code)]
    return {"meeting": meeting, "csrf": generate_csrf() if who.signed_in else "", "people": people}


def _result(outcome: Outcome, name: str) -> dict[str, Any]:
    facts = {"key": outcome.record.sent_key, "result": outcome.result, "state": outcome.state, "id": outcome.id}
    return facts | {"message": SAID.get(outcome.result, outcome.result.label), "name": name}


def _guest(meeting: Meeting, guest: Guest, shown: bool) -> dict[str, Any]:
    hashed = sha256(f"{meeting.code}:{guest.code}".encode()).hexdigest() if guest.code else ""
    facts = {"person": str(guest.person_id), "code": hashed, "here": guest.here}
    return facts | {"name": guest.name if shown else "", "hint": guest.hint if shown else ""}
