"""The request's promises, tried on a throw-away slice: one commit, refusals roll back, twice is once."""

import json

import pytest
from flask import Blueprint, redirect
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError

from tests.client import StaffClient
from tests.conftest import test_settings
from tests.factories.people import an_account, as_actor
from yiguan.app import create_app
from yiguan.audit import trail
from yiguan.base.act import Mark
from yiguan.base.actor import SYSTEM
from yiguan.base.errors import Conflict
from yiguan.organisation.models import Field
from yiguan.people import service
from yiguan.people.states import Role
from yiguan.store.db import db
from yiguan.web.surfaces import Pages, remember

tries = {"left": 0}


def counted_fields() -> int:
    return db.session.scalar(select(func.count()).select_from(Field).where(Field.code.like("web-%"))) or 0


@pytest.fixture(scope="module")
def acts():
    """A slice with one act for each way a write can end."""
    pages = Pages("trial", "phone", url_prefix="/trial")

    def write(code):
        field = Field(code=f"web-{code}", label=code)
        db.session.add(field)
        trail.record(field, Mark("field", "add", "加一项"), by=SYSTEM)

    @pages.post("/ok/<code>")
    def ok(code):
        write(code)
        return redirect(f"/trial/{code}")

    @pages.post("/refused/<code>")
    def refused(code):
        write(code)
        raise Conflict()

    @pages.post("/invalid/<code>")
    def invalid(code):
        write(code)
        return "不行", 422

    @pages.post("/remembered/<code>")
    def remembered(code):
        write(code)
        remember()
        return "不行，但记下了", 422

    @pages.post("/stale")
    def stale():
        raise StaleDataError

    @pages.post("/busy/<code>")
    def busy(code):
        write(code)
        db.session.flush()
        tries["left"] -= 1
        if tries["left"] >= 0:
            raise OperationalError("x", None, Exception("database is locked"))
        return redirect("/")

    @pages.post("/fault")
    def fault():
        write("fault")
        raise ValueError

    return pages


@pytest.fixture
def trial(app, acts, monkeypatch):
    if "trial_phone" not in app.blueprints:
        app._got_first_request = False
        app.register_blueprint(acts)
    monkeypatch.setattr(app, "test_client_class", StaffClient)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    return app.test_client()


def test_a_write_that_succeeded_is_committed_before_its_answer(trial):
    assert trial.post("/trial/ok/a").status_code == 302
    db.session.rollback()
    assert counted_fields() == 1


@pytest.mark.parametrize(("act", "status"), [("refused", 409), ("invalid", 422), ("fault", 500)])
def test_a_write_that_was_refused_leaves_nothing(trial, act, status):
    address = "/trial/fault" if act == "fault" else f"/trial/{act}/b"
    assert trial.post(address).status_code == status
    assert counted_fields() == 0


def test_a_refusal_that_must_be_known_is_kept(trial):
    assert trial.post("/trial/remembered/c").status_code == 422
    db.session.rollback()
    assert counted_fields() == 1


def test_a_lost_update_is_a_conflict_and_no_fault(trial):
    answer = trial.post("/trial/stale")
    assert answer.status_code == 409
    assert "没有生效" in answer.get_data(as_text=True)


def test_a_busy_database_is_tried_three_times_and_the_third_counts(trial):
    tries["left"] = 2
    assert trial.post("/trial/busy/d").status_code == 302
    assert counted_fields() == 1
    tries["left"] = 3
    answer = trial.post("/trial/busy/e")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "3"
    assert counted_fields() == 1


@pytest.mark.row("AP-02")
def test_the_same_key_answers_the_same_and_other_content_is_refused(trial):
    first = trial.post("/trial/ok/f", data={"once": "k1", "x": "1"})
    again = trial.again("/trial/ok/f", data={"once": "k1", "x": "1"})
    assert first.headers["Location"] == again.headers["Location"]
    assert counted_fields() == 1
    other = trial.post("/trial/ok/f", data={"once": "k1", "x": "2"})
    assert other.status_code == 409
    assert counted_fields() == 1


def test_a_refused_write_may_come_again_under_its_key(trial):
    trial.post("/trial/invalid/g", data={"once": "k2"})
    assert trial.post("/trial/ok/g", data={"once": "k2"}).status_code == 302


@pytest.mark.parametrize("key", ["a\x00b", "a\nb", "x" * 81])
def test_a_key_that_no_column_holds_is_refused(trial, key):
    assert trial.post("/trial/ok/h", data={"once": key}).status_code == 422
    assert counted_fields() == 0


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_a_post_from_a_foreign_page_does_nothing(trial, headers):
    assert trial.post("/trial/ok/h", headers=headers).status_code == 403
    assert counted_fields() == 0


def test_an_error_page_shows_what_was_typed(trial):
    page = trial.post("/trial/refused/i", data={"text": "楼道灯坏了", "password": "secret-word"}).get_data(as_text=True)
    assert "楼道灯坏了" in page
    assert "secret-word" not in page


def test_every_answer_carries_its_guards(client):
    headers = client.get("/sign-in").headers
    assert headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_an_answer_with_its_own_guard_keeps_it_and_has_no_second(client):
    headers = client.get("/reception/offline").headers
    assert "'wasm-unsafe-eval'" in headers["Content-Security-Policy"]
    assert len(headers.getlist("Content-Security-Policy")) == len(headers.getlist("Cache-Control")) == 1


def test_a_phone_is_given_no_cookie_of_a_sign_in(client):
    assert "staff" not in client.get("/").headers.get("Set-Cookie", "")


def test_a_staff_form_without_its_token_is_refused_kindly(client):
    client.sign_in(an_account(Role.OFFICER))
    answer = client.post("/sign-out")
    assert answer.status_code == 400
    assert "这一页放得太久" in answer.get_data(as_text=True)


@pytest.mark.row("AP-01")
@pytest.mark.parametrize("body", ["[" * 60_000, '{"a": NaN}', '{"a": 1, "a": 2}', "{", "\xff"])
def test_json_that_two_programs_would_read_differently_is_refused(client, body):
    account = an_account(Role.OFFICER)
    secret = service.issue_token(as_actor(account), account, "read write")
    db.session.commit()
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json", "Idempotency-Key": "j"}
    answer = client.post("/api/v1/topics", data=body.encode("utf-8", "surrogateescape"), headers=headers)
    assert answer.status_code in (400, 422)
    assert json.loads(answer.data)["message"]


def test_an_unknown_token_is_told_so(client):
    answer = client.get("/api/v1/topics", headers={"Authorization": "Bearer nothing"})
    assert answer.status_code == 401
    assert answer.get_json()["code"] == "unauthorised"


def test_a_token_that_may_only_read_does_not_write(client):
    account = an_account(Role.OFFICER)
    secret = service.issue_token(as_actor(account), account, "read")
    db.session.commit()
    answer = client.post("/api/v1/topics", json={}, headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 403


def test_the_start_is_refused_when_a_route_declares_no_surface(instance, monkeypatch):
    bare = Blueprint("bare", __name__)
    bare.add_url_rule("/bare", view_func=lambda: "x")
    monkeypatch.setattr("yiguan.app._blueprints", lambda: iter([bare]))
    with pytest.raises(Exception, match="declares no surface"):
        create_app(test_settings(instance, "sqlite", "undeclared"))
