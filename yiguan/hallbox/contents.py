"""The content of a pack: one meeting, its unit, its list with names, fingerprints of its codes; no phone, no key."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from yiguan.attendance.parameters import HALL_NAMES
from yiguan.base.actor import Actor
from yiguan.hallbox import fingerprints
from yiguan.meetings import parts
from yiguan.meetings.keys import code_key
from yiguan.meetings.models import Meeting
from yiguan.meetings.parameters import CHECKIN_CLOSES, CHECKIN_OPENS
from yiguan.meetings.queries import agenda_of, topics_of
from yiguan.organisation.models import Unit
from yiguan.organisation.queries import reasons
from yiguan.organisation.states import ReasonKind
from yiguan.organisation.values import spelled
from yiguan.people import vault
from yiguan.people.models import Account, Person
from yiguan.registrations.keys import key_of
from yiguan.registrations.models import Registration
from yiguan.settings import settings
from yiguan.store.db import db

MEETING = (
    *("id", "code", "kind", "title", "place", "starts_at", "ends_at", "capacity", "attendance", "host"),
    *("printed_code", "listed_only", "tracks_exit", "epoch", "state", "postponed_from", "is_sample"),
)
UNIT = ("id", "code", "kind", "path", "name", "short_name", "address", "phone", "hours")
TOPIC = ("id", "code", "number", "title", "source", "level", "state")
PART = ("number", "title", "own_place", "starts_at", "ends_at")
AGENDA = ("position", "title", "minutes", "topic_id")
LINE = ("id", "side", "door", "state", "required", "removed", "place", "unit_name", "epoch", "at")


def contents_of(actor: Actor, meeting: Meeting) -> dict[str, Any]:
    """The pack's data. `unit.phone` is the station's number, as on every poster; no person's number is included."""
    facts = {
        "home": settings().base_url,
        "meeting": _facts(meeting, MEETING),
        "units": [_facts(unit, UNIT) for unit in _units_above(meeting.unit)],
        "topics": [_facts(topic, TOPIC) for topic in topics_of(meeting)],
        "agenda": [_facts(item, AGENDA) for item in agenda_of(meeting)],
        "parts": [_facts(part, PART) for part in parts.of(meeting) if part.title],
        "reasons": [_facts(one, ("code", "label", "hint")) for one in reasons(ReasonKind.CHECKIN_UNDO)],
        "parameters": spelled(CHECKIN_OPENS, CHECKIN_CLOSES, HALL_NAMES),
        "people": _people(meeting),
        "convener": _convener(actor),
    }
    return facts | {"codes": fingerprints.of(_keys(meeting), facts, _own_keys(meeting))}


def _keys(meeting: Meeting) -> list[bytes]:
    """Those whose codes are valid."""
    keys = settings().keys
    return [code_key(keys, meeting.code, meeting.key_no, under=one) for one in keys.ring("code")]


def _own_keys(meeting: Meeting) -> dict[int, bytes]:
    """Line → the key of its personal code."""
    lines = db.session.scalars(select(Registration).where(Registration.meeting_id == meeting.id))
    return {line.id: key_of(settings().keys, meeting, line) for line in lines}


def _facts(record: object, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: _plain(getattr(record, name)) for name in names}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, (int, bool, str)) else str(value)


def _units_above(unit: Unit) -> list[Unit]:
    """The units from the root of the tree down to this one."""
    codes = unit.path.strip("/").split("/")
    found = {one.code: one for one in db.session.scalars(select(Unit).where(Unit.code.in_(codes)))}
    return [found[code] for code in codes if code in found]


def _people(meeting: Meeting) -> list[dict[str, Any]]:
    """Everybody on the list, including withdrawn people, whose codes must be recognised; without erased persons."""
    query = select(Registration, Person).join(Person, Person.id == Registration.person_id)
    rows = db.session.execute(query.where(Registration.meeting_id == meeting.id, Person.erased_at.is_(None)))
    return [
        {"id": person.id, "kind": str(person.kind), "name": vault.name_of(person), "line": _facts(line, LINE)}
        for line, person in rows
    ]


def _convener(actor: Actor) -> dict[str, Any]:
    account = db.session.get(Account, actor.account_id) if actor.account_id else None
    return {"id": actor.id, "name": actor.name, "username": account.username if account else "zhaojiren"}
