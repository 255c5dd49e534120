import pytest

from tests.factories.meetings import a_meeting_now
from tests.factories.people import an_account
from yiguan.people.states import Role
from yiguan.reception import reception as pages
from yiguan.settings import Settings
from yiguan.web.limits import Failures


@pytest.fixture(autouse=True)
def fresh_failures(monkeypatch, still_minute):
    """Nobody has tried anything yet."""
    monkeypatch.setattr(pages, "failures", Failures(40, "test"))


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
