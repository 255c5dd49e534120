"""The test client: signs in and posts like a browser, and insists on two things.

Every successful write left a trail; every answer of the API is what openapi.json says of it.
"""

import re
from typing import Any

from flask import g
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.openapi import untrue
from yiguan.audit.models import AuditEntry
from yiguan.people.models import Account
from yiguan.store.db import db

SAFE = ("GET", "HEAD", "OPTIONS")
PASSWORD = "correct horse battery"
NO_TRAIL = ("/elder-mode",)
"""Addresses whose POST changes nothing but a cookie."""


class StaffClient(FlaskClient):
    def sign_in(self, account: Account, password: str = PASSWORD) -> TestResponse:
        """Signs in through the page, as a person does."""
        answer = self.post("/sign-in", data={"username": account.username, "password": password})
        assert answer.status_code == 302, answer.get_data(as_text=True)
        return answer

    def page(self, url: str, status: int = 200) -> str:
        answer = self.get(url)
        assert answer.status_code == status, f"{url}: {answer.status_code} {answer.get_data(as_text=True)[:2000]}"
        return answer.get_data(as_text=True)

    def csrf(self) -> str:
        """The token of the staff member's own pages."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.page("/account"))
        assert found
        return found[1]

    def submit(self, url: str, data: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        """Posts a staff form with its CSRF token."""
        return self.post(url, data={"csrf_token": self.csrf(), **(data or {})}, **kwargs)

    def again(self, url: str, **kwargs: Any) -> TestResponse:
        """A POST that arrives a second time: it must answer, and must not write."""
        _forget()
        before = _marks()
        answer = super().open(url, method="POST", **kwargs)
        assert _marks() == before, f"{url} was written twice"
        return answer

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        _forget()
        looks = kwargs.get("method", "GET") in SAFE
        before = 0 if looks else _marks()  # a page whose statements are counted pays for its own alone
        answer = super().open(*args, **kwargs)
        request = answer.request
        turned_away = answer.headers.get("Location", "").startswith("/sign-in?next=")
        done = answer.status_code < 400 and not turned_away and request.path not in NO_TRAIL
        if request.method not in SAFE and done:
            assert _marks() > before, f"{request.method} {request.path} succeeded and left no trail"
        if request.path.startswith("/api/v1/"):
            assert untrue(self.application, answer) == [], f"{request.method} {request.path}"
        return answer


def _marks() -> int:
    """Audit rows plus check-ins (which are their own audit), counted on the test's own connection."""
    tables = [AuditEntry.__table__, db.metadata.tables["check_in"]]
    with db.session.no_autoflush:
        return sum(db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables)


def _forget() -> None:
    """The test's own app context is reused by its requests; what one left in `g`, the next must not see."""
    for name in list(g):
        g.pop(name)
