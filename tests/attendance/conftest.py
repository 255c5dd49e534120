import pytest

from tests.factories.attendance import Phone
from tests.factories.meetings import a_meeting_now
from tests.factories.people import an_account
from yiguan.attendance import phone as phone_pages
from yiguan.attendance import reception as reception_pages
from yiguan.attendance.guesses import Guesses
from yiguan.people.states import Role
from yiguan.settings import Settings
from yiguan.web.limits import Failures


@pytest.fixture(autouse=True)
def fresh_failures(monkeypatch, still_minute):
    """Nobody has tried anything yet."""
    monkeypatch.setattr(phone_pages, "failures", Failures(40, "test"))
    monkeypatch.setattr(phone_pages, "guesses", Guesses())
    monkeypatch.setattr(reception_pages, "failures", Failures(40, "test"))


@pytest.fixture
def phone(app):
    return Phone(app.test_client())


@pytest.fixture
def cookieless(app):
    return Phone(app.test_client(use_cookies=False), cookies=False)


@pytest.fixture
def settings(app) -> Settings:
    found: Settings = app.extensions["settings"]
    return found


@pytest.fixture
def keeper(client):
    """A meeting of now, its convener signed in."""
    meeting = a_meeting_now()
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    return meeting
