import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import current_app
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from yiguan.attendance import codes, receipts
from yiguan.attendance.doors import hand, tap
from yiguan.attendance.models import CheckIn
from yiguan.attendance.states import CheckInSource, CheckInState
from yiguan.base import clock
from yiguan.base.actor import Actor, Grant
from yiguan.meetings.models import Meeting
from yiguan.people import residents
from yiguan.settings import Settings
from yiguan.store.db import db, transaction
from yiguan.web.app import Yiguan


def settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found


def the_code(meeting: Meeting, *, ago: int = 0, part: int = 1) -> str:
    """The screen's code, `ago` windows old."""
    return codes.mint_of(settings().keys, meeting, part).screen(codes.window_of(clock.now()) - ago)


def the_spoken_number(meeting: Meeting, *, part: int = 1) -> str:
    return codes.mint_of(settings().keys, meeting, part).spoken(codes.window_of(clock.now()))


def the_printed_code(meeting: Meeting, *, part: int = 1) -> str:
    return codes.mint_of(settings().keys, meeting, part).printed()


def a_visit(meeting: Meeting, token: str = "t" * 32, name: str = "李秀英", source: str = "screen") -> tap.Visit:
    """A tap on a page that was just opened."""
    key, device = settings().keys.code, residents.device_id_of(token) if token else 0
    receipt = receipts.read([key], receipts.issue(key, meeting.id, device, source, clock.now()))
    assert receipt
    return tap.Visit(receipt, token, name=name)


def a_check_in(meeting: Meeting, name: str = "李秀英", *, key: str = "") -> CheckIn:
    """Somebody checked in by a helper."""
    unit = meeting.unit
    helper = Actor("staff", id=None, grants=(Grant("convener", unit.path, unit.id),))
    key = key or f"desk-{rows(meeting)}"
    outcome = hand.check_in(helper, meeting, name=name, source=CheckInSource.PROXY, key=key)
    db.session.commit()
    return db.session.get_one(CheckIn, outcome.id)


def rows(meeting: Meeting, state: CheckInState | None = None) -> int:
    """How many scans of the meeting are stored, in this state if one is named."""
    query = select(func.count()).where(CheckIn.meeting_id == meeting.id)
    return db.session.scalar(query if state is None else query.where(CheckIn.state == state)) or 0


def in_two_workers(app: Yiguan, job: Callable[[Settings], int]) -> list[int]:
    """The job at the same moment in two workers, committed for real; how many rows each has moved."""
    barrier = Barrier(2)

    def work(_: int) -> int:
        with app.app_context():
            barrier.wait()
            with transaction():
                return job(settings())

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(work, range(2)))


class Phone:
    """A resident's phone: opens pages, taps what is on them, keeps cookies unless told not to."""

    def __init__(self, client: FlaskClient, *, cookies: bool = True) -> None:
        self.client, self.page = client, ""
        self.client._cookies = {} if cookies else None

    def scan(self, code: str) -> str:
        answer = FlaskClient.open(self.client, f"/C/{code}")
        self.status, self.page, self.code = answer.status_code, answer.text, code
        return self.page

    @property
    def receipt(self) -> str:
        found = re.search(r'name="receipt" value="([^"]+)"', self.page)
        assert found, self.page
        return found[1]

    def tap(self, name: str = "", *, follow: bool = True, **fields: str) -> TestResponse:
        """Taps 签到: with a name as a newcomer, else as whom the page offers first."""
        if not name and (offered := re.search(r'name="person" value="(\d+)">[^<]+</button>\s*</section>', self.page)):
            fields.setdefault("person", offered[1])
        data = {"receipt": self.receipt, "name": name} | fields
        return FlaskClient.open(self.client, f"/C/{self.code}", method="POST", data=data, follow_redirects=follow)
