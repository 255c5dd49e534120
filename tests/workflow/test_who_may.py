"""Pages and API obey the declared rule: whoever may not act is told so before anything that was sent is read.

A sample holds every act on each of its surfaces, and every role against every matter; `make attack` takes each role
against each act."""

from itertools import product
from typing import Any

import pytest
from flask import url_for

from tests.factories.acting import MAKERS, unit_of
from tests.factories.organisation import a_department, a_station
from tests.factories.people import an_account, as_actor
from tests.sampling import sample
from yiguan.handling.models import Handling
from yiguan.people.states import DESK_ROLES, Role
from yiguan.store.db import db
from yiguan.workflow.machines import machines

DISTRICT = (Role.OFFICER, Role.COMMITTEE_STAFF, Role.CHAIR)
ANSWERING = (Role.UNIT_LIAISON, Role.UNIT_LEADER)
SERVING = (Role.DISPATCH_OFFICER, Role.DISTRICT_LEADER)
ROLES = [(role, own) for role in (Role.CONVENER, Role.STATION_STAFF, Role.MEMBER) for own in (True, False)]
ROLES += [(role, own) for role in ANSWERING for own in (True, False)]
ROLES += [(role, True) for role in (*DISTRICT, *SERVING)]
ACTS = [act for acts in machines().values() for act in acts.values()]
BY_LINK = "link"
"""Knows no roles; tests/handling/test_links.py walks its acts."""
PAGES = [(act, surface) for act in ACTS for surface in act.on if act.subject != "publication" and surface != BY_LINK]
APIS = [(act, "api") for act in ACTS if act.api]
PREFIX = {"lead": "leads", "topic": "topics", "meeting": "meetings", "registration": "registrations"}
PREFIX |= {
    "minutes": "minutes",
    "recommendation": "recommendations",
    "delivery": "notifications",
    "phone_move": "new_phones",
    "join_request": "joins",
    "handling": "handling",
}


def named(value):
    return f"{value.subject}-{value.name}" if hasattr(value, "subject") else str(value)


def kinds(walk):
    (act, surface), (role, own) = walk
    return [(act.subject, act.name, surface), (act.subject, surface, role, own)]


def walks(acts):
    return [(*place, *who) for place, who in sample(product(acts, ROLES), of=kinds)]


def arguments(record) -> dict[str, Any]:
    """The address of a record, as its slice writes it."""
    table = record.__tablename__
    if table == "registration":
        return {"code": record.meeting.code, "registration_id": record.id}
    code = {"meeting": lambda: record.code, "minutes": lambda: record.meeting.code}.get(table)
    return {"code": code()} if code else {f"{table}_id": record.id}


def somebody(role, record, *, own):
    if role in (*DISTRICT, *SERVING):
        return an_account(role)
    if role in ANSWERING:
        return an_account(role, record.unit if own and isinstance(record, Handling) else a_department("别处的局"))
    return an_account(role, unit_of(record) if own else a_station("别处协商站"))


def expected(allowed: bool) -> set[int]:
    """What an empty form is answered with: done or asked for more; or turned away, as one that is not there."""
    return {200, 201, 302, 422} if allowed else {403, 404}


@pytest.mark.row("TR-09")
@pytest.mark.parametrize(("act", "surface", "role", "own"), walks(PAGES), ids=named)
def test_a_page_carries_out_what_the_rule_allows_and_nothing_else(client, act, surface, role, own):
    record = MAKERS[act.record](state=act.sources[0])
    account = somebody(role, record, own=own)
    allowed = act.may(as_actor(account), record)
    with client.application.test_request_context():
        address = url_for(f"{PREFIX[act.subject]}_{surface}.do_{act.name}", **arguments(record))
    client.sign_in(account)
    answer = client.submit(address)
    db.session.rollback()
    assert answer.status_code in expected(allowed and surface_is_open(role, surface)), answer.text[:300]


def surface_is_open(role, surface) -> bool:
    return surface != "desk" or role in DESK_ROLES


@pytest.mark.row("AP-01")
@pytest.mark.parametrize(("act", "surface", "role", "own"), walks(APIS), ids=named)
def test_the_api_carries_out_what_the_rule_allows_and_nothing_else(client, act, surface, role, own):
    record = MAKERS[act.record](state=act.sources[0])
    account = somebody(role, record, own=own)
    allowed = act.may(as_actor(account), record)
    with client.application.test_request_context():
        name = f"{act.name}_" if act.name == "return" else act.name
        address = url_for(f"{PREFIX[act.subject]}_{surface}.{name}", **arguments(record))
    client.sign_in(account)
    answer = client.post(address, json={}, headers={"X-CSRFToken": client.csrf()})
    assert answer.status_code in expected(allowed), answer.text[:300]
