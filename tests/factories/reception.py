from datetime import datetime
from itertools import count
from typing import Any

from tests.factories.meetings import the_runner
from yiguan.attendance import helper_links, rules, service
from yiguan.attendance.doors import batch
from yiguan.attendance.doors.gathering import Sender
from yiguan.attendance.doors.records import read_record
from yiguan.attendance.ledger import write
from yiguan.attendance.models import HelperLink
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.meetings.keys import code_key
from yiguan.meetings.models import Meeting
from yiguan.people import vault
from yiguan.people.models import Person
from yiguan.people.states import PersonKind
from yiguan.registrations import codes
from yiguan.registrations.models import Registration
from yiguan.registrations.states import Door, RegistrationState, Side
from yiguan.settings import Settings
from yiguan.store.db import db

_numbers = count(1)
DEVICE = "d" * 32
PIN = "205816"


def a_guest(
    meeting: Meeting,
    name: str = "李秀英",
    *,
    phone: str = "",
    state: RegistrationState = RegistrationState.REGISTERED,
    settings: Settings,
) -> Registration:
    """Somebody on the meeting's list; a row made directly: how they came onto it is the registrations' own matter."""
    person = vault.new_person(PersonKind.RESIDENT, name, phone)
    number = vault.new_id()
    line = Registration(id=number, meeting_id=meeting.id, person_id=person.id, side=Side.RESIDENT, door=Door.SIGNED_UP)
    line.state, line.epoch, line.at, line.reminded_at = state, 1, clock.now(), clock.now()
    line.code_index = codes.index_for(settings.keys.code, code_key(settings.keys, meeting.code, meeting.key_no), number)
    db.session.add_all([person, line])
    db.session.commit()
    return line


def the_personal_code(line: Registration, settings: Settings) -> str:
    meeting = db.session.get_one(Meeting, line.meeting_id)
    return codes.personal_code(code_key(settings.keys, meeting.code, meeting.key_no), line.id, line.epoch)


def a_record(**what: Any) -> dict[str, Any]:
    """A scan as a device sends it."""
    number = next(_numbers)
    facts = {"key": f"scan-{number:08d}", "counter": number, "device_at": clock.now().isoformat()}
    return facts | {"source": "desk_scan" if "code" in what else "proxy" if "name" in what else "desk_search"} | what


def send(
    meeting: Meeting,
    *records: Any,
    settings: Settings,
    device: str = DEVICE,
    made: int = 0,
    sent_at: datetime | None = None,
    actor: Actor | None = None,
) -> list[write.Outcome]:
    """One batch, through the act itself, committed."""
    who = actor or the_runner(meeting.unit)
    number = service.keep_device(who, meeting, device, made)
    desk = Sender(meeting, who, number, sent_at or clock.now())
    vouched = rules.can_vouch(who, meeting)
    outcomes = batch.take(desk, [read_record(record, vouched=vouched) for record in records], settings)
    db.session.commit()
    return outcomes


def a_box(meeting: Meeting) -> Actor:
    """The meeting's hall box, as it comes home with its pack's secret."""
    return Actor(rules.BOX, extra={"meeting": meeting.code})


def brought(state: str = "counted", result: str = "ok", **what: Any) -> dict[str, Any]:
    """A scan as a hall box brings it home, decided there."""
    return {"source": "screen"} | a_record(**{"source": "screen"} | what) | {"state": state, "result": result}


def words(outcomes: list[write.Outcome]) -> list[str]:
    return [str(outcome.result) for outcome in outcomes]


def a_link(meeting: Meeting, *, shown: bool = True) -> tuple[HelperLink, str]:
    """A day link and its secret; its PIN is PIN."""
    link = helper_links.make(the_runner(meeting.unit), meeting, pin=PIN, shown=shown)
    db.session.commit()
    return link, helper_links.token_of(link)


def a_person(name: str = "王建国") -> Person:
    person = vault.new_person(PersonKind.RESIDENT, name)
    db.session.add(person)
    db.session.commit()
    return person
