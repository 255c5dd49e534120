"""What a measurement needs on the stage: the product and the floor served alike, phones that have been here before."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path

import flask_migrate
from sqlalchemy import insert

from tests.bench import wire
from tests.conftest import fresh_postgres
from tests.factories.meetings import a_meeting
from tests.factories.organisation import a_station
from tests.factories.people import an_account
from yiguan.app import create_app
from yiguan.attendance import codes, receipts
from yiguan.audit import touching
from yiguan.base import clock
from yiguan.base.crypto import encrypt
from yiguan.environment import read_settings
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import MeetingState
from yiguan.organisation.models import Unit
from yiguan.people import device_cookie, residents, vault
from yiguan.people.models import Account, Device, Person
from yiguan.people.states import PersonKind, Role
from yiguan.secrets import ensure_secrets
from yiguan.store.db import db, transaction
from yiguan.web.app import Yiguan

ROOT = Path(__file__).parents[2]
SHIPPED = ("-c", "deploy/gunicorn.conf.py")
PLAIN = ("-w", "2", "--threads", "8", "-k", "gthread", "--no-control-socket", "--log-level", "warning")
Environ = dict[str, str]


@dataclass(frozen=True)
class Phone:
    """A phone that has been here before: its cookie and the person it remembers."""

    token: str
    person_id: int

    @property
    def device(self) -> int:
        return residents.device_id_of(self.token)


@contextlib.contextmanager
def served(target: str, port: int, environ: Environ, how: tuple[str, ...]) -> Iterator[subprocess.Popen[bytes]]:
    """The application behind gunicorn, 2 × 8 threads, as shipped or plain, until the block ends."""
    command = [sys.executable, "-m", "gunicorn", *how, "-b", f"{wire.HOST}:{port}", target]
    server = subprocess.Popen(command, env=os.environ | environ, cwd=ROOT)
    try:
        _await(port)
        yield server
    finally:
        server.terminate()
        server.wait(timeout=30)


def _await(port: int) -> None:
    give_up = time.monotonic() + 30
    while time.monotonic() < give_up:
        connection = HTTPConnection(wire.HOST, port, timeout=2)
        with contextlib.suppress(OSError), contextlib.closing(connection):
            connection.request("GET", "/")
            connection.getresponse().read()
            return
        time.sleep(0.1)
    raise RuntimeError(f"nothing answers on port {port}")


def database(kind: str, name: str, folder: Path) -> str:
    """The address of an empty database: of the cluster at hand, or a file."""
    if kind == "postgresql":
        return fresh_postgres(name)
    return f"sqlite:///{folder / name}.db"


def product(folder: Path, url: str) -> tuple[Yiguan, Environ]:
    """The product on this database, migrated, and the environment in which gunicorn serves it."""
    folder.mkdir(exist_ok=True)
    ensure_secrets(folder)
    environ = {"YIGUAN_INSTANCE": str(folder), "YIGUAN_MODE": "test", "YIGUAN_BASE_URL": f"http://{wire.HOST}"}
    environ["MALLOC_ARENA_MAX"] = "2"  # as launch and the image set it
    environ["YIGUAN_DATABASE_URL"] = url.replace("sqlite:", "sqlite+pysqlite:", 1)
    app = create_app(read_settings(environ))
    with app.app_context():
        flask_migrate.upgrade(str(ROOT / "migrations"))
    return app, environ


def some_phones(number: int) -> list[Phone]:
    """Phones whose owners have checked in before."""
    phones, devices, persons = [], [], []
    for n in range(number):
        token = f"phone-{n}".ljust(32, "x")
        phone = Phone(token, vault.new_id())
        person = vault.new_person(PersonKind.RESIDENT, f"居民{n}", "", phone.device)
        name = encrypt(vault.keys().person, f"居民{n}", f"person.name:{phone.person_id}")
        devices.append({"id": phone.device, "token_hash": residents.token_hash(token), "created_at": clock.now()})
        persons.append(
            {
                "id": phone.person_id,
                "kind": PersonKind.RESIDENT,
                "name": name,
                "name_index": person.name_index,
                "device_id": phone.device,
                "created_at": clock.now(),
            }
        )
        phones.append(phone)
    with transaction():
        db.session.execute(insert(Device), devices)
        db.session.execute(insert(Person), persons)
        touching.touch(Person.__tablename__, [phone.person_id for phone in phones])
    return phones


def a_stage() -> tuple[Unit, Account]:
    """A station and its convener."""
    db.session.remove()
    db.session().info["writing"] = True
    unit = a_station()
    account = an_account(Role.CONVENER, unit)
    for record in (unit, account):
        db.session.refresh(record)
    _let_go()
    return unit, account


def _let_go() -> None:
    """Keeps the records, gives the database back: an open write here would stop the server we measure."""
    db.session.expunge_all()
    db.session.remove()


def a_hall(unit: Unit) -> Meeting:
    """One more meeting that takes check-ins now and for hours to come."""
    db.session.remove()
    db.session().info["writing"] = True
    unit = db.session.get_one(Unit, unit.id)
    starts_at = clock.now() + timedelta(minutes=10)
    meeting = a_meeting(MeetingState.OPEN, unit, starts_at=starts_at, minutes=600)
    db.session.refresh(meeting)
    _let_go()
    return meeting


def taps(app: Yiguan, meeting: Meeting, phones: list[Phone]) -> list[bytes]:
    """One tap of every phone, as its browser sends it: cookie, receipt, person."""
    key, cookie = app.extensions["settings"].keys.code, device_cookie.cookie_name(app.extensions["settings"])
    found = []
    for phone in phones:
        receipt = receipts.issue(key, meeting.id, phone.device, "screen", clock.now())
        body = f"receipt={receipt}&person={phone.person_id}"
        found.append(wire.post("/C/S", body, cookie=f"{cookie}={phone.token}"))
    return found


def scans(app: Yiguan, meeting: Meeting, phones: list[Phone]) -> list[bytes]:
    """The page every phone opens before its tap."""
    settings = app.extensions["settings"]
    code = codes.mint_of(settings.keys, meeting).printed()
    name = device_cookie.cookie_name(settings)
    return [wire.get(f"/C/{code}", cookie=f"{name}={phone.token}") for phone in phones]


def memory_mb(server: subprocess.Popen[bytes]) -> float:
    """Proportional share (PSS) of the server and its workers."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    total = 0
    for pid in (str(server.pid), *children):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024
