"""What is particular to each act; `perform` calls it with the move's row locked."""

from datetime import timedelta

from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.act import Trace
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, NotFound
from yiguan.new_phones import queries
from yiguan.new_phones.marks import MOVE_BACK, MOVE_PHONE
from yiguan.new_phones.models import PhoneMove
from yiguan.new_phones.states import LIFE, UNDO_DAYS, Proof
from yiguan.people import joining, residents, vault
from yiguan.people.privacy.masks import mask_name
from yiguan.people.states import JoinProof

PROVES = {Proof.OLD_PHONE: JoinProof.OLD_PHONE, Proof.STAFF: JoinProof.STAFF}
"""What a move proves where the new phone knows the person already."""
TICK = "是同一个人的，回到刚才那一页，在“都是我”前面打勾，再点。"
LATE = "这份申请过时了，没有给码。要换，请从本人那一行再申请一次。"


def confirm(actor: Actor, move: PhoneMove) -> None:
    """From now on there is a code, for a quarter of an hour. Raises Conflict when the request has expired."""
    if move.until <= clock.now():
        raise Conflict(LATE, code="expired")
    move.until = clock.now() + LIFE


def refuse(actor: Actor, move: PhoneMove) -> None:
    """Ends the request, or the code that nobody has used."""
    move.until = min(move.until, clock.now())


def take(actor: Actor, move: PhoneMove, *, token: str, same: bool = False) -> None:
    """Moves the person to the phone with this cookie. `same`: the one of this name there is the same person, which the
    code with both phones proves. Raises NotFound, Conflict.
    """
    person, device = move.person, residents.device_id_of(token)
    if move.until <= clock.now():
        raise NotFound(queries.GONE)
    if person.device_id == device:
        raise Conflict("就是这部手机，不用换。请用新手机扫这个码。", code="same_phone")
    there = queries.namesake_on(device, person)
    if there is not None and not same:
        raise Conflict(_namesake(move) + TICK, code="namesake")
    residents.remember_device(device, token)
    move.used_at, move.from_device, move.to_device = clock.now(), person.device_id, device
    if there is not None:
        joining.take_in(actor, person, there, PROVES[move.proof])
    else:
        person.device_id = device
    trail.record(person, MOVE_PHONE, by=actor)


def undo(actor: Actor, move: PhoneMove) -> Trace:
    """The person is on their old phone as before, and on no other; a join that the move made is undone with it, which
    the other record is told. Raises Conflict.
    """
    person = move.person
    if move.used_at is None or move.used_at <= clock.now() - timedelta(days=UNDO_DAYS):
        raise Conflict(f"换过去已经超过 {UNDO_DAYS} 天，不能直接换回来了。请照“换了手机”再换一次。", code="too_late")
    if queries.undone_since(move):
        raise Conflict("这一次已经跟着前面那一次一起换回去了，什么都没有改动。", code="undone_already")
    if actor.kind == "resident" and queries.undid_before(move):
        raise Conflict("这部手机已经换回来过一次。再要换，请打协商站的电话，请工作人员来办。", code="undone_before")
    if queries.namesake_on(move.from_device, person):
        raise Conflict(_namesake(move), code="namesake")
    alias = joining.running_of(person.id)
    alias = alias if alias is not None and alias.at >= move.used_at and person.device_id is None else None
    if alias is not None:
        joining.part(actor, alias)
    person.device_id = move.from_device
    move.undone_at, move.undone_by = clock.now(), actor.id
    trail.record(person, MOVE_BACK, by=actor)
    return Trace(found=alias)


def _namesake(move: PhoneMove) -> str:
    name = mask_name(vault.name_of(move.person))
    return (
        f"这部手机上已经有一位“{name}”了。怕弄混，没有换，两边的记录都在。"
        "从前反映的事，凭收据编号和手机号后四位，在这部手机上也能查；开会请到签到台，请工作人员签。"
    )
