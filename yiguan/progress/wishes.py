"""What somebody may do about what is held about them: correct it, have it erased, say that two records are theirs."""

from collections.abc import Sequence

from sqlalchemy import select

from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.errors import Conflict, Invalid
from yiguan.people import joining, residents, vault
from yiguan.people.models import Alias, Person
from yiguan.people.states import JoinProof
from yiguan.progress import notices
from yiguan.progress.holding import Holding
from yiguan.progress.marks import CORRECT_OWN, TAKE_BACK, WISH
from yiguan.progress.models import ErasureWish
from yiguan.progress.queries import wish_of
from yiguan.store.db import db

NAMESAKE = "这部手机上已经有一位叫这个名字了，没有改。怕弄混：手机靠名字分清人。请换一种写法，或者打协商站的电话。"
NOT_YOURS = (
    "这条记录不能在这里改、删：有账号的人，姓名电话由区政协办公室管；凭一张收据，只管得到它那一件。要改、要删，请用当时"
    "的那部手机；手机不在了，打协商站的电话。什么都没有改动。"
)
SURE = "请先在“我要删除”前面打勾，再点。现在什么都没有删。"
BY_RECEIPT = "凭收据和四位数。"


def correct(held: Holding, *, name: str, phone: str | None) -> None:
    """Another spelling, and on the own phone another number; empty: none any more. In all records that are shown with
    this one. Raises Conflict, Invalid.

    Without `phone` the number stays: whoever has a receipt only could lock the owner out by changing it.
    """
    _require_own(held)
    people = _people(held)
    if name != vault.name_of(held.person):
        _rename(people, name)
    for person in people:
        if phone is not None:
            vault.set_phone(person, phone)
        entry = trail.record(person, CORRECT_OWN, by=residents.as_actor(held.person), note=_how(held))
        if person is held.person or person.device_id is not None:
            notices.corrected(person, entry, phone, held.unit_id)


def _people(held: Holding) -> list[Person]:
    """Those of the records that still have a name, the one before them first."""
    query = select(Person).where(Person.id.in_(_records(held)), Person.erased_at.is_(None)).order_by(Person.id)
    return sorted(db.session.scalars(query), key=lambda person: person is not held.person)


def _rename(people: Sequence[Person], name: str) -> None:
    """One record on each phone, since a phone tells people apart by name. Raises Invalid before anything changes."""
    renamed = {person.device_id or person.id: person for person in reversed(people)}.values()
    for person in renamed:
        same = (Person.device_id == person.device_id, Person.name_index == vault.name_index(name))
        others = select(Person.id).where(*same, Person.id != person.id)
        if person.device_id is not None and db.session.scalar(others) is not None:
            raise Invalid(fields={"name": [NAMESAKE]})
    for person in renamed:
        vault.set_name(person, name)


def wish(held: Holding) -> None:
    """Everything personal goes in the first night in which nothing is open, and that of somebody without a phone a week
    later. Who asked already changes nothing.
    """
    _require_own(held)
    for number in _records(held):
        if wish_of(number) is None:
            made = ErasureWish(person_id=number, at=clock.now(), is_sample=held.person.is_sample)
            db.session.add(made)
            entry = trail.record(made, WISH, by=residents.as_actor(held.person), note=_how(held))
            notices.wished(made, entry, held.unit_id, waits=held.by_receipt is not None)


def take_back(held: Holding) -> None:
    _require_own(held)
    for number in _records(held):
        if (made := wish_of(number)) is not None:
            made.ended_at = clock.now()
            entry = trail.record(made, TAKE_BACK, by=residents.as_actor(held.person), note=_how(held))
            notices.taken_back(made, entry, held.unit_id)


def join(held: Holding, other: Holding) -> Alias:
    """Whoever has this record before them, and the receipt of the other one, is both. Raises Conflict."""
    if not (held.may_join and other.may_join):
        raise Conflict(NOT_YOURS, code="not_yours")
    alias = joining.unite(residents.as_actor(held.person), held.person.id, other.person.id, JoinProof.RECEIPTS)
    for number in (held.person.id, other.person.id):
        unit_id = other.unit_id if number == other.person.id else held.unit_id
        notices.joined(alias, number, unit_id)
    return alias


def _records(held: Holding) -> list[int]:
    """By a receipt its own record alone."""
    return [held.person.id] if held.by_receipt else joining.shown_as(held.person.id)


def _how(held: Holding) -> str:
    """For the trail: whoever has a receipt may be somebody else."""
    return BY_RECEIPT if held.by_receipt else ""


def _require_own(held: Holding) -> None:
    if not held.may_change:
        raise Conflict(NOT_YOURS, code="not_yours")
