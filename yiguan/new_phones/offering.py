"""Begins a move: staff ask for somebody, or the old phone makes its own code."""

from sqlalchemy import update

from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, require
from yiguan.new_phones import notices, queries
from yiguan.new_phones.marks import CREATE
from yiguan.new_phones.models import PhoneMove
from yiguan.new_phones.states import LIFE, MoveState, Proof
from yiguan.organisation.models import Unit
from yiguan.people import residents, seconding, vault
from yiguan.people.models import Person
from yiguan.people.states import PersonKind
from yiguan.store.db import db

OWN = "说的就是您自己，不能由您来申请。请另一位同事申请，再由一位同事或者区政协办公室确认；旧手机在，也能自己换。"


def ask(actor: Actor, unit: Unit, person: Person, *, note: str) -> PhoneMove:
    """Asks for a code; a second person of the staff confirms. The caller has looked the person up at this unit.

    Raises Forbidden, and Conflict for account holders.
    """
    require(seconding.can_ask(actor, unit), "要本人登录了才能申请换手机，程序不能申请。")
    require(not seconding.is_about(actor, [person.id]), OWN)
    until = clock.now() + seconding.PATIENCE
    move = _begin(person, state=MoveState.ASKED, proof=Proof.STAFF, until=until, unit=unit, asked_by=actor.id)
    db.session.add(move)
    notices.asked(move, trail.record(move, CREATE, by=actor, note=note))
    return move


def show(person: Person) -> PhoneMove:
    """The code of the phone that the person has now, which is their proof."""
    move = _begin(person, state=MoveState.OPEN, proof=Proof.OLD_PHONE, until=clock.now() + LIFE, unit=None)
    db.session.add(move)
    trail.record(move, CREATE, by=residents.as_actor(person))
    return move


def _begin(person: Person, **facts: object) -> PhoneMove:
    """A newer request ends the older ones of this person. Raises Conflict for account holders."""
    if person.kind is not PersonKind.RESIDENT or person.erased_at is not None:
        raise Conflict("有账号的人在新手机上登录就行，不用换。", code="wrong_kind")
    older = update(PhoneMove).where(PhoneMove.person_id == person.id, PhoneMove.until > clock.now())
    db.session.execute(older.values(until=clock.now()))
    move = PhoneMove(id=vault.new_id(), person_id=person.id, person=person, at=clock.now(), **facts)
    move.code_hash, move.is_sample = queries.hashes_of(queries.code_of(move))[0], person.is_sample
    return move
