"""Gate, reach and rule come before anything sent is read, on every route of every surface."""

import re
import sys
from collections.abc import Iterator
from itertools import product

import pytest
from sqlalchemy import Enum, String, cast, select, text, update
from werkzeug.routing import Rule

from tests.sampling import sample
from tests.structure.everywhere import BODIES, JSONS, addresses, told_by, values_at, values_to_come
from tests.structure.test_routes import rules
from yiguan.audit.triggers import GUARDED, removals
from yiguan.base.act import Act
from yiguan.home import service as home
from yiguan.people import vault
from yiguan.people.models import Person
from yiguan.people.states import Role
from yiguan.store.db import db, write_from_here
from yiguan.workflow.machines import machines

NOT_BY_RULE = ("own", "public", "phone", "operator", "settings")
"""Surfaces whose pages belong to whoever sent them, need their own proof, or have one rule, which is their gate."""
BY_RECEIPT = (
    *("attendance_api.check_in", "leads_api.create", "leads_api.status", "leads_api.own_answer"),
    *("leads_api.own_withdraw", "progress_api.trail", "attendance_reception.open_link"),
    *("progress_api.about", "progress_api.correct", "progress_api.erase", "progress_api.keep"),
)
"""What strangers may send: who they are stands in what they send. One's own notices are found, not judged."""
TECHNICAL = re.compile(
    r"attachment\.(name|media_type)|(allotted_number|answer|event|field|job_run|reason|seal|series|unit|account|former_password|sign_in|signature|token"
    r"|time_limit)\..*|.*\.(digest|key|code|url|subject|event|act|figures)|appointment\.title"
    r"|audit_entry\.(before|after|reason)|revision\.(text|remarks)|lead\.held_for|undoing\.reason"
)
"""What the program reads itself, and what everybody may read."""
MARKED = re.compile(r"⟦[a-z_.]+ \d+⟧")
"""What a marked text of a record looks like: table, column, row."""


def writing(app, *surfaces) -> list[Rule]:
    """The routes on these surfaces that take a form or a body; on all but the others when none is named."""
    found = []
    for rule in rules(app):
        surface = getattr(app.blueprints[rule.endpoint.rpartition(".")[0]], "surface", "public")
        wanted = surface in surfaces if surfaces else surface not in NOT_BY_RULE
        if {"POST", "PUT"} & set(rule.methods) and wanted:
            found.append(rule)
    return found


def send(client, rule, address, token, body):
    method = "PUT" if "PUT" in rule.methods else "POST"
    if rule.rule.startswith("/api"):
        return client.open(address, method=method, json=JSONS[body], headers={"X-CSRFToken": token})
    typed = {name: text for name, text in BODIES[body].items() if name != "once"}
    return client.open(address, method=method, data={"csrf_token": token, **typed})


@pytest.fixture
def every_rule_says_no(monkeypatch):
    """Each `can_…` and `may_…` of the slices' rules, wherever it was imported, and each act's own."""
    no: dict[object, object] = {}
    for module in [m for name, m in sys.modules.items() if name.startswith("yiguan.")]:
        for name, found in vars(module).copy().items():
            its = str(getattr(found, "__module__", ""))
            if callable(found) and its.endswith(".rules") and name.startswith(("can_", "may_")):
                monkeypatch.setattr(module, name, no.setdefault(found, lambda *a, **k: False))
    for act in acts():
        monkeypatch.setitem(vars(act), "may", lambda actor, record: False)


def acts() -> Iterator[Act]:
    return (act for found in machines().values() for act in found.values())


@pytest.mark.walk
@pytest.mark.parametrize("body", range(2))
def test_where_every_rule_says_no_nobody_is_told_what_their_form_lacks(district, people, every_rule_says_no, body):
    """422 would say that the form was read first; a page or a redirect, that no rule was asked."""
    client = people("officer", "TG")
    token, records = client.csrf(), [values_at("XF"), values_to_come()]
    for rule in writing(district[0]):
        if rule.endpoint in BY_RECEIPT or rule.endpoint.startswith("notifications_"):
            continue
        for address in {url for values in records for url in addresses(rule, values)}:
            answer = send(client, rule, address, token, body)
            assert answer.status_code in (401, 403, 404, 405, 409), f"{rule.endpoint} {address}: {answer.status_code}"


@pytest.fixture(scope="module")
def marked(district):
    """Every text that people wrote, and every name, replaced by one that says whose it is."""
    write_from_here()
    home.leave_feedback(text="台阶太高", name="林素珍", phone="13800005566")
    for table in db.metadata.sorted_tables:
        columns = [column for column in table.columns if is_prose(column)]
        for statement in removals(db.engine.dialect.name, table.name) if table.name in GUARDED and columns else ():
            db.session.execute(text(statement))
        for column in columns:
            mark = f"⟦{table.name}.{column.name} "
            db.session.execute(
                update(table).where(column != "").values({column: mark + cast(table.c.id % 1_000_000, String) + "⟧"})
            )
    for person in db.session.scalars(select(Person)):
        vault.set_name(person, f"⟦person.name {person.id}⟧")
    db.session.commit()
    return district


def is_prose(column) -> bool:
    """A text of some length that is no key, code, hash or address."""
    plain = isinstance(column.type, String) and not isinstance(column.type, Enum)
    long = plain and (column.type.length is None or column.type.length >= 40)
    return long and not column.unique and not TECHNICAL.fullmatch(f"{column.table.name}.{column.name}")


def readable(client, app, records) -> set[str]:
    """Every marked text that this person reads on some page."""
    seen: set[str] = set()
    for rule in rules(app):
        if "GET" in rule.methods:
            for address in {url for values in records for url in addresses(rule, values)}:
                seen |= set(MARKED.findall(told_by(client.get(address))))
    return seen


@pytest.mark.walk
@pytest.mark.parametrize("role", sample(sorted(set(Role) - {Role.STANDING_MEMBER}, key=str), of=8))
def test_an_empty_or_wrong_body_shows_nobody_what_they_may_not_read(marked, people, role):
    app, demo = marked
    unit = next(a["unit"] for a in demo["accounts"] if a["role"] == str(role))
    client, records, seen = people(str(role), unit), [values_at("XF"), values_to_come()], None
    token = client.csrf()
    for rule, body in sample(product(writing(app, *app.surfaces), range(2)), of=120):
        for address in {url for values in records for url in addresses(rule, values)}:
            shown = set(MARKED.findall(told_by(send(client, rule, address, token, body))))
            if shown and seen is None:
                seen = readable(client, app, records)
            assert not shown or shown <= (seen or set()), f"{rule.endpoint} {address}: {shown - (seen or set())}"


def test_the_marks_are_read_by_whoever_may(marked, people):
    seen = readable(people("officer", "TG"), marked[0], [values_at("XF"), values_to_come()])
    assert {mark.split()[0] for mark in seen} >= {
        "⟦lead.text",
        "⟦topic.title",
        "⟦feedback.text",
        "⟦recommendation.title",
    }
