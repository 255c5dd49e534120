"""Sixty leads in residents' own words: some waiting, some in topics, some answered with a reason."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial

from yiguan.base import clock
from yiguan.base.codes import random_code
from yiguan.calendar.deadlines import working_deadline
from yiguan.leads import acts, reporting
from yiguan.leads.models import Lead
from yiguan.organisation.seeds import rows
from yiguan.people import vault
from yiguan.people.models import Person
from yiguan.people.states import Channel, PublicName, Role
from yiguan.sample.people import Cast
from yiguan.sample.score import Score
from yiguan.store.db import db
from yiguan.workflow.perform import perform

FIRST_LOOK = 3
Row = Mapping[str, str]
Leads = dict[str, list[tuple[int, Lead]]]
"""Per topic number of the seeds ("" for none): the day each lead came, and the lead."""


def write_leads(score: Score, cast: Cast) -> Leads:
    """Puts every lead and its answer into the score; the lists fill while it is played."""
    leads: Leads = {}
    for row in rows("leads"):
        days_ago = _days_ago(row)
        score.day(days_ago, partial(_come, leads, cast, row, days_ago))
        if row["state"] in ANSWERS and not row["topic"]:
            score.day(max(days_ago - 2, 0), partial(_answer, leads, cast, row, days_ago))
    return leads


def _days_ago(row: Row) -> int:
    """`due` wins: working days shift with the day of loading."""
    if row["due"] == "overdue":
        return 7
    if row["due"] == "today":
        today = clock.today()
        fits = (n for n in range(12) if working_deadline(today - timedelta(days=n), FIRST_LOOK).due == today)
        return next(fits, 5)
    return int(row["days_ago"])


def _come(leads: Leads, cast: Cast, row: Row, days_ago: int) -> None:
    person, unit, channel = cast.people[row["person"]], cast.units[row["unit"]], _channel(row)
    words = {"text": row["text"], "place": row["place"], "field": row["field"]}
    public = PublicName(row["public_name"])  # type: ignore[call-arg]
    if channel is Channel.QR:
        nonce = random_code(40)
        lead = reporting.submit(person, unit, nonce=nonce, public_name=public, **words)  # type: ignore[arg-type]
    else:
        staff, name, phone = cast.staff(Role.CONVENER, unit.code), vault.name_of(person), vault.phone_of(person)
        lead = reporting.enter(staff, unit, channel=channel, name=name, phone=phone, public_name=public, **words)
        db.session.get_one(Person, lead.person_id).is_sample = lead.is_sample = True
    leads.setdefault(row["topic"], []).append((days_ago, lead))


def _channel(row: Row) -> Channel:
    return Channel(row["channel"])  # type: ignore[call-arg]


ANSWERS = ("needs_info", "declined", "transferred", "withdrawn")


def _answer(leads: Leads, cast: Cast, row: Row, days_ago: int) -> None:
    """What the station did with a lead that joined no topic."""
    lead = next(lead for came, lead in leads[""] if came == days_ago and lead.text.startswith(row["text"][:20]))
    convener = cast.staff(Role.CONVENER, row["unit"])
    if row["state"] == "needs_info":
        perform(acts.ASK, lead, by=convener, note=row["reply"])
    elif row["state"] == "declined":
        perform(acts.DECLINE, lead, by=convener, reason=row["reason"], note=row["reply"])
    elif row["state"] == "transferred":
        perform(acts.TRANSFER, lead, by=convener, reason=row["reason"], note=row["reply"])
    else:
        perform(acts.WITHDRAW, lead, by=convener)
