import pytest

from tests.factories.checkin import Phone
from yiguan.checkin import phone as pages
from yiguan.checkin.guesses import Guesses
from yiguan.web.limits import Failures


@pytest.fixture(autouse=True)
def fresh_failures(monkeypatch, still_minute):
    """Nobody has tried anything yet."""
    monkeypatch.setattr(pages, "failures", Failures(40, "test"))
    monkeypatch.setattr(pages, "guesses", Guesses())


@pytest.fixture
def phone(app):
    return Phone(app.test_client())


@pytest.fixture
def cookieless(app):
    return Phone(app.test_client(use_cookies=False), cookies=False)
