import pytest

from tests.factories.checkin import Phone
from yiguan.checkin import phone as pages
from yiguan.kernel.limits import Failures


@pytest.fixture(autouse=True)
def fresh_failures(monkeypatch):
    """Nobody has tried anything yet."""
    monkeypatch.setattr(pages, "failures", Failures(40))


@pytest.fixture
def phone(app):
    return Phone(app.test_client())


@pytest.fixture
def cookieless(app):
    return Phone(app.test_client(use_cookies=False), cookies=False)
