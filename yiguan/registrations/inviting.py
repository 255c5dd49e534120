"""Invites a unit's people by their role, or a list of names. People who are already on the list are skipped."""

from collections.abc import Sequence
from dataclasses import dataclass

from yiguan.audit import trail
from yiguan.base import crypto
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, require
from yiguan.meetings.models import Meeting
from yiguan.meetings.rules import whom_to_ask
from yiguan.meetings.states import AHEAD
from yiguan.organisation.models import Unit
from yiguan.people import vault
from yiguan.people.models import Person
from yiguan.people.states import PersonKind, Role
from yiguan.registrations import entering, queries, rules, seats
from yiguan.registrations.lines import Row
from yiguan.registrations.marks import INVITE
from yiguan.registrations.models import Registration
from yiguan.registrations.states import Door, RegistrationState, Side
from yiguan.store.db import db

SIDES = {
    Role.MEMBER: Side.MEMBER,
    Role.STANDING_MEMBER: Side.MEMBER,
    Role.UNIT_LIAISON: Side.DEPARTMENT,
    Role.UNIT_LEADER: Side.DEPARTMENT,
    Role.CONVENER: Side.COMMUNITY,
    Role.STATION_STAFF: Side.COMMUNITY,
}
"""The side that an invited person represents, by their role."""


@dataclass(frozen=True)
class Guest:
    """A person to be invited."""

    person: Person
    side: Side
    unit_name: str = ""


def invite_unit(actor: Actor, meeting: Meeting, unit: Unit, *, role: Role, required: bool) -> int:
    """Invites everybody with this role at the unit or below it; members of the standing committee are members too."""
    roles = (Role.MEMBER, Role.STANDING_MEMBER) if role is Role.MEMBER else (role,)
    held = queries.holders(unit.path, roles)
    return invite(actor, meeting, [Guest(p, SIDES.get(r, Side.OTHER), u) for p, r, u in held], required=required)


def invite_rows(actor: Actor, meeting: Meeting, rows: Sequence[Row], *, side: Side, required: bool) -> int:
    """Invites the valid rows of a list; inviting the same list twice changes nothing."""
    _open(actor, meeting)
    known = known_persons(meeting, rows)
    guests = [Guest(known.get(row.number) or _newcomer(row), side, row.unit_name) for row in rows if not row.error]
    return invite(actor, meeting, guests, required=required)


def invite_row(actor: Actor, meeting: Meeting, row: Row, *, side: Side, required: bool) -> Registration:
    """Invites one person; a line that exists already is not changed."""
    _open(actor, meeting)
    person = known_persons(meeting, [row]).get(row.number) or _newcomer(row)
    invite(actor, meeting, [Guest(person, side, row.unit_name)], required=required)
    kept = queries.registration_of(meeting.id, person.id)
    assert kept is not None  # noqa: S101 - `invite` added it
    return kept


def invite(actor: Actor, meeting: Meeting, guests: Sequence[Guest], *, required: bool) -> int:
    """Adds the missing guests to the list and tells them, all or none. Returns how many were new."""
    _open(actor, meeting)
    here = queries.known_in(meeting.id)
    new = {guest.person.id: guest for guest in guests if guest.person.id not in here}
    seats.require_seats(meeting, len(new))
    for guest in new.values():
        state, facts = RegistrationState.INVITED, {"required": required, "unit_name": guest.unit_name[:40]}
        line = entering.make(meeting, guest.person, guest.side, Door.INVITED, state, **facts)
        trail.record(line, INVITE, by=actor, after=str(state))
        entering.tell_invited(line)
    return len(new)


def known_persons(meeting: Meeting, rows: Sequence[Row]) -> dict[int, Person]:
    """Row number → the known person, with the same name and phone as one that this unit invited before, or one on this
    list. A phone typed by residents themselves proves nothing; a name alone is enough only within this list.
    """
    names = {row.number: crypto.blind_index(vault.keys().index, row.name) for row in rows if not row.error}
    if not names:
        return {}
    here = queries.known_in(meeting.id)
    candidates: dict[tuple[bytes | None, bytes | None], Person] = {}
    for person in queries.typed_persons(meeting, list(set(names.values()))):
        if person.phone_index is not None or person.id in here:
            candidates.setdefault((person.name_index, person.phone_index), person)
    found = {row.number: candidates.get((names[row.number], _index(row.phone))) for row in rows if not row.error}
    return {number: person for number, person in found.items() if person is not None}


def _index(phone: str) -> bytes | None:
    return crypto.blind_index(vault.keys().index, phone) if phone else None


def _newcomer(row: Row) -> Person:
    """A new person named on a list; they give consent only by answering, so none is stored."""
    person = vault.new_person(PersonKind.RESIDENT, row.name, row.phone)
    db.session.add(person)
    return person


def _open(actor: Actor, meeting: Meeting) -> None:
    require(rules.can_manage(actor, meeting), whom_to_ask(meeting.unit))
    seats.lock(meeting)
    if meeting.state not in AHEAD:
        raise Conflict(f"这场会现在是“{meeting.state.label}”，不能再请人了。", code="wrong_state")
