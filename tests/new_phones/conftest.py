"""Somebody's old phone and new one, the convener of the meeting they came to, and a colleague of the convener."""

import re

import pytest
from flask.testing import FlaskClient

from tests.factories.attendance import Phone, the_code
from tests.factories.meetings import a_meeting_now
from tests.factories.new_phones import WHY
from tests.factories.people import an_account
from yiguan.people.models import Person
from yiguan.people.states import Role
from yiguan.store.db import db


@pytest.fixture(autouse=True)
def _still(still_minute):
    """The window of the counters does not move on during a test."""


@pytest.fixture
def meeting(client):
    """A meeting of now, its convener signed in."""
    found = a_meeting_now()
    client.sign_in(an_account(Role.CONVENER, found.unit))
    return found


@pytest.fixture
def second(app, meeting):
    """Another convener of the same station."""
    client = app.test_client()
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    return client


@pytest.fixture
def old(app, meeting):
    """李秀英's phone, which has checked her in."""
    phone = Phone(app.test_client())
    phone.scan(the_code(meeting))
    phone.tap("李秀英")
    return phone


@pytest.fixture
def new(app):
    return Phone(app.test_client())


def her() -> Person:
    return db.session.query(Person).filter(Person.kind == "resident", Person.device_id.is_not(None)).one()


def asked(client, meeting, person_id) -> str:
    """The address of the request that the convener has made."""
    url = f"/bench/meetings/{meeting.code}/people/{person_id}/new-phone"
    assert "先认准人" in client.page(url)
    answer = client.submit(url, {"note": WHY})
    assert answer.status_code == 302, answer.text
    return str(answer.location)


def code_on(page: str) -> str:
    spelt = re.search(r'<p class="code num">(\w{4}) (\w{4})</p>', page)
    return spelt[1] + spelt[2] if spelt else ""


def code_for(client, second, meeting, person_id) -> str:
    """Asked by the convener, confirmed by a colleague, then read from the convener's page."""
    url = asked(client, meeting, person_id)
    assert second.submit(f"{url}/confirm").status_code == 302
    code = code_on(client.page(url))
    assert code
    return code


def get(phone, url):
    return FlaskClient.open(phone.client, url)


def post(phone, url, **data):
    return FlaskClient.open(phone.client, url, method="POST", data=data)
