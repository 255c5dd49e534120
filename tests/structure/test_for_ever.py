"""N24: what was once public answers for ever, whatever the staff do afterwards."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import joinedload, lazyload

from tests.factories.acting import given_to, somebody_who_may
from tests.factories.people import an_officer
from tests.factories.publishing import read_through
from yiguan.base.act import Act
from yiguan.base.errors import Refusal
from yiguan.handling.models import Handling, Reply
from yiguan.handling.queries import get_handling
from yiguan.leads.models import Lead
from yiguan.meetings.models import Meeting
from yiguan.minutes.models import Minutes
from yiguan.publishing.acts import CHECK
from yiguan.publishing.models import Publication
from yiguan.recommendations.models import Recommendation
from yiguan.store.db import db, transaction
from yiguan.topics.models import Topic
from yiguan.workflow.machines import machine
from yiguan.workflow.perform import perform

STARTS = ("/", "/results", "/api/v1/publications")
LINK = re.compile(r'(?:href="|"url": ?")(/[^"#]*)"')
TOPIC = re.compile(r"^/topics/(\w+)$")
ELSEWHERE = re.compile(r"/(sign-in|static|api/docs|lookup|S/|new-phone|leads/new|mine)|\?")
"""Forms, files and filters: no record has its address there."""
RECORDS = (Lead, Topic, Meeting, Minutes, Recommendation, Handling, Publication, Publication)
"""Pages twice: what was withdrawn is shown again."""
MUST = {
    *("topic-merge", "topic-terminate", "topic-archive", "topic-unpublish", "meeting-postpone", "meeting-cancel"),
    *("publication-publish", "publication-withdraw", "publication-schedule", "publication-unschedule"),
    *("recommendation-withdraw", "handling-return", "handling-redispatch", "handling-escalate", "lead-withdraw"),
}
MOST_TRIES = 6


def whole(record: type[Any], number: int) -> Any:
    return db.session.get_one(record, number, options=[lazyload("*")])


def a_case(number: int) -> Handling:
    return get_handling(an_officer(), number)


def a_page(number: int) -> Publication:
    """Two others have read what is on it now."""
    unit = joinedload(Publication.topic).joinedload(Topic.unit)
    found = db.session.get_one(Publication, number, options=[unit])
    return read_through(found) if CHECK.is_open(found.state) else found


WHOLE: dict[type[Any], Callable[[int], Any]] = {Handling: a_case, Publication: a_page}


def public_addresses(client: FlaskClient) -> set[str]:
    """Everything that a stranger reaches from the first pages, and every answer that was sent."""
    seen: set[str] = set()
    answers = db.session.scalars(select(Reply.id).where(Reply.sent_at.is_not(None))).all()
    waiting = [*STARTS, *(f"/answers/{number}" for number in answers)]
    while waiting:
        address = waiting.pop()
        if address in seen or ELSEWHERE.search(address):
            continue
        answer = client.get(address)
        if answer.status_code == 200:
            seen.add(address)
            waiting += LINK.findall(answer.text)
            waiting += [f"/api/v1/publications/{code}" for code in TOPIC.findall(address)]
    return seen


def lost(client: FlaskClient, addresses: set[str]) -> list[str]:
    return sorted(one for one in addresses if client.get(one, follow_redirects=True).status_code != 200)


def done(record: type[Any], act: Act) -> bool:
    """Whether the act was done to some record of the sample, by somebody who may."""
    query = select(record.id).where(record.state.in_(act.sources)).order_by(record.id).limit(MOST_TRIES)
    for number in db.session.scalars(query).all():
        try:
            with transaction():
                found = WHOLE.get(record, partial(whole, record))(number)
                perform(act, found, by=somebody_who_may(act, found), **given_to(act, found))
        except (Refusal, AssertionError):
            continue
        return True
    return False


@pytest.mark.row("N24")
@pytest.mark.walk
def test_no_act_of_the_staff_takes_a_public_address_away(district):
    client = district[0].test_client()
    known, took = public_addresses(client), set()
    for record in RECORDS:
        for act in machine(record).values():
            if done(record, act):
                took.add(f"{act.subject}-{act.name}")
                assert lost(client, known) == [], f"{act.subject} {act.name}"
                known |= public_addresses(client) if act.subject == "publication" else set()
    assert took >= MUST
    assert sum("/topics/" in one for one in known) >= 2
