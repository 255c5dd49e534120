"""PostgreSQL ends a connection in the middle of a request: what was asked is answered, or told to be tried again."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask.testing import FlaskClient
from sqlalchemy import create_engine, event, text

from tests.sampling import sample
from tests.structure.everywhere import addresses, values_at
from tests.structure.test_routes import rules
from yiguan.store.db import db

END = text("SELECT pg_terminate_backend(:pid)")


@contextmanager
def ended_at(statement: int) -> Iterator[list[int]]:
    """Ends the connection that is about to execute this statement of a request, counted from 0."""
    seen: list[int] = []
    other = create_engine(db.engine.url, isolation_level="AUTOCOMMIT")

    def count(connection, *rest) -> None:
        seen.append(connection.connection.dbapi_connection.info.backend_pid)
        if len(seen) == statement + 1:
            with other.connect() as hand:
                hand.execute(END, {"pid": seen[-1]})

    db.session.remove()  # as at the end of a request, whose app context the fixture's own one stands in for
    event.listen(db.engine, "before_cursor_execute", count)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
        other.dispose()


def reading(app, values) -> list[str]:
    shown = [rule for rule in rules(app) if "GET" in rule.methods]
    return [address for rule in shown for address in addresses(rule, values)[:1]]


@pytest.fixture
def browser(district):
    """`browser("officer", "TG")`: a client that itself asks the database nothing, and the token of its forms."""
    app, demo = district
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite lives in our own process")

    def sign_in(role: str, unit: str) -> tuple[FlaskClient, str]:
        who = next(a for a in demo["accounts"] if (a["role"], a["unit"]) == (role, unit))
        client = FlaskClient(app, app.response_class)
        client.post("/sign-in", data={"username": who["username"], "password": who["password"]})
        return client, client.get("/account").text.split('name="csrf_token" value="')[1].split('"')[0]

    return sign_in


def is_answer(status: int) -> bool:
    """An answer, or the sentence that asks for another try."""
    return status < 500 or status == 503


@pytest.mark.walk
def test_no_page_answers_500_at_whichever_statement_it_is_cut_off(district, browser):
    client, _ = browser("officer", "TG")
    for address in sample(reading(district[0], values_at("XF")), of=12):
        at, seen = 0, [0]
        while at < len(seen):
            with ended_at(at) as seen:
                answer = client.get(address)
            assert is_answer(answer.status_code), f"{address}, statement {at}: {answer.status_code}"
            at += 1


@pytest.mark.parametrize("at", range(12))
def test_no_write_answers_500_at_whichever_statement_it_is_cut_off(browser, at):
    client, token = browser("convener", "XF")
    lead = values_at("XF")["lead_id"]
    for address, form in (
        (f"/bench/leads/{lead}/note", {"text": f"记一笔 {at}"}),
        ("/account/sign-ins/end-others", {}),
        ("/feedback", {"text": f"字再大一点 {at}"}),
    ):
        with ended_at(at):
            answer = client.post(address, data={"csrf_token": token, **form})
        assert is_answer(answer.status_code), f"{address}, statement {at}: {answer.status_code}"
