"""Loads a pack into a laptop's empty database: the meeting and its list, with the same ids as at home, a convener."""

import json
import secrets
from datetime import datetime
from typing import Any

from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import SYSTEM
from yiguan.base.codes import READABLE, random_code
from yiguan.hallbox import fingerprints
from yiguan.hallbox.marks import LOAD
from yiguan.hallbox.models import HallBox
from yiguan.hallbox.packs import PackRefused
from yiguan.meetings import parts
from yiguan.meetings.models import AgendaItem, Meeting, MeetingPart, MeetingTopic
from yiguan.meetings.states import Attendance, MeetingKind, MeetingState
from yiguan.organisation.models import ParameterValue, Reason, Unit
from yiguan.organisation.states import ReasonKind, UnitKind
from yiguan.people import appointing, passwords, service, vault
from yiguan.people.models import Account, Person
from yiguan.people.states import PersonKind, Role
from yiguan.registrations.models import HomeCode, Registration
from yiguan.registrations.states import Door, RegistrationState, Side
from yiguan.settings import settings
from yiguan.store import keyring
from yiguan.store.db import db
from yiguan.topics.models import Topic
from yiguan.topics.states import TopicLevel, TopicSource, TopicState

ENUMS = {"kind": MeetingKind, "attendance": Attendance, "state": MeetingState}
TOPIC_ENUMS = {"source": TopicSource, "level": TopicLevel, "state": TopicState}
LINE_ENUMS = {"side": Side, "door": Door, "state": RegistrationState}
MOMENTS = ("starts_at", "ends_at", "postponed_from", "at")
Facts = dict[str, Any]


def refuse_expired(pack: Facts) -> None:
    """Raises PackRefused for an expired pack, whose check-ins could no longer be sent."""
    if datetime.fromisoformat(pack["until"]) <= clock.now():
        raise PackRefused("这个会场包过期了：会开过两个星期，签到就送不回平台了。请在平台上另做一个包。")


def load(pack: Facts) -> HallBox:
    """Loads everything in the caller's transaction. Home's codes are known by fingerprint; the box makes its own."""
    for unit in pack["units"]:
        db.session.add(Unit(**_read(unit, {"kind": UnitKind}), parent_id=_parent(pack["units"], unit)))
        db.session.flush()
    for one in pack["reasons"]:
        db.session.add(Reason(**one, kind=ReasonKind.CHECKIN_UNDO, valid_from=clock.today()))
    for name, value in pack.get("parameters", {}).items():  # packs of earlier releases have none
        db.session.add(ParameterValue(name=name, value=value, valid_from=clock.today()))
    meeting = Meeting(**_read(pack["meeting"], ENUMS), unit_id=pack["units"][-1]["id"], at=clock.now())
    db.session.add(meeting)
    db.session.flush()
    _load_parts(pack, meeting)
    _load_agenda(pack, meeting)
    _load_people(pack, meeting)
    load_codes(fingerprints.in_pack(pack), meeting)
    box = HallBox(code=pack["pack"], meeting_id=meeting.id, device=secrets.token_hex(16), at=clock.now())
    tell_home(box, pack)
    db.session.add(box)
    trail.record(box, LOAD, by=SYSTEM)
    return box


def tell_home(box: HallBox, pack: Facts) -> None:
    """Stores home's address and the pack's secret, also those of a later pack of the same meeting."""
    told = json.dumps({"home": pack["home"], "secret": pack["secret"]})
    box.told = keyring.encrypt(told, f"hall_box.told:{box.code}")
    box.until = datetime.fromisoformat(pack["until"])


def _parent(units: list[Facts], unit: Facts) -> int | None:
    above = unit["path"].removesuffix(f"{unit['code']}/")
    return next((one["id"] for one in units if one["path"] == above), None)


