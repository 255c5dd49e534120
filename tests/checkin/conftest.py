from types import SimpleNamespace

import pytest

from tests.factories.checkin import Phone
from yiguan.checkin import phone as pages
from yiguan.checkin.guesses import Guesses
from yiguan.kernel import limits
from yiguan.kernel.limits import Failures


@pytest.fixture(autouse=True)
def fresh_failures(monkeypatch):
    """Nobody has tried anything yet, and the minute that counts tries does not turn."""
    monkeypatch.setattr(limits, "time", SimpleNamespace(monotonic=lambda: 0.0))
    monkeypatch.setattr(pages, "failures", Failures(40))
    monkeypatch.setattr(pages, "guesses", Guesses())


@pytest.fixture
def phone(app):
    return Phone(app.test_client())


@pytest.fixture
def cookieless(app):
    return Phone(app.test_client(use_cookies=False), cookies=False)
