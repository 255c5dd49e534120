"""The product as it is shipped, on one database: a station, its convener, and people who have been here before."""

import contextlib
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Select, func, select

from tests.bench import growth_fill, stage, wire
from tests.bench.faults_servers import free_port
from tests.client import PASSWORD
from yiguan.attendance import codes
from yiguan.attendance.models import CheckIn
from yiguan.attendance.states import CheckInState
from yiguan.meetings.models import Meeting
from yiguan.organisation.models import Unit
from yiguan.people.models import Account
from yiguan.settings import Settings
from yiguan.store.db import db
from yiguan.web.app import Yiguan


@dataclass
class House:
    """Everything a measurement asks for; `server` listens on `port`."""

    kind: str
    app: Yiguan
    environ: stage.Environ
    server: subprocess.Popen[bytes]
    port: int
    unit: Unit
    account: Account
    phones: list[stage.Phone]

    @property
    def settings(self) -> Settings:
        found: Settings = self.app.extensions["settings"]
        return found

    def a_hall(self) -> Meeting:
        return stage.a_hall(self.unit)

    def taps(self, meeting: Meeting) -> list[bytes]:
        return stage.taps(self.app, meeting, self.phones)

    def printed_code(self, meeting: Meeting) -> str:
        return codes.mint_of(self.settings.keys, meeting).printed()

    def connection(self) -> HTTPConnection:
        return HTTPConnection(wire.HOST, self.port, timeout=30)

    def cookie(self) -> str:
        """The cookie of the convener, signed in."""
        connection = self.connection()
        form = urlencode({"username": self.account.username, "password": PASSWORD})
        connection.request("POST", "/sign-in", form, {"Content-Type": "application/x-www-form-urlencoded"})
        given = connection.getresponse().headers.get_all("Set-Cookie") or []
        return "; ".join(cookie.partition(";")[0] for cookie in given)


@contextlib.contextmanager
def opened(kind: str, folder: Path, people: int, before: int = 20_000) -> Iterator[House]:
    """Serves it until the block ends, on a port that was free. There were `before` check-ins before: on an empty table
    PostgreSQL would plan for an empty one. `people` are at least the 500 of a hall."""
    app, environ = stage.product(folder / "instance", stage.database(kind, "yiguan_load", folder))
    with app.app_context():
        phones = stage.some_phones(people)
        unit, account = stage.a_stage()
        growth_fill.fill(stage.a_hall(unit), phones, 0, before)
        port = free_port()
        with stage.served("wsgi:app", port, environ, stage.SHIPPED) as server:
            yield House(kind, app, environ, server, port, unit, account, phones)
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def counted(meeting: Meeting) -> set[int]:
    """The numbers of the check-ins that count at this meeting, as the database has them now."""
    query = select(CheckIn.id).where(CheckIn.meeting_id == meeting.id, CheckIn.state == CheckInState.COUNTED)
    return set(fresh(query))


def phones_counted_twice(meeting: Meeting) -> int:
    query = select(CheckIn.device_id).where(CheckIn.meeting_id == meeting.id, CheckIn.state == CheckInState.COUNTED)
    return len(fresh(query.group_by(CheckIn.device_id).having(func.count() > 1)))


def fresh(query: Select[Any]) -> Sequence[Any]:
    """Read now, and the database given back: an open read would hold up nobody, an old one would lie."""
    db.session.remove()
    found = db.session.scalars(query).all()
    db.session.remove()
    return found
