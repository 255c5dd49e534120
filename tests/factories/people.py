from itertools import count

from sqlalchemy.orm import joinedload

from tests.client import PASSWORD
from tests.factories.organisation import a_district
from yiguan.base.actor import SYSTEM, Actor
from yiguan.organisation.models import Unit
from yiguan.people import appointing, passwords, queries, residents, service
from yiguan.people.models import Account, Person
from yiguan.people.states import Channel, PersonKind, Role
from yiguan.store.db import db

_numbers = count(1)


def an_account(role: Role, unit: Unit | None = None, name: str = "王静文") -> Account:
    """Somebody on the staff who can sign in with tests.client.PASSWORD."""
    person = service.add_person(SYSTEM, PersonKind.STAFF, name)
    appointing.appoint(SYSTEM, person, (unit or a_district()).id, role)
    account, _ = service.create_account(SYSTEM, person, f"user{next(_numbers)}")
    account.password_hash = passwords.make_hash(PASSWORD, cheap=True)
    db.session.commit()
    return account


def as_actor(account: Account) -> Actor:
    fresh = db.session.get(Account, account.id, options=[joinedload(Account.person)], populate_existing=True)
    assert fresh
    return queries.actor_of(fresh)


def a_convener(unit: Unit) -> Actor:
    return as_actor(an_account(Role.CONVENER, unit))


def an_officer(name: str = "周明") -> Actor:
    return as_actor(an_account(Role.OFFICER, name=name))


def a_chair(name: str = "吴建") -> Actor:
    return as_actor(an_account(Role.CHAIR, name=name))


def a_resident(name: str = "李秀英", phone: str = "13800001234") -> Person:
    """Somebody with a phone of their own; the device's cookie is `device-<n>` padded to its length."""
    token = f"device-{next(_numbers)}".ljust(32, "x")
    person = residents.resident_on(token, name, phone=phone, channel=Channel.QR)
    db.session.commit()
    return person