def _load_parts(pack: Facts, meeting: Meeting) -> None:
    for part in pack["parts"]:
        facts = _read(part, {})
        new = MeetingPart(meeting_id=meeting.id, position=facts.pop("number"), place=facts.pop("own_place"), **facts)
        db.session.add(new)


def _load_agenda(pack: Facts, meeting: Meeting) -> None:
    for topic in pack["topics"]:
        facts = _read(topic, TOPIC_ENUMS)
        db.session.add(Topic(**facts, unit_id=meeting.unit_id, problem="", at=clock.now()))
        db.session.flush()
        db.session.add(MeetingTopic(meeting_id=meeting.id, topic_id=topic["id"]))
    known = {topic["id"] for topic in pack["topics"]}
    for item in pack["agenda"]:
        about = item["topic_id"] if item["topic_id"] in known else None
        db.session.add(AgendaItem(**item | {"topic_id": about}, meeting_id=meeting.id))
    db.session.flush()


def _load_people(pack: Facts, meeting: Meeting) -> None:
    """Loads the list, marked as told and reminded, since home does that."""
    now = clock.now()
    for one in pack["people"]:
        kind = PersonKind(one["kind"])  # type: ignore[call-arg]
        db.session.add(vault.new_person(kind, one["name"], number=one["id"]))
    db.session.flush()
    for one in pack["people"]:
        line = Registration(**_read(one["line"], LINE_ENUMS), meeting_id=meeting.id, person_id=one["id"])
        line.code_index = secrets.token_bytes(32)  # home's index needs home's key; home_code stands in its place
        line.told_at = line.reminded_at = now
        db.session.add(line)
    db.session.flush()


def load_codes(found: list[Facts], meeting: Meeting) -> None:
    for one in found:
        whole, tail = bytes.fromhex(one["fingerprint"]), bytes.fromhex(one["tail"]) or None
        facts = {"registration_id": one["line"], "part": one["part"], "epoch": one["epoch"]}
        db.session.add(HomeCode(meeting_id=meeting.id, fingerprint=whole, tail=tail, **facts))
    db.session.flush()


def forget_key(box: HallBox, key: bytes) -> None:
    """On a box of an earlier release, which held the meeting's key: keeps the fingerprints of its codes only."""
    if db.session.scalar(db.select(HomeCode.id).limit(1)) is not None:
        return
    meeting = db.session.get_one(Meeting, box.meeting_id)
    lines = db.session.scalars(db.select(Registration).where(Registration.meeting_id == meeting.id))
    people = [{"line": {"id": line.id, "epoch": line.epoch}} for line in lines]
    numbers = [{"number": part.number} for part in parts.of(meeting)]
    facts = {"meeting": {"code": meeting.code, "epoch": meeting.epoch}, "parts": numbers, "people": people}
    load_codes(fingerprints.of([key], facts), meeting)


def _read(facts: Facts, enums: Facts) -> Facts:
    read = {name: enums[name](value) if name in enums else value for name, value in facts.items()}
    moments = {name: datetime.fromisoformat(read[name]) for name in MOMENTS if read.get(name)}
    return read | moments


def new_password() -> str:
    """A random password that is easy to type from a terminal: three groups, no look-alike characters."""
    return "-".join(random_code(4, READABLE) for _ in range(3))


def add_convener(pack: Facts, password_hash: str) -> Account:
    """Adds the account that may run the meeting here; the hash is made before the transaction."""
    told = pack["convener"]
    person = db.session.get(Person, told["id"]) if told["id"] else None
    if person is None:
        person = vault.new_person(PersonKind.STAFF, told["name"], number=told["id"])
        db.session.add(person)
        db.session.flush()
    account, _ = service.create_account(SYSTEM, person, told["username"])
    appointing.appoint(SYSTEM, person, pack["units"][-1]["id"], Role.CONVENER)
    service.set_password(SYSTEM, account, password_hash)
    return account


def hash_of(password: str) -> str:
    return passwords.make_hash(password, cheap=settings().cheap_passwords)
