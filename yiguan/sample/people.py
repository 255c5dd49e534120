"""Invented people with their appointments and accounts; one demo password for all, made at this start."""

from dataclasses import dataclass, field

from sqlalchemy import select

from yiguan.base.actor import SYSTEM, Actor
from yiguan.organisation.models import Unit
from yiguan.organisation.seeds import rows
from yiguan.people import passwords, queries, service, vault
from yiguan.people.models import Account, Person
from yiguan.people.states import PersonKind, Role
from yiguan.store.db import db


@dataclass
class Cast:
    """Who plays: people by their key in the seeds, units by code, staff as actors."""

    people: dict[str, Person] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    accounts: list[tuple[Account, str, str, str]] = field(default_factory=list)
    actors: dict[tuple[str, str], Actor] = field(default_factory=dict)

    def staff(self, role: Role, unit: str = "TG") -> Actor:
        """Whoever holds the role at the unit; raises KeyError when nobody does."""
        return self.actors[str(role), unit]


def load_people(password: str) -> Cast:
    """All people of the seeds; `accounts` holds (account, role, unit code, name)."""
    cast = Cast(units={unit.code: unit for unit in db.session.scalars(select(Unit))})
    for row in rows("people"):
        kind = PersonKind(row["kind"])  # type: ignore[call-arg]
        person = service.add_person(SYSTEM, kind, row["name"], phone=row["phone"], sample=True)
        person.sector = row["sector"]
        if kind is PersonKind.RESIDENT and row["phone"]:
            person.device_id = vault.new_id()  # a phone of their own: they read their news behind their code
        cast.people[row["key"]] = person
    _appoint(cast)
    _open_accounts(cast, passwords.make_hash(password))
    return cast


def _appoint(cast: Cast) -> None:
    for row in rows("appointments"):
        person, unit = cast.people[row["person"]], cast.units[row["unit"]]
        service.appoint(SYSTEM, person, unit.id, _role(row["role"]), title=row["title"], sample=True)


def _open_accounts(cast: Cast, password_hash: str) -> None:
    """Username by username; an actor stands for each role at its unit, the first one named in the file."""
    for row in rows("appointments"):
        if not row["username"]:
            continue
        person = cast.people[row["person"]]
        account, _ = service.create_account(SYSTEM, person, row["username"], sample=True)
        account.password_hash, account.first_link_hash = password_hash, None
        actor = queries.actor_of(account)
        cast.accounts.append((account, row["role"], row["unit"], actor.name))
        cast.actors.setdefault((row["role"], row["unit"]), actor)


def _role(value: str) -> Role:
    return Role(value)  # type: ignore[call-arg]
