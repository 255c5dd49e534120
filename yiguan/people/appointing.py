"""任职: who holds which role where, from when to when. Rows are never deleted; 三员 stay apart (product.md §5.3)."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, and_, false, or_, select

from yiguan.audit import touching, trail
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, Invalid
from yiguan.organisation.models import Unit
from yiguan.organisation.terms import term_on
from yiguan.people.marks import APPOINT, END_APPOINTMENT
from yiguan.people.models import Account, Appointment, Person
from yiguan.people.states import ADMINS, FITS, Role
from yiguan.store.db import db

LAST = "这是最后一位能登录的系统管理员，停了就再没有人能管账号。什么都没有改动；请先让另一位系统管理员登录进来。"
TOO_EARLY = "任职是{}开始的，最早填那天的前一天，就等于没有任过。"
TOO_LATE = "这个任职到{}为止，不能改得更晚。要接着任，请另加一个任职。"
APART = "系统、安全、审计三位管理员不能由一个人兼，也不能再办协商的事。这个人在这段时间里已经任着“{}”，请换一个人。"


def appoint(
    actor: Actor,
    person: Person,
    unit_id: int,
    role: Role,
    *,
    title: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    sample: bool = False,
) -> Appointment:
    """An appointment from `starts_on` (today) to `ends_on`, both included. Raises Invalid at the wrong field.

    Whether the role fits the unit is asked by whoever lets people choose (`require_place`).
    """
    one = select(Person.id).where(Person.id == person.id)
    db.session.scalar(one.with_for_update(key_share=True))  # two at once could make one of 三员 something else
    starts_on = starts_on or clock.today()
    require_order(starts_on, ends_on)
    new = _called_off(person.id, unit_id, role, starts_on) or Appointment(
        person_id=person.id, unit_id=unit_id, role=role, starts_on=starts_on, is_sample=sample
    )
    new.title, new.ends_on = title, ends_on
    _require_apart(new)
    db.session.add(new)
    trail.record(new, APPOINT, by=actor)
    return new


def _called_off(person_id: int, unit_id: int, role: Role, starts_on: date) -> Appointment | None:
    """An appointment from this day on that was never held: it is taken up again."""
    same = (Appointment.person_id == person_id, Appointment.unit_id == unit_id, Appointment.role == role)
    never = (Appointment.starts_on == starts_on, Appointment.ends_on < Appointment.starts_on)
    return db.session.scalar(select(Appointment).where(*same, *never))


def end(actor: Actor, appointment: Appointment, *, on: date, note: str = "") -> None:
    """The last day of an appointment; the day before its first one calls it off.

    Raises Invalid for an earlier day and for one after the present end, Conflict for the last administrator.
    """
    before, first = appointment.ends_on, appointment.starts_on
    if on < first - timedelta(days=1):
        raise Invalid(fields={"ends_on": [TOO_EARLY.format(clock.day(first))]})
    if before is not None and on > before:
        raise Invalid(fields={"ends_on": [TOO_LATE.format(clock.day(before))]})
    if appointment.role is Role.SYS_ADMIN:
        _require_another(appointment.person_id, max(on + timedelta(days=1), clock.today()), before)
    appointment.ends_on = on
    trail.record(appointment, END_APPOINTMENT, by=actor, before=str(before or ""), after=str(on), note=note)


def go_on(actor: Actor, appointment: Appointment, day: date) -> None:
    """The same person goes on in the same place from this day, unless that was entered before."""
    same = (Appointment.person_id == appointment.person_id, Appointment.unit_id == appointment.unit_id)
    known = select(Appointment.id).where(*same, Appointment.role == appointment.role, *overlaps(day, None))
    if db.session.scalar(known.limit(1)) is None:
        person = db.session.get_one(Person, appointment.person_id)
        appoint(actor, person, appointment.unit_id, appointment.role, title=appointment.title, starts_on=day)


def settle_terms(since: date, until: date) -> None:
    """The appointments that begin between two bounds of a term, of which one was moved to the other."""
    first, last = min(since, until), max(since, until)
    moved = db.session.scalars(select(Appointment).where(Appointment.starts_on >= first, Appointment.starts_on < last))
    for one in moved:
        one.term_id = db.session.scalar(term_on(one.starts_on))
        touching.touch(Appointment.__tablename__, [one.id])


def require_not_last(account: Account) -> None:
    """Raises Conflict when nobody else could sign in as system administrator from today on."""
    own = (Appointment.person_id == account.person_id, Appointment.role == Role.SYS_ADMIN)
    held = db.session.scalars(select(Appointment).where(*own, *overlaps(clock.today(), None)).limit(1)).first()
    if held is not None:
        _require_another(account.person_id, clock.today(), held.ends_on)


def overlaps(starts_on: date, ends_on: date | None) -> tuple[ColumnElement[bool], ...]:
    """The conditions of appointments that are held on some day of this time."""
    begun = (Appointment.starts_on <= ends_on,) if ends_on else ()
    last = Appointment.ends_on
    return *begun, or_(last.is_(None), and_(last >= starts_on, last >= Appointment.starts_on))


def _require_another(person_id: int, since: date, until: date | None) -> None:
    """Somebody else who holds the role from `since` on, as long as it would have been held, and can sign in.

    Locks the accounts, so that two administrators who stop each other at once leave one.
    """
    long_enough = Appointment.ends_on >= until if until else false()
    others = select(Appointment.person_id).where(
        *(Appointment.role == Role.SYS_ADMIN, Appointment.person_id != person_id, Appointment.starts_on <= since),
        or_(Appointment.ends_on.is_(None), long_enough),
    )
    administrators = select(Appointment.person_id).where(Appointment.role == Role.SYS_ADMIN)
    locked = select(Account).where(Account.person_id.in_(administrators)).order_by(Account.id).with_for_update()
    usable = [one.person_id for one in _fresh(locked) if one.disabled_at is None and one.password_hash]
    if not set(db.session.scalars(others)) & set(usable):
        raise Conflict(LAST, code="last_administrator")


def _fresh(query: Select[Account]) -> Sequence[Account]:
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def holds(person: Person, unit: Unit, role: Role, starts_on: date | None, ends_on: date | None) -> bool:
    """Whether the person holds this role at this unit on some day of this time."""
    held = (Appointment.person_id == person.id, Appointment.unit_id == unit.id, Appointment.role == role)
    time = overlaps(starts_on or clock.today(), ends_on)
    return db.session.scalar(select(Appointment.id).where(*held, *time).limit(1)) is not None


def require_order(starts_on: date | None, ends_on: date | None) -> None:
    """Raises Invalid for a last day before the first one, which is today if it is not named."""
    if ends_on is not None and ends_on < (starts_on or clock.today()):
        raise Invalid(fields={"ends_on": ["到期的日子比开始的早，请改一改。长期任职的，到期留空。"]})


def require_place(unit: Unit, role: Role) -> None:
    """Raises Invalid for a retired unit, and for a role that reaches too far or nothing there."""
    if unit.retired_on is not None:
        raise Invalid(fields={"unit": [f"{unit.name}已经撤了，不能再任职。"]})
    if unit.kind not in FITS[role]:
        kinds = "、".join(kind.label for kind in FITS[role])
        raise Invalid(fields={"role": [f"“{role.label}”只能任在{kinds}，{unit.name}是{unit.kind.label}。"]})


def _require_apart(new: Appointment) -> None:
    """One role at one unit once at a time; one of 三员 is nothing else."""
    held = select(Appointment).where(Appointment.person_id == new.person_id, *overlaps(new.starts_on, new.ends_on))
    for other in db.session.scalars(held.where(Appointment.id != (new.id or 0))):
        if (other.unit_id, other.role) == (new.unit_id, new.role):
            raise Invalid(fields={"starts_on": ["这段时间里，这个人已经任着这个职。请先结束原来的，或改一改日期。"]})
        if other.role is not new.role and (other.role in ADMINS or new.role in ADMINS):
            raise Invalid(fields={"role": [APART.format(other.role.label)]})
