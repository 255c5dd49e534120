"""Every address of the product, with the sample district in it: who may look, who may not, nonsense in every form."""

import re
from collections.abc import Hashable, Sequence
from itertools import product
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.routing import Rule

from tests.conftest import DATABASES
from tests.factories.people import as_actor
from tests.openapi import operations, path_of, spec_of
from tests.sampling import pairs, sample
from tests.structure.everywhere import BODIES, JSONS, addresses, told_by, values_at, values_invited, values_to_come
from tests.structure.test_routes import rules
from yiguan.handling.models import Handling, HandlingItem
from yiguan.home.tasks import queues, waiting
from yiguan.joins.models import JoinRequest
from yiguan.leads.models import Lead
from yiguan.people.models import Account
from yiguan.recommendations.models import Recommendation
from yiguan.store.db import db
from yiguan.topics.models import Topic
from yiguan.workflow.machines import open_to


def walked(found: list[Rule], *dimensions: tuple[Sequence[Hashable], Hashable]) -> list[Rule]:
    """Of these rules those that are walked here: on this database, and with the second of each dimension's pair.

    Every two members of rules, databases and dimensions meet somewhere; in the whole, all of them do everywhere.
    """
    everywhere, here = zip((DATABASES, db.engine.dialect.name), *dimensions, strict=True)
    walk = sample(product(range(len(found)), *everywhere), of=pairs)
    return [found[at] for at, *place in walk if tuple(place) == here]


STAFF = [
    ("convener", "XF"),
    ("station_staff", "XF"),
    ("member", "WXH"),
    ("officer", "TG"),
    ("chair", "TG"),
    ("sys_admin", "TG"),
]


HANDS = [("convener", "XF"), ("officer", "TG")]


@pytest.mark.walk
@pytest.mark.parametrize(("role", "unit"), STAFF)
def test_looking_anywhere_never_fails_and_reveals_no_phone(district, people, role, unit):
    client, values = people(role, unit), values_at("XF")
    shown = [rule for rule in rules(district[0]) if "GET" in rule.methods]
    for rule in walked(shown, (STAFF, (role, unit))):
        for address in addresses(rule, values):
            answer = client.get(address)
            assert answer.status_code < 500, address
            assert "1380000" not in told_by(answer), f"{address} shows a phone number"


WAITED_FOR: dict[str, Any] = {
    "leads": Lead,
    "topics": Topic,
    "recommendations": Recommendation,
    "joins": JoinRequest,
    "handling": Handling,
}


def whole(record: Any) -> list[Any]:
    """What the rules about it read."""
    if record is not Handling:
        return [joinedload(record.unit)]
    items = selectinload(Handling.items).selectinload(HandlingItem.co_units)
    return [items, *map(joinedload, (Handling.unit, Handling.sender, Handling.limit))]


@pytest.mark.parametrize(("role", "unit"), [("convener", "XF"), ("officer", "TG"), ("chair", "TG")])
def test_what_waits_for_somebody_is_open_to_them(district, role, unit):
    """今天 lists by state, pages offer by rule and state: whatever is listed can be acted on by its reader."""
    name = next(a["username"] for a in district[1]["accounts"] if (a["role"], a["unit"]) == (role, unit))
    who = as_actor(db.session.scalars(select(Account).where(Account.username == name)).one())
    tasks = [*waiting(who), *(task for _, listed in queues(who) for task in listed)]
    places = [found.groups() for task in tasks if (found := re.fullmatch(r"/\w+/(\w+)/(\d+)", task.url))]
    records = [
        db.session.get_one(WAITED_FOR[kind], int(number), options=whole(WAITED_FOR[kind])) for kind, number in places
    ]
    assert records
    shut = [(type(r).__name__, r.state.value) for r in records if not open_to(who, r)]
    assert shut == []


def status(client, address) -> int:
    with client.get(address) as answer:  # an answer may be an open file
        return int(answer.status_code)


@pytest.mark.row("AP-01")
def test_every_list_and_every_record_of_the_api_is_answered_as_described(district, people):
    """The client holds each answer against openapi.json (tests/client.py); here all kinds of them are asked for."""
    clients = [people("convener", "XF"), people("officer", "TG"), people("member", "WXH")]
    records = [values_at("XF"), values_to_come(), values_invited()]
    spec, answers = spec_of(clients[0]), {}
    for rule in (rule for rule in rules(district[0]) if "GET" in rule.methods and path_of(rule) in spec["paths"]):
        asked = product(clients, (address for values in records for address in addresses(rule, values)))
        answers[path_of(rule)] = {(address, status(client, address)) for client, address in asked}
    shown = {path for method, path, _ in operations(spec) if method == "get"}
    assert set(answers) == shown
    assert {path: got for path, got in answers.items() if 200 not in {code for _, code in got}} == {}


@pytest.mark.row("ST-02")
@pytest.mark.parametrize("role", ["convener", "station_staff"])
def test_another_stations_records_do_not_exist_for_a_convener(district, people, role):
    """Every address that names a record of XF answers 404 to XC, to look and to act."""
    client, values = people(role, "XC"), values_at("XF")
    own = {
        "lead_id",
        "topic_id",
        "recommendation_id",
        "handling_id",
        "code",
        "check_in_id",
        "phone_move_id",
        "join_request_id",
    }
    token = client.csrf()
    for rule in rules(district[0]):
        named = own & set(rule.arguments)
        if not named or not rule.rule.startswith(("/bench", "/hall")):
            continue
        for address in addresses(rule, values):
            if "GET" in rule.methods:
                assert client.get(address).status_code == 404, address
            else:
                answer = client.post(address, data={"csrf_token": token})
                assert answer.status_code == 404, f"POST {address}: {answer.status_code}"


@pytest.mark.walk
@pytest.mark.parametrize(("role", "unit"), HANDS)
@pytest.mark.parametrize("body", range(len(BODIES)))
def test_nonsense_in_any_form_is_told_so_and_breaks_nothing(district, people, role, unit, body):
    client, values = people(role, unit), values_at("XF")
    token = client.csrf()
    staying = [rule for rule in rules(district[0]) if rule.rule not in ("/sign-out", "/elder-mode")]
    forms = [rule for rule in staying if "POST" in rule.methods and not rule.rule.startswith("/api")]
    for rule in walked(forms, (HANDS, (role, unit)), (range(len(BODIES)), body)):
        for address in addresses(rule, values):
            answer = client.post(address, data={"csrf_token": token, **BODIES[body]})
            assert answer.status_code < 500, f"{address}: {answer.get_data(as_text=True)[:300]}"


@pytest.mark.row("AP-01")
@pytest.mark.parametrize("body", range(len(JSONS)))
def test_nonsense_in_any_api_act_has_a_code_and_a_sentence(district, body):
    app, demo = district
    client, values = app.test_client(), values_at("XF")
    headers = {"Authorization": f"Bearer {demo['tokens'][0]['token']}"}
    for rule in rules(app):
        for method in {"POST", "PUT"} & set(rule.methods):
            if rule.rule.startswith("/api"):
                for address in addresses(rule, values):
                    answer = client.open(address, method=method, json=JSONS[body], headers=headers)
                    assert answer.status_code < 500, f"{address}: {answer.get_data(as_text=True)[:300]}"
                    if answer.status_code >= 400:
                        assert {"code", "message", "fields"} <= set(answer.get_json()), address
