"""换手机: moves a resident's records to another phone, by a code from staff that is valid for 15 minutes (N04).

Eight characters are 40 bits; wrong codes are limited by address. The code is derived and never stored, so that its page
can show it again; it works once, and a newer one invalidates it.
"""

from datetime import timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import joinedload

from yiguan.audit import trail
from yiguan.base import clock, crypto
from yiguan.base.actor import Actor
from yiguan.base.codes import CROCKFORD, encode_bits, read_code
from yiguan.base.errors import Conflict, NotFound
from yiguan.people import residents, vault
from yiguan.people.marks import CREATE, MOVE_PHONE
from yiguan.people.models import Person, PhoneMove
from yiguan.people.privacy.masks import mask_name
from yiguan.people.states import PersonKind
from yiguan.settings import settings
from yiguan.store.db import db

LENGTH = 8
LIFE = timedelta(minutes=15)
GONE = "这个码用不了：没有输对，过了 15 分钟，或者已经用过。请工作人员再给一个新的；从前的记录都在。"


def code_of(move: PhoneMove) -> str:
    return encode_bits(crypto.mac(vault.keys().code, "phone move", move.person_id, move.id), LENGTH)


def address_of(code: str) -> str:
    return settings().printed_address(f"/M/{code}")


def offer(actor: Actor, person: Person) -> PhoneMove:
    """A new code for this resident; the caller has checked that the actor may. Raises Conflict for account holders."""
    if person.kind is not PersonKind.RESIDENT or person.erased_at is not None:
        raise Conflict("有账号的人在新手机上登录就行，不用换。", code="wrong_kind")
    older = update(PhoneMove).where(PhoneMove.person_id == person.id, *_alive())
    db.session.execute(older.values(until=clock.now()))
    move = PhoneMove(id=vault.new_id(), person_id=person.id, at=clock.now(), until=clock.now() + LIFE)
    move.code_hash, move.is_sample = _hash(code_of(move)), person.is_sample
    db.session.add(move)
    trail.record(move, CREATE, by=actor)
    return move


def living(person_id: int) -> PhoneMove | None:
    """The person's code that can still be used."""
    return db.session.scalar(select(PhoneMove).where(PhoneMove.person_id == person_id, *_alive()))


def find(text: str) -> PhoneMove | None:
    """The valid code that was scanned or typed, with its person."""
    code = read_code(text, CROCKFORD) if len(text) < 40 else None
    if code is None or len(code) != LENGTH:
        return None
    query = select(PhoneMove).where(PhoneMove.code_hash == _hash(code), *_alive())
    return db.session.scalar(query.options(joinedload(PhoneMove.person)))


def take_over(move: PhoneMove, token: str) -> None:
    """Moves the person from their old phone to the one with this cookie. Raises NotFound, Conflict.

    A phone tells people apart by name: a person with a namesake there is not moved, and nothing is merged.
    """
    person = move.person
    device = residents.device_id_of(token)
    namesake = select(Person.id).where(Person.device_id == device, Person.name_index == person.name_index)
    if db.session.scalar(namesake.where(Person.id != person.id)) is not None:
        raise Conflict(_namesake(person), code="namesake")
    used = update(PhoneMove).where(PhoneMove.id == move.id, *_alive()).values(used_at=clock.now())
    if db.session.scalar(used.returning(PhoneMove.id)) is None:
        raise NotFound(GONE)
    residents.remember_device(device, token)
    person.device_id = device
    trail.record(person, MOVE_PHONE, by=residents.as_actor(person))


def _namesake(person: Person) -> str:
    name = mask_name(vault.name_of(person))
    return (
        f"这部手机上已经有一位“{name}”了。怕弄混，没有换，两边的记录都在。"
        "从前反映的事，凭收据编号和手机号后四位，在这部手机上也能查；开会请到签到台，请工作人员签。"
    )


def _alive() -> tuple[ColumnElement[bool], ...]:
    return PhoneMove.used_at.is_(None), PhoneMove.until > clock.now()


def _hash(code: str) -> bytes:
    return crypto.mac(vault.keys().index, "phone move", code)
