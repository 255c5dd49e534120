"""What a broken constraint means: somebody else was first, or the program is wrong."""

import pytest
from flask import redirect, request
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from structlog.testing import capture_logs

from tests.factories.organisation import a_station
from yiguan.store import trouble
from yiguan.store.db import db
from yiguan.web.surfaces import Pages

TWICE = (
    "INSERT INTO field (code, label, words, position, valid_from)"
    " VALUES ('web-1', 'x', '', 0, '2026-01-01'), ('web-1', 'x', '', 0, '2026-01-01')"
)
NOBODYS = "UPDATE unit SET parent_id = 999999"
NONSENSE = "UPDATE unit SET kind = 'nonsense'"
EMPTY = "UPDATE unit SET name = NULL"


@pytest.fixture(scope="module")
def act():
    pages = Pages("broken", "phone", url_prefix="/broken")

    @pages.post("/")
    def execute():
        db.session.execute(text(request.form["statement"]))
        return redirect("/")

    return pages


@pytest.fixture
def answer_to(app, act):
    """Runs a statement in a request's write."""
    if "broken_phone" not in app.blueprints:
        app._got_first_request = False
        app.register_blueprint(act)
    a_station()
    return lambda statement: app.test_client().post("/broken/", data={"statement": statement})


@pytest.mark.parametrize("statement", [TWICE, NOBODYS], ids=["unique", "foreign key"])
def test_what_somebody_else_was_first_with_is_a_conflict(answer_to, statement):
    answer = answer_to(statement)
    assert answer.status_code == 409
    assert "没有生效" in answer.text


@pytest.mark.parametrize(
    ("statement", "constraint"), [(NONSENSE, "ck_unit_unitkind"), (EMPTY, "unit.name")], ids=["check", "not null"]
)
def test_any_other_is_our_fault_and_logged_by_its_name_without_values(answer_to, caplog, statement, constraint):
    with capture_logs() as logs:
        answer = answer_to(statement)
    assert (answer.status_code, "系统出了点问题" in answer.text) == (500, True)
    fault = {"event": "constraint broken", "constraint": constraint, "endpoint": "broken_phone.execute"}
    assert logs == [{**fault, "log_level": "error"}]
    assert caplog.text == ""


def test_a_column_whose_name_says_locked_is_not_taken_for_a_busy_database():
    empty = IntegrityError("x", None, Exception("NOT NULL constraint failed: account.locked_until"))
    assert not trouble.is_passing(empty)
