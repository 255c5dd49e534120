"""Invented people with their appointments and accounts; one demo password for all, made at this start."""

from datetime import timedelta

from sqlalchemy import select

from yiguan.base import clock
from yiguan.base.actor import SYSTEM
from yiguan.organisation.models import Unit
from yiguan.organisation.seeds import rows
from yiguan.people import affiliations, appointing, passwords, queries, service, vault
from yiguan.people.states import AffiliationKind, PersonKind, Role
from yiguan.store.db import db
from yiguan.workflow.plays import Stage

LONG = timedelta(days=730)
"""Before everything that the sample plays."""


def load_people(password: str) -> Stage:
    """All people of the seeds; `accounts` holds (account, role, unit code, name)."""
    stage = Stage(units={unit.code: unit for unit in db.session.scalars(select(Unit))})
    for row in rows("people"):
        kind = PersonKind(row["kind"])  # type: ignore[call-arg]
        person = service.add_person(SYSTEM, kind, row["name"], phone=row["phone"], sample=True)
        if row["sector"]:
            affiliations.enter(SYSTEM, person, AffiliationKind.SECTOR, row["sector"], starts_on=clock.today() - LONG)
        if kind is PersonKind.RESIDENT and row["phone"]:
            person.device_id = vault.new_id()  # a phone of their own: they read their news behind their code
        stage.people[row["key"]] = person
    _appoint(stage)
    _open_accounts(stage, passwords.make_hash(password))
    return stage


def _appoint(stage: Stage) -> None:
    for row in rows("appointments"):
        person, unit = stage.people[row["person"]], stage.units[row["unit"]]
        role = Role(row["role"])  # type: ignore[call-arg]
        since = clock.today() - LONG if role is Role.DISTRICT_LEADER else None  # only who is in office signs off
        appointing.appoint(SYSTEM, person, unit.id, role, title=row["title"], starts_on=since, sample=True)


def _open_accounts(stage: Stage, password_hash: str) -> None:
    """Username by username; the actors of each role at its unit stay in the order of the file."""
    for row in rows("appointments"):
        if not row["username"]:
            continue
        person = stage.people[row["person"]]
        account, _ = service.create_account(SYSTEM, person, row["username"], sample=True)
        account.password_hash, account.first_link_hash = password_hash, None
        actor = queries.actor_of(account)
        stage.accounts.append((account, row["role"], row["unit"], actor.name))
        stage.actors.setdefault((row["role"], row["unit"]), []).append(actor)
