"""Two records of one person are counted once, by an alias that keeps both and can be undone (product.md §5.1)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from yiguan.audit import trail
from yiguan.audit.models import AuditEntry
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict
from yiguan.people import residents
from yiguan.people.marks import JOIN, PART
from yiguan.people.models import Alias, Person
from yiguan.people.states import OPENS_NOTHING, JoinProof, PersonKind
from yiguan.store.db import db

L = Alias.__table__.c
ONE_ALREADY = "这两条已经认作一个人了，不用再认。什么都没有改动。"
ERASED = "其中一条的姓名电话已经删除，认不出是谁，不能再合。什么都没有改动。"
TWO_ACCOUNTS = "两边都是有账号或任职的人，不能合。同一个人有两个任职，请在“人员”里加在一个人名下。什么都没有改动。"
ELSEWHERE = "其中一条记录已经和别的记录认作一个人了，这一步没有做。请区政协办公室先把那两条分开；从前的事都在。"
PARTED = "这两条已经分开了，什么都没有改动。"


def main_of(person_id: ColumnElement[Any] | InstrumentedAttribute[Any]) -> ColumnElement[int]:
    """The record that this one is counted as: the main one of its join, else itself."""
    joined = select(L.main_id).where(L.person_id == person_id, L.undone_at.is_(None))
    # else two queries deep the record would be any record
    return func.coalesce(joined.correlate_except(Alias).scalar_subquery(), person_id)


def unite(actor: Actor, one: int, other: int, proof: JoinProof) -> Alias:
    """Joins the two records, whichever of them is the main one. Raises Conflict where that cannot be.

    The main one has an account, else a phone, else it is the older.
    """
    people = _counted_as([one, other])
    if len(people) < 2:
        raise Conflict(ONE_ALREADY, code="one_already")
    if any(person.erased_at for person in people):
        raise Conflict(ERASED, code="erased")
    main, person = sorted(people, key=_rank)
    if person.kind is not PersonKind.RESIDENT:
        raise Conflict(TWO_ACCOUNTS, code="two_accounts")
    return join(actor, person, main, proof)


def _counted_as(person_ids: Collection[int]) -> Sequence[Person]:
    """The records as which these are counted, locked; read again under the lock, since another join may come first."""
    query = select(Person).order_by(Person.id).with_for_update().execution_options(populate_existing=True)
    found = mains(person_ids)
    while True:
        people = db.session.scalars(query.where(Person.id.in_(found))).all()
        if (now := mains(person_ids)) == found:
            return people
        found = now


def mains(person_ids: Collection[int]) -> set[int]:
    """The records as which these are counted."""
    return set(db.session.scalars(select(main_of(Person.id)).where(Person.id.in_(person_ids))))


def apart(person_ids: Collection[int], others: Iterable[int]) -> set[int]:
    """Those of the records that are nobody of the others, by whatever record."""
    main = main_of(Person.id)
    query = select(Person.id).where(Person.id.in_(person_ids), main.not_in(mains(set(others))))
    return set(db.session.scalars(query))


def _rank(person: Person) -> tuple[object, ...]:
    return person.kind is PersonKind.RESIDENT, person.device_id is None, person.created_at, person.id


def take_in(actor: Actor, person: Person, main: Person, proof: JoinProof) -> Alias:
    """The phone of `main` shows what `person` did from now on, and the phone of `person` does not any more.

    Raises Conflict where one of the two is counted as somebody else.
    """
    _counted_as([person.id, main.id])
    if {running_of(number) for number in (person.id, main.id)} != {None}:
        raise Conflict(ELSEWHERE, code="joined_elsewhere")
    alias = join(actor, person, main, proof)
    alias.device_id, person.device_id = person.device_id, None
    return alias


def join(actor: Actor, person: Person, main: Person, proof: JoinProof) -> Alias:
    """From now on `person` is counted as `main`; what was joined to `person` before follows, until this is undone.

    The caller has the proof, and neither is counted as somebody else. Rows, receipts and codes of both stay.
    """
    for alias in joined_to(person.id):
        alias.onto_id = alias.onto_id or alias.main_id
        alias.main_id = main.id
    alias = Alias(person_id=person.id, main_id=main.id, proof=proof, at=clock.now())
    alias.by = actor.id or 0
    db.session.add(alias)
    trail.record(alias, JOIN, by=actor, note=proof.label)
    return alias


def part(actor: Actor, alias: Alias, *, note: str = "") -> AuditEntry:
    """The two are counted as two again, and each keeps what was joined to it. The one has the phone back that it lost
    by the join, unless its name came there anew. Raises Conflict when that was done already.
    """
    _counted_as([alias.person_id])
    db.session.refresh(alias)
    if alias.undone_at is not None:
        raise Conflict(PARTED, code="parted")
    alias.undone_at, alias.undone_by = clock.now(), actor.id
    db.session.flush()
    joined = {one.person_id: one for one in joined_to(alias.main_id)}
    ends = {number: _path(number, joined)[-1] for number in joined}
    for number, main in ends.items():
        joined[number].main_id = main
    if alias.device_id is not None:
        _give_back(alias)
    return trail.record(alias, PART, by=actor, note=note)


def _path(number: int, joined: Mapping[int, Alias]) -> list[int]:
    """From a record over those it was joined to, one after the other, to the one that is joined to none."""
    path = [number]
    while alias := joined.get(path[-1]):
        path.append(alias.onto_id or alias.main_id)
    return path


def _give_back(alias: Alias) -> None:
    person = db.session.get_one(Person, alias.person_id)
    if person.erased_at is not None:
        return
    same = (Person.device_id == alias.device_id, Person.name_index == person.name_index, Person.id != person.id)
    taken = select(Person.id).where(*same)
    person.device_id = alias.device_id if db.session.scalar(taken) is None else None
    db.session.flush()


def joined_to(main_id: int) -> Sequence[Alias]:
    """The joins by which others are counted as this one; read again, since another worker may have moved them."""
    query = select(Alias).where(Alias.main_id == main_id, Alias.undone_at.is_(None)).order_by(Alias.id)
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def counted_as(main_id: int) -> list[int]:
    """This record and those that are counted as it."""
    return [main_id, *(alias.person_id for alias in joined_to(main_id))]


def running_of(person_id: int) -> Alias | None:
    """The join by which this record is counted as another one."""
    return db.session.scalar(select(Alias).where(Alias.person_id == person_id, Alias.undone_at.is_(None)))


def records_on(token: str) -> list[int]:
    """The ids of the people of this phone and of the records that are counted as them, so that nothing of them is
    missed. A join by receipts counts, but shows nothing: receipts open their own matters alone (decision 0039).
    """
    return [number for person in people_on(token) for number in shown_as(person.id)]


def people_on(token: str) -> Sequence[Person]:
    return residents.persons_on(token) if token else ()


def shown_as(person_id: int) -> list[int]:
    """This record and those that are shown with it, wherever it is shown."""
    others = set(db.session.scalars(shown(person_id))) - {person_id}
    return [person_id, *sorted(others)]


def shown(person_id: int) -> Select[int]:
    """The same as a query: whatever is joined to this one, directly or over others, by proofs that show something. What
    it is joined to itself changes nothing.
    """
    records = select(literal(person_id, BigInteger).label("id")).cte("shown", recursive=True)
    up = aliased(Alias)
    above = select(up.main_id).where(up.person_id == person_id, up.undone_at.is_(None))
    joined = select(Alias.person_id).join(records, func.coalesce(Alias.onto_id, Alias.main_id) == records.c.id)
    joined = joined.where(Alias.main_id == func.coalesce(above.scalar_subquery(), person_id))
    records = records.union(joined.where(Alias.undone_at.is_(None), Alias.proof.not_in(OPENS_NOTHING)))
    return select(records.c.id)


def has_phone(person_id: int) -> bool:
    """Whether a phone shows this record: its own, or that of a record with which it is shown."""
    alias = running_of(person_id)
    joined = {one.person_id: one for one in joined_to(alias.main_id)} if alias else {}
    path = _path(person_id, joined)
    end = next((at for at, number in enumerate(path[:-1], 1) if joined[number].opens_nothing), len(path))
    phones = select(Person.id).where(Person.id.in_(path[:end]), Person.device_id.is_not(None))
    return db.session.scalar(phones.limit(1)) is not None
