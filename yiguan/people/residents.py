"""Residents and their phones: one person per (device, name), consent with its version."""

from datetime import timedelta

from sqlalchemy import insert, select
from sqlalchemy.orm import make_transient_to_detached

from yiguan.audit import touching
from yiguan.base import clock, crypto
from yiguan.base.actor import Actor
from yiguan.people import vault
from yiguan.people.models import Consent, Device, Person
from yiguan.people.states import Channel, PersonKind
from yiguan.store import keyring
from yiguan.store.db import db, insert_into

NOTICE_VERSION = "2026-11"


def token_hash(token: str) -> bytes:
    """Under the key that the cookie was made with, so that a phone keeps its id when the key is replaced."""
    return crypto.mac(keyring.index_key_of(token), "device", token)


def device_id_of(token: str) -> int:
    """The device's id, derived from its cookie without a SELECT."""
    return int.from_bytes(token_hash(token)[:8], "big") >> 2


def is_known(token: str) -> bool:
    """Whether somebody has used the phone with this cookie before; False for an empty cookie."""
    here = select(Person.id).where(Person.device_id == device_id_of(token), Person.erased_at.is_(None)).limit(1)
    return bool(token) and db.session.scalar(here) is not None


def was_here_before(token: str) -> bool:
    """Whether somebody used this phone a day ago already; whoever walks around a limit makes new ones known."""
    device, yesterday = device_id_of(token), clock.now() - timedelta(days=1)
    here = select(Person.id).where(Person.device_id == device, Person.created_at < yesterday).limit(1)
    return bool(token) and db.session.scalar(here) is not None


def persons_on(token: str) -> list[Person]:
    """The people who have used this phone before, the latest first."""
    query = select(Person).where(Person.device_id == device_id_of(token), Person.erased_at.is_(None))
    return list(db.session.scalars(query.order_by(Person.created_at.desc())))


def resident_on(token: str, name: str, *, phone: str = "", channel: Channel = Channel.QR) -> Person:
    """The person (device, name), created with consent at the first visit. A typed phone only adds a contact."""
    device = device_id_of(token)
    found = _find(device, name)
    if found is None:
        remember_device(device, token)
        found = _insert(device, name, phone, channel)
    elif phone and found.kind is PersonKind.RESIDENT and (vault.is_whole(phone) or found.phone is None):
        vault.set_phone(found, phone)
    return found


def _find(device: int, name: str) -> Person | None:
    index = crypto.blind_index(vault.keys().index, name)
    return db.session.scalar(select(Person).where(Person.device_id == device, Person.name_index == index))


def remember_device(device: int, token: str) -> None:
    """Stores the device; of two simultaneous requests of one phone, the second changes nothing and gets no error."""
    values = {"id": device, "token_hash": token_hash(token), "created_at": clock.now()}
    db.session.execute(insert_into(Device).values(**values).on_conflict_do_nothing())


def _insert(device: int, name: str, phone: str, channel: Channel) -> Person:
    """Two simultaneous first visits of one phone make one person: the unique index decides.

    One statement instead of a savepoint, a flush and a release, which pays for the fingerprint in a tap.
    """
    person = vault.new_person(PersonKind.RESIDENT, name, phone, device)
    person.is_sample = False
    values = {column.name: getattr(person, column.name) for column in Person.__table__.columns}
    new = insert_into(Person).values(**values).on_conflict_do_nothing().returning(Person.id)
    if db.session.scalar(new) is None:
        return _find(device, name) or person
    make_transient_to_detached(person)
    db.session.add(person)
    touching.touch("person", [person.id])
    consent(person.id, channel)
    return person


def resident_at_desk(name: str, *, phone: str = "", channel: Channel = Channel.VISIT) -> Person:
    """A person without a phone of their own, entered by staff; never merged by name alone."""
    person = vault.new_person(PersonKind.RESIDENT, name, phone)
    db.session.add(person)
    db.session.flush()
    consent(person.id, channel)
    return person


def consent(person_id: int, channel: Channel) -> None:
    values = {"person_id": person_id, "version": NOTICE_VERSION, "channel": channel, "at": clock.now()}
    db.session.execute(insert(Consent).values(**values))


def as_actor(person: Person) -> Actor:
    return Actor("resident", id=person.id)
