"""A database that goes away or has no room: what can be saved is tried again, what cannot is said truthfully."""

import pytest
import sqlcipher3.dbapi2
from flask import current_app, redirect
from flask.testing import FlaskClient
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.exc import OperationalError

from yiguan.audit import trail
from yiguan.base.act import Mark
from yiguan.base.actor import SYSTEM
from yiguan.base.errors import Away, Full
from yiguan.organisation.models import Field
from yiguan.store import trouble
from yiguan.store.db import db
from yiguan.web.surfaces import Pages

END_ALL = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
cuts = {"left": 0}


def end_connections(app):
    """What a restart of PostgreSQL does to our connections."""
    other = create_engine(app.config["SQLALCHEMY_DATABASE_URI"])
    with other.connect() as connection:
        connection.execute(END_ALL)
    other.dispose()


@pytest.fixture(scope="module")
def acts():
    pages = Pages("cut", "phone", url_prefix="/cut")

    @pages.get("/<code>")
    def read(code):
        return str(db.session.scalar(select(func.count()).where(Field.code == code)))

    @pages.post("/<code>")
    def write(code):
        field = Field(code=code, label=code)
        db.session.add(field)
        trail.record(field, Mark("field", "add", "加一项"), by=SYSTEM)
        db.session.flush()
        cuts["left"] -= 1
        if cuts["left"] >= 0:
            end_connections(current_app)
        return redirect("/")

    return pages


@pytest.fixture
def phone(real_app, acts):
    """A phone of an installation on PostgreSQL; SQLite has nobody who could hang up."""
    if real_app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        pytest.skip("SQLite lives in our own process")
    if "cut_phone" not in real_app.blueprints:
        real_app._got_first_request = False
        real_app.register_blueprint(acts)
    return FlaskClient(real_app, real_app.response_class)


def test_a_page_is_shown_although_the_database_was_restarted(real_app, phone):
    assert phone.get("/cut/nothing").text == "0"
    end_connections(real_app)
    assert phone.get("/cut/nothing").text == "0"


def test_a_write_that_was_cut_off_before_its_commit_is_made_again(real_app, phone):
    assert phone.get("/cut/cut-first").text == "0"
    end_connections(real_app)
    assert phone.post("/cut/cut-first").status_code == 302
    assert phone.get("/cut/cut-first").text == "1"


def test_a_commit_that_was_cut_off_is_not_called_unstored(phone):
    cuts["left"] = 1
    answer = phone.post("/cut/cut-second")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3")
    assert "不知道这一步存下了没有" in answer.text


def test_a_commit_that_was_cut_off_is_made_again_under_its_key(phone):
    cuts["left"] = 1
    assert phone.post("/cut/cut-third", data={"once": "cut-third"}).status_code == 302
    assert phone.get("/cut/cut-third").text == "1"


def refusal_of(address, statement):
    """What people are told when this fails."""
    engine = create_engine(address, module=sqlcipher3.dbapi2 if address.startswith("sqlite") else None)
    try:
        with engine.connect() as connection:
            connection.execute(text("PRAGMA max_page_count = 4"))
            connection.execute(text(statement))
    except OperationalError as error:
        return trouble.as_refusal(error)
    finally:
        engine.dispose()
    return "nothing failed"


def test_a_database_that_is_not_there_is_told_from_a_fault_of_ours():
    assert isinstance(refusal_of("postgresql+psycopg://x@/x?host=/nowhere", "SELECT 1"), Away)
    assert refusal_of("sqlite+pysqlite://", "SELECT 1 FROM nothing") is None


def test_a_disk_without_room_is_called_that():
    fill = "CREATE TABLE ballast AS SELECT randomblob(100000)"
    assert isinstance(refusal_of("sqlite+pysqlite://", fill), Full)
