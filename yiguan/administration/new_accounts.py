"""Accounts for people who hold a role and have none yet: names without a person's name in them, one-time links."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from yiguan.administration import people_list
from yiguan.administration.people_list import Listed
from yiguan.base import qr
from yiguan.base.actor import Actor
from yiguan.base.errors import Invalid
from yiguan.people import service
from yiguan.people.models import Account
from yiguan.settings import settings
from yiguan.store.db import db

AT_ONCE = 100
ALL_HAVE = "勾上的人都已经有账号了，没有再开。要再出小条，请在“账号”里点“发设密码链接”。"
TAKEN = "账号名 {} 已经有人在用，请换一个。"


class Slip(NamedTuple):
    """What is handed to the owner of a new account: shown once, stored as a hash."""

    account: Account
    name: str
    place: str
    address: str
    code: qr.Drawing


def waiting() -> list[Listed]:
    """People who hold a role, or will, and have no account, `AT_ONCE`; those who were registered first come first."""
    return people_list.told(db.session.scalars(people_list.people(show="without").limit(AT_ONCE)).all())


def waiting_in_all() -> int:
    return _count(people_list.people(show="without"))


def suggested(people: Sequence[Listed]) -> Iterator[str]:
    """A free name for each, made of the unit's code and a number: `xf2`; it tells nothing of the person."""
    taken = set(db.session.scalars(select(func.lower(Account.username))))
    for one in people:
        begin = one.held[0].unit.code.lower()
        name = next(f"{begin}{n}" for n in count(1) if f"{begin}{n}" not in taken)
        taken.add(name)
        yield name


def create(actor: Actor, chosen: Mapping[int, str]) -> list[Slip]:
    """An account with a one-time link for each person, all or none; `chosen` is person → name of the account.

    Raises Invalid at the names that are taken, and when all of them have accounts.
    """
    people = [one for one in waiting() if one.person.id in chosen]
    if not people:
        raise Invalid(fields={"people": [ALL_HAVE]})
    names = [chosen[one.person.id].lower() for one in people]
    taken = set(db.session.scalars(select(func.lower(Account.username)).where(func.lower(Account.username).in_(names))))
    wrong = {one.person.id for one, name in zip(people, names, strict=True) if name in taken or names.count(name) > 1}
    if wrong:
        raise Invalid(fields={f"username-{number}": [TAKEN.format(chosen[number])] for number in sorted(wrong)})
    return [_create(actor, one, chosen[one.person.id]) for one in people]


def unused() -> list[Account]:
    """Accounts whose owners have set no password yet, `AT_ONCE`; those whose slips are the oldest come first."""
    query = _unused().options(joinedload(Account.person)).order_by(Account.first_link_until, Account.id)
    return list(db.session.scalars(query.limit(AT_ONCE)))


def unused_in_all() -> int:
    return _count(_unused())


def renew(actor: Actor) -> list[Slip]:
    """A new slip for each of them; the former ones are void."""
    accounts = unused()
    people = people_list.told([account.person for account in accounts])
    return [slip(one, of, service.renew_link(actor, one)) for one, of in zip(accounts, people, strict=True)]


def _unused() -> Select[Account]:
    return select(Account).where(Account.password_hash.is_(None), Account.disabled_at.is_(None))


def _count(query: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0


def _create(actor: Actor, one: Listed, username: str) -> Slip:
    account, secret = service.create_account(actor, one.person, username)
    return slip(account, one, secret)


def slip(account: Account, one: Listed, secret: str) -> Slip:
    address = f"{settings().base_url}/first-password/{secret}"
    place = "、".join(f"{held.unit.short_name}{held.role.label}" for held in one.held)
    return Slip(account, one.name, place, address, qr.draw(address))
