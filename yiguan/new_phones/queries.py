"""Reads of moves, and their codes: eight characters, 40 bits; wrong ones are limited by address."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload

from yiguan.base import clock, crypto
from yiguan.base.actor import Actor
from yiguan.base.codes import CROCKFORD, encode_bits, read_code
from yiguan.base.errors import NotFound
from yiguan.new_phones import rules
from yiguan.new_phones.models import PhoneMove
from yiguan.new_phones.states import UNDO_DAYS, MoveState, Proof
from yiguan.people import seconding
from yiguan.people.models import Person
from yiguan.settings import settings
from yiguan.store import keyring
from yiguan.store.db import db

LENGTH = 8
GONE = "这个码用不了：没有输对，过了 15 分钟，或者已经用过。请在旧手机上再要一个，或者请工作人员再给；从前的记录都在。"


def code_of(move: PhoneMove) -> str:
    """Derived and never stored; an earlier code key may have made it."""
    ring = settings().keys.ring("code")
    present, *former = (encode_bits(crypto.mac(key, "phone move", move.person_id, move.id), LENGTH) for key in ring)
    return next((code for code in former if move.code_hash in hashes_of(code)), present)


def hashes_of(code: str) -> list[bytes]:
    return keyring.hashes_of("phone move", code)


def address_of(code: str) -> str:
    return settings().printed_address(f"/M/{code}")


def find(text: str) -> PhoneMove | None:
    """The valid code that was scanned or typed, with its person."""
    code = read_code(text, CROCKFORD) if len(text) < 40 else None
    if code is None or len(code) != LENGTH:
        return None
    return db.session.scalar(_whole().where(PhoneMove.code_hash.in_(hashes_of(code)), *usable()))


def usable() -> tuple[ColumnElement[bool], ...]:
    return PhoneMove.state == MoveState.OPEN, PhoneMove.until > clock.now()


def _whole() -> Select[PhoneMove]:
    return select(PhoneMove).options(joinedload(PhoneMove.person), joinedload(PhoneMove.unit))


def visible_to(actor: Actor) -> Select[PhoneMove]:
    """Every look of staff starts here: what was asked at their own unit; a phone's own code belongs to the phone."""
    return seconding.visible_to(actor, PhoneMove).options(joinedload(PhoneMove.person))


def get_move(actor: Actor, phone_move_id: int) -> PhoneMove:
    """Raises NotFound outside the actor's reach."""
    move = db.session.scalar(visible_to(actor).where(PhoneMove.id == phone_move_id))
    if move is None:
        raise NotFound("没有找到这次换手机的申请。请回到签到台或者名单，从本人那一行再点“换了手机”。")
    return move


def to_confirm(actor: Actor) -> Sequence[PhoneMove]:
    """What waits for somebody else than who asked, the oldest first."""
    return seconding.to_confirm(actor, PhoneMove, PhoneMove.state == MoveState.ASKED)


def latest_of(actor: Actor, person_id: int) -> PhoneMove | None:
    """The person's last move that the actor may see."""
    query = visible_to(actor).where(PhoneMove.person_id == person_id)
    return db.session.scalars(query.order_by(PhoneMove.at.desc()).limit(1)).first()


def own(phone_move_id: int, device: int) -> PhoneMove:
    """The code that this phone asked for itself. Raises NotFound on every other."""
    mine = (PhoneMove.id == phone_move_id, PhoneMove.proof == Proof.OLD_PHONE, Person.device_id == device)
    move = db.session.scalar(_whole().join(PhoneMove.person).where(*mine, *usable()))
    if move is None:
        raise NotFound(GONE)
    return move


def gone_from(device: int) -> Sequence[PhoneMove]:
    """The people who were moved away from this phone by staff, and can still be moved back, the latest first."""
    moved = (PhoneMove.from_device == device, PhoneMove.state == MoveState.USED, PhoneMove.proof == Proof.STAFF)
    query = _whole().where(*moved, PhoneMove.used_at > clock.now() - timedelta(days=UNDO_DAYS))
    return db.session.scalars(query.order_by(PhoneMove.used_at.desc())).all()


def get_gone(phone_move_id: int, device: int) -> PhoneMove:
    """Raises NotFound on a phone that the person was not moved away from."""
    found = next((move for move in gone_from(device) if move.id == phone_move_id), None)
    if found is None:
        raise NotFound(f"没有找到这一次。{UNDO_DAYS} 天以内，只有原来那部手机能换回来；要帮忙，请打协商站的电话。")
    return found


def undone_since(move: PhoneMove) -> bool:
    """Whether an earlier move of the person was undone after this one, which went back with it."""
    earlier = (PhoneMove.person_id == move.person_id, PhoneMove.at < move.at, PhoneMove.undone_at >= move.used_at)
    return db.session.scalar(select(PhoneMove.id).where(*earlier).limit(1)) is not None


def undid_before(move: PhoneMove) -> bool:
    """Whether the same old phone has moved the person back before."""
    before = (PhoneMove.from_device == move.from_device, PhoneMove.undone_by == move.person_id)
    return db.session.scalar(select(PhoneMove.id).where(PhoneMove.person_id == move.person_id, *before)) is not None


def namesake_on(device: int | None, person: Person) -> Person | None:
    """Whoever else of this name the phone knows: a phone tells people apart by name."""
    same = (Person.device_id == device, Person.name_index == person.name_index, Person.id != person.id)
    return db.session.scalar(select(Person).where(*same).limit(1)) if device is not None else None


def code_for(actor: Actor, move: PhoneMove) -> str:
    """The code for who asked, once somebody else has confirmed and while it is valid; empty for everybody else."""
    shown = move.state is MoveState.OPEN and move.is_alive and rules.can_see_code(actor, move)
    return code_of(move) if shown else ""


def told(actor: Actor, move: PhoneMove) -> dict[str, Any]:
    """The move as a program is told of it."""
    code = code_for(actor, move)
    facts = {"id": move.id, "state": move.state, "version": move.version, "until": move.until}
    return facts | {"code": code or None, "address": address_of(code) if code else None}


def hold(move: PhoneMove) -> None:
    """Locks the move and reads it again, so that of two who act at once the second sees the first."""
    db.session.flush()
    db.session.refresh(move, ["state", "until", "version"], with_for_update=True)
