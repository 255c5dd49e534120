"""People of the staff and their appointments: added, appointed, ended, handed over (product.md §5.3)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta

from sqlalchemy import select

from yiguan.administration import notices, rules
from yiguan.administration.roster import Row
from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, Invalid, require
from yiguan.organisation.models import Unit
from yiguan.people import appointing, namesakes, service, vault
from yiguan.people.marks import CORRECT_PERSON, HAND_OVER
from yiguan.people.models import Appointment, Person
from yiguan.people.states import MEMBERS, PersonKind, Role
from yiguan.store.db import db
from yiguan.workflow.todos import open_at

NOT_YOURS = "任职由区政协办公室管，您的账号不办这件事。"
NOTHING_OPEN = "没有没办完的事"
NOT_ONESELF = "不能改自己的任职，什么都没有改动。请办公室的另一位来办。"


def add_person(actor: Actor, name: str, phone: str, role: Role) -> Person:
    """A new person of the staff. The sheet and the form have asked before whether somebody of this name is meant."""
    require(rules.can_appoint(actor), NOT_YOURS)
    return service.add_person(actor, PersonKind.MEMBER if role in MEMBERS else PersonKind.STAFF, name, phone=phone)


def appoint(
    actor: Actor,
    person: Person,
    unit: Unit,
    role: Role,
    *,
    title: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Appointment:
    """Raises Invalid at the field that is wrong."""
    _require(actor, person.id)
    appointing.require_place(unit, role)
    return appointing.appoint(actor, person, unit.id, role, title=title, starts_on=starts_on, ends_on=ends_on)


def enrol(actor: Actor, rows: Sequence[Row]) -> int:
    """Adds and appoints the people of a sheet, all or none of its faultless rows; returns how many appointments."""
    made: dict[tuple[str, str], Person] = {}
    new = [row for row in rows if row.is_new]
    for row in new:
        assert row.unit is not None  # noqa: S101 - a row without one has an error
        facts = {name: row.data[name] for name in ("title", "starts_on", "ends_on")}
        name, phone, role = row.data["name"], row.data["phone"], row.data["role"]
        who = (namesakes.name_key(name), phone)
        made[who] = row.person or made.get(who) or add_person(actor, name, phone, role)
        with _said_of(row):
            appoint(actor, made[who], row.unit, role, **facts)
    return len(new)


@contextmanager
def _said_of(row: Row) -> Iterator[None]:
    """What only the act finds, such as two duties that exclude each other, is said with the number of its row."""
    try:
        yield
    except Invalid as refusal:
        said = "".join(sentence for sentences in refusal.fields.values() for sentence in sentences)
        raise Invalid(fields={"lines": [f"第{row.number}行（{row.data['name']}）：{said}"]}) from refusal


def end(actor: Actor, appointment: Appointment, *, on: date) -> None:
    """Raises Invalid for a day before it began, Conflict for one that is over."""
    _require(actor, appointment.person_id)
    require_running(appointment)
    appointing.end(actor, appointment, on=on)


def hand_over(actor: Actor, appointment: Appointment, successor: Person, *, on: date) -> None:
    """The appointment ends on this day, the successor's begins on the next; what is open is told to the successor."""
    _require(actor, appointment.person_id)
    _require(actor, successor.id)
    db.session.scalar(select(Appointment.id).where(Appointment.id == appointment.id).with_for_update(key_share=True))
    db.session.refresh(appointment, ["ends_on"])
    require_running(appointment)
    if successor.id == appointment.person_id:
        raise Invalid(fields={"name": ["接的人和交的人是同一个，请填接手的人。"]})
    if appointment.ends_on is not None and _has_successor(appointment, appointment.ends_on + timedelta(days=1)):
        raise Conflict("这个任职已经交给别人了，没有再交一次。请刷新后看看接手的人。", code="wrong_state")
    until, next_day = appointment.ends_on, on + timedelta(days=1)
    appointing.end(actor, appointment, on=on)
    unit_id, role, title = appointment.unit_id, appointment.role, appointment.title
    later = until if until != on else None
    appointing.appoint(actor, successor, unit_id, role, title=title, starts_on=next_day, ends_on=later)
    left = open_words(appointment.unit)
    trail.record(appointment, HAND_OVER, by=actor, after=str(next_day), note=f"交接时：{left or NOTHING_OPEN}")
    notices.handed_over(appointment, successor, next_day, left)


def open_words(unit: Unit) -> str:
    """What is not finished there: "线索 3 件、议题 1 件", or nothing."""
    return "、".join(f"{tile.label} {count} 件" for count, tile in open_at(unit.path))


def _has_successor(appointment: Appointment, day: date) -> bool:
    same = (Appointment.unit_id == appointment.unit_id, Appointment.role == appointment.role)
    next_one = select(Appointment.id).where(*same, Appointment.starts_on == day, Appointment.id > appointment.id)
    return db.session.scalar(next_one.limit(1)) is not None


def correct_person(actor: Actor, person: Person, *, name: str, phone: str) -> None:
    """Corrects a name or a telephone; the trail says which, and neither value. An empty telephone stays as it is."""
    _require(actor, person.id)
    namesakes.require_free(phone, but=person.id)
    changed = ["姓名"] if name != vault.name_of(person) else []
    vault.set_name(person, name)
    if phone and phone != vault.phone_of(person):
        changed.append("电话")
        vault.set_phone(person, phone)
    trail.record(person, CORRECT_PERSON, by=actor, note="、".join(changed) or "没有改动")


def require_running(appointment: Appointment) -> None:
    if appointment.ends_on is not None and appointment.ends_on < clock.today():
        raise Conflict(f"这个任职{clock.day(appointment.ends_on)}已经结束，不用再办。", code="wrong_state")


def _require(actor: Actor, person_id: int) -> None:
    require(rules.can_appoint(actor), NOT_YOURS)
    require(person_id != actor.id, NOT_ONESELF)
