"""Reads for the system administrator: every account with its holder, appointments and last sign-in."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.orm import joinedload

from yiguan.base import clock
from yiguan.base.errors import NotFound
from yiguan.organisation.models import Unit
from yiguan.people import namesakes, vault
from yiguan.people.models import Account, Appointment, SignIn
from yiguan.people.queries import held_on
from yiguan.people.states import Role
from yiguan.store.db import db

IDLE = timedelta(days=90)
"""domain.md §6.3, DB-07: accounts that nobody used for so long are looked at."""


class Kept(NamedTuple):
    """An account as the list shows it; `roles` are (unit, role) of today."""

    account: Account
    name: str
    roles: list[tuple[str, str]]
    last: datetime | None

    @property
    def is_idle(self) -> bool:
        """Whoever never signed in is told apart by `last`."""
        return self.account.disabled_at is None and self.last is not None and self.last < clock.now() - IDLE


def accounts(sought: str = "") -> Select[Account]:
    """Accounts whose username or holder's name contains what is sought, those in use first, by username."""
    order = (Account.disabled_at.is_not(None), Account.username)
    query = select(Account).options(joinedload(Account.person)).order_by(*order)
    if not sought:
        return query
    named = func.lower(Account.username).contains(sought.lower(), autoescape=True)
    return query.where(or_(named, Account.person_id.in_(namesakes.named(sought))))


def told(found: list[Account]) -> list[Kept]:
    """What the list says of these accounts, in two more statements."""
    last = dict(_pairs(select(SignIn.account_id, func.max(SignIn.at)).group_by(SignIn.account_id), found))
    roles: dict[int, list[tuple[str, str]]] = {}
    for person_id, unit, role in _roles([account.person_id for account in found]):
        roles.setdefault(person_id, []).append((unit, role.label))
    return [Kept(one, vault.name_of(one.person), roles.get(one.person_id, []), last.get(one.id)) for one in found]


def get_account(account_id: int) -> Account:
    """Raises NotFound."""
    found = db.session.get(Account, account_id, options=[joinedload(Account.person)])
    if found is None:
        raise NotFound("没有这个账号。请回到账号清单再找。")
    return found


def _pairs(query: Select[int, datetime], found: list[Account]) -> Iterator[tuple[int, datetime]]:
    rows = db.session.execute(query.where(SignIn.account_id.in_([account.id for account in found])))
    return ((account_id, at) for account_id, at in rows)


def _roles(person_ids: list[int]) -> list[Row[int, str, Role]]:
    query = select(Appointment.person_id, Unit.name, Appointment.role).join(Appointment.unit)
    return list(db.session.execute(query.where(Appointment.person_id.in_(person_ids), *held_on(clock.today()))))
