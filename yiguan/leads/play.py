"""Sixty leads in residents' own words: some waiting, some in topics, some answered with a reason."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from yiguan.base import clock
from yiguan.base.codes import random_code
from yiguan.calendar.days import entered
from yiguan.calendar.deadlines import deadline
from yiguan.calendar.limits import working_days
from yiguan.leads import acts, reporting
from yiguan.leads.models import Lead
from yiguan.leads.queries import pick_code_of
from yiguan.organisation.seeds import rows
from yiguan.people import vault
from yiguan.people.models import Person
from yiguan.people.states import Channel, PublicName, Role
from yiguan.store.db import db
from yiguan.workflow.perform import perform
from yiguan.workflow.plays import Play, Row, Score, Stage

FIRST_LOOK = 3


def _write(score: Score, stage: Stage) -> None:
    for number, row in enumerate(rows("leads")):
        days_ago, key = _days_ago(row), str(number)
        score.day(days_ago, partial(_come, stage, key, row))
        if row["state"] in ANSWERS and not row["topic"]:
            score.day(max(days_ago - 2, 0), partial(_answer, stage, key, row))


def _days_ago(row: Row) -> int:
    """`due` wins: working days shift with the day of loading."""
    if row["due"] == "overdue":
        return 7
    if row["due"] == "today":
        today = clock.today()
        begun = ((n, today - timedelta(days=n)) for n in range(12))
        return next((n for n, day in begun if _first_look(day) == today), 5)
    return int(row["days_ago"])


def _first_look(start: date) -> date:
    return deadline(start, working_days(FIRST_LOOK), overrides=entered()).due


def _come(stage: Stage, key: str, row: Row) -> None:
    person, unit = stage.people[row["person"]], stage.units[row["unit"]]
    channel = Channel(row["channel"])  # type: ignore[call-arg]
    words = {"text": row["text"], "place": row["place"], "field": row["field"]}
    public = PublicName(row["public_name"])  # type: ignore[call-arg]
    if channel is Channel.QR:
        nonce = random_code(40)
        lead = reporting.submit(person, unit, nonce=nonce, public_name=public, **words)  # type: ignore[arg-type]
    else:
        staff, name, phone = stage.staff(Role.CONVENER, unit.code), vault.name_of(person), vault.phone_of(person)
        lead = reporting.enter(staff, unit, channel=channel, name=name, phone=phone, public_name=public, **words)
        db.session.get_one(Person, lead.person_id).is_sample = lead.is_sample = True
    stage.made(Lead)[key] = lead


ANSWERS = ("needs_info", "declined", "transferred", "withdrawn")


def _answer(stage: Stage, key: str, row: Row) -> None:
    """What the station did with a lead that joined no topic."""
    lead, convener = stage.made(Lead)[key], stage.staff(Role.CONVENER, row["unit"])
    if row["state"] == "needs_info":
        perform(acts.ASK, lead, by=convener, note=row["reply"])
    elif row["state"] == "declined":
        perform(acts.DECLINE, lead, by=convener, reason=row["reason"], note=row["reply"])
    elif row["state"] == "transferred":
        perform(acts.TRANSFER, lead, by=convener, reason=row["reason"], note=row["reply"])
    else:
        perform(acts.WITHDRAW, lead, by=convener)


def _tell(stage: Stage) -> Mapping[str, Any]:
    leads = db.session.scalars(select(Lead).order_by(Lead.id).options(joinedload(Lead.unit)))
    return {"leads": [_told(lead) for lead in leads]}


def _told(lead: Lead) -> dict[str, Any]:
    """The phone's last four, or the pick code of somebody without a phone."""
    phone = vault.phone_of(db.session.get_one(Person, lead.person_id))
    tail = phone[-4:] or pick_code_of(lead)
    return {"receipt": lead.receipt, "phone_tail": tail, "state": str(lead.state), "unit": lead.unit.code}


PLAY = Play(writes=_write, tells=_tell)
