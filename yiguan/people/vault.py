"""Encrypts and decrypts names and phones; nothing else in the program stores a personal value."""

import secrets

from yiguan.base import clock, crypto
from yiguan.people.models import Person
from yiguan.people.states import PersonKind
from yiguan.settings import Keys, settings
from yiguan.store import keyring

TAIL = 4


def keys() -> Keys:
    return settings().keys


def new_person(
    kind: PersonKind, name: str, phone: str = "", device_id: int | None = None, *, number: int | None = None
) -> Person:
    """A person not yet stored. The encryption is bound to the id, so it is made here unless `number` is given."""
    person = Person(id=number or new_id(), kind=kind, device_id=device_id, created_at=clock.now())
    set_name(person, name)
    set_phone(person, phone)
    return person


def new_id() -> int:
    return secrets.randbits(62) + 1


def set_name(person: Person, name: str) -> None:
    person.name = keyring.encrypt(name, f"person.name:{person.id}")
    person.name_index = name_index(name)


def name_index(name: str) -> bytes:
    """The keyed hash by which a name is looked up."""
    return crypto.blind_index(keys().index, name)


def set_phone(person: Person, phone: str) -> None:
    """An empty phone is stored as NULL. Four digits are no number to look somebody up by: many people share them."""
    person.phone = keyring.encrypt(phone, f"person.phone:{person.id}") if phone else None
    person.phone_index = phone_index(phone) if is_whole(phone) else None


def is_whole(phone: str) -> bool:
    """Whether this is a whole number, and not only its last four digits (PS-01)."""
    return len(phone) > TAIL


def phone_index(phone: str) -> bytes:
    """The keyed hash by which a telephone is looked up."""
    return crypto.blind_index(keys().index, phone)


def name_of(person: Person) -> str:
    return open_name(person.id, person.name)


def open_name(person_id: int, blob: bytes | None) -> str:
    return keyring.decrypt(blob, f"person.name:{person_id}") if blob else "（已删除）"


def phone_of(person: Person) -> str:
    return keyring.decrypt(person.phone, f"person.phone:{person.id}") if person.phone else ""
