"""这是我的手机: said by whoever is signed in on it; from then on its scans are theirs, not those of a stranger."""

from yiguan.audit import trail
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict
from yiguan.people import joining, residents
from yiguan.people.marks import LEAVE_PHONE, OWN_PHONE
from yiguan.people.models import Alias, Person
from yiguan.people.states import JoinProof, PersonKind
from yiguan.store.db import db

SHARED = (
    "这部手机上有{}个别的人签过到、报过事，像是大家合用的，没有记成您的。站里公用的手机，谁都不能认作自己的；"
    "扫码时照旧写姓名就行。"
)
REPLACED = "本人登录以后，在这部手机上点了“这是我的手机”。"
MOST_OTHERS = 1
"""Somebody at home may have checked in with it; a station's phone has many."""


def claim(actor: Actor, token: str) -> list[Alias]:
    """The phone with this cookie is the actor's. What the actor did on it under the same name is joined by an alias.
    Returns the joins that this parted, whose other record the caller tells.

    Raises Conflict for a phone that several other people have used, that is somebody else's own, or whose record of
    this name is counted as somebody else.
    """
    person = db.session.get_one(Person, actor.id)
    here = residents.persons_on(token)
    mine = [one for one in here if one.name_index == person.name_index and one.id != person.id]
    same = [one for one in mine if one.kind is PersonKind.RESIDENT]
    others = [one for one in here if one not in same and one.id != person.id]
    if len(others) > MOST_OTHERS or any(one.kind is not PersonKind.RESIDENT for one in others):
        raise Conflict(SHARED.format(len(others)), code="shared_phone")
    device = residents.device_id_of(token)
    parted = leave(actor) if person.device_id not in (None, device) else []
    residents.remember_device(device, token)
    parted += [alias for one in same for alias in _join(actor, one, person)]
    db.session.flush()  # gives the place of the name on this phone free
    person.device_id = device
    trail.record(person, OWN_PHONE, by=actor)
    return parted


def _join(actor: Actor, one: Person, person: Person) -> list[Alias]:
    """Their own phone takes the place of an earlier proof that the two are one, and of receipts that joined its record
    to anybody: receipts are read by others, this phone and the account's password are not. Raises Conflict.
    """
    earlier = joining.running_of(one.id)
    if earlier is not None and (earlier.main_id == person.id or earlier.opens_nothing):
        joining.part(actor, earlier, note=REPLACED)
    joining.take_in(actor, one, person, JoinProof.OWN_PHONE)
    return [earlier] if earlier is not None and earlier.undone_at and earlier.main_id != person.id else []


def leave(actor: Actor) -> list[Alias]:
    """The phone is no longer the actor's: its former records are counted apart again. Returns the joins that this
    parted, whose other record the caller tells.
    """
    person = db.session.get_one(Person, actor.id)
    device, person.device_id = person.device_id, None
    db.session.flush()
    joined = joining.joined_to(person.id)
    parted = [alias for alias in joined if alias.proof is JoinProof.OWN_PHONE and alias.device_id == device]
    for alias in parted:
        joining.part(actor, alias)
    trail.record(person, LEAVE_PHONE, by=actor)
    return parted


def is_here(person_id: int, token: str) -> bool:
    """Whether the phone with this cookie is this person's own."""
    return bool(token) and any(one.id == person_id for one in residents.persons_on(token))
