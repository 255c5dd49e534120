"""Two installations that both commit for real: home on either database, and a laptop on its own encrypted file."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from secrets import token_hex
from typing import Any

import flask_migrate
import pytest
from flask.testing import FlaskClient

from tests.conftest import DATABASES, MIGRATIONS, migrated
from tests.factories.meetings import a_meeting_now
from tests.factories.organisation import a_reason
from tests.factories.people import an_account, as_actor
from yiguan.app import create_app
from yiguan.attendance import api as programs
from yiguan.attendance import phone as phones
from yiguan.attendance import reception as links
from yiguan.base.actor import SYSTEM, Actor
from yiguan.environment import read_settings
from yiguan.hallbox import loading, packs, queries, sending, service
from yiguan.hallbox.sending import Answered
from yiguan.meetings.models import Meeting
from yiguan.new_phones import phone as moves
from yiguan.organisation.states import ReasonKind
from yiguan.people.states import Role
from yiguan.secrets import BOX_KEY, ensure_secrets, write_secret
from yiguan.settings import Settings
from yiguan.store.db import db, transaction
from yiguan.web.app import Yiguan
from yiguan.web.limits import Failures

_boxes = count(1)


@pytest.fixture(autouse=True)
def fresh_failures(monkeypatch, still_minute):
    """Nobody has tried a wrong code yet."""
    for surface in (phones, programs, links, moves):
        monkeypatch.setattr(surface, "failures", Failures(40, "test"))


@pytest.fixture(scope="session", params=DATABASES)
def home_app(request, instance) -> Iterator[Yiguan]:
    with migrated(instance, request.param, "hallbox") as app:
        yield app


@dataclass
class Home:
    """The platform: one meeting on it that takes check-ins now, and who runs it."""

    app: Yiguan
    meeting_id: int
    code: str
    runner: Actor
    packs: list[str] = field(default_factory=list)

    @contextmanager
    def at_work(self) -> Iterator[Meeting]:
        """The meeting within a write that is committed at the end."""
        with self.app.app_context(), transaction():
            meeting = db.session.get_one(Meeting, self.meeting_id)
            db.session.refresh(meeting, ["unit"])
            yield meeting

    @property
    def settings(self) -> Settings:
        found: Settings = self.app.extensions["settings"]
        return found

    def pack(self) -> tuple[bytes, str]:
        """A new pack as it is downloaded, and its key."""
        with self.at_work() as meeting:
            pack, key = service.make_pack(self.runner, meeting)
            self.packs.append(pack.code)
            return service.take_along(self.runner, meeting, pack, packs.spelt(key)), key

    def ask(self, secret: str, body: Any, code: str = "") -> Any:
        """One batch through the real API."""
        url, headers = f"/api/v1/meetings/{code or self.code}/check-ins/batch", {"Authorization": f"Bearer {secret}"}
        return FlaskClient(self.app, self.app.response_class).post(url, json=body, headers=headers)

    def post(self, secret: str) -> sending.Post:
        """The network between the two, without wires."""

        def post(body: sending.Body) -> sending.Body:
            answer = self.ask(secret, body)
            if answer.status_code != 200:
                raise sending.NotSent(answer.get_json()["message"])
            found: sending.Body = answer.get_json()
            return found

        return post


@pytest.fixture
def home(home_app) -> Home:
    with home_app.app_context():
        db.session().info["writing"] = True
        meeting = a_meeting_now()
        a_reason(ReasonKind.CHECKIN_UNDO, "left", "人到了又走了")
        runner = as_actor(an_account(Role.CONVENER, meeting.unit))
        found = Home(home_app, meeting.id, meeting.code, runner)
        db.session.commit()
        db.session.remove()
    return found


@dataclass
class Box:
    """The laptop: the same program with the pack in it."""

    app: Yiguan
    pack: dict[str, Any]
    home: Home

    @contextmanager
    def at_work(self) -> Iterator[Meeting]:
        with self.app.app_context(), transaction():
            yield queries.meeting_of(self.the_box())

    @staticmethod
    def the_box():
        box = queries.the_box()
        assert box
        return box

    @property
    def settings(self) -> Settings:
        found: Settings = self.app.extensions["settings"]
        return found

    def parcel(self) -> sending.Parcel:
        with self.app.app_context():
            return sending.pack_up(self.the_box(), queries.meeting_of(self.the_box()))

    def send(
        self, parcel: sending.Parcel | None = None, post: sending.Post | None = None
    ) -> tuple[list[Answered], str]:
        """The evening home, as command and page do it."""
        parcel = parcel or self.parcel()
        answered, trouble = sending.deliver(parcel, post or self.home.post(self.pack["secret"]))
        with self.app.app_context(), transaction():
            service.keep_answers(SYSTEM, self.the_box(), answered)
        return answered, trouble


def the_program(folder: Path) -> Yiguan:
    env = {"YIGUAN_INSTANCE": str(folder), "YIGUAN_MODE": "test", "YIGUAN_BASE_URL": "http://localhost"}
    return create_app(Settings(**{**vars(read_settings(env)), "cheap_passwords": True}))


@pytest.fixture(scope="session")
def empty_laptop(tmp_path_factory) -> Path:
    """An empty installation; each box is made of a copy."""
    folder: Path = tmp_path_factory.mktemp("laptop") / "empty"
    ensure_secrets(folder)
    app = the_program(folder)
    with app.app_context():
        flask_migrate.upgrade(MIGRATIONS)
        for engine in db.engines.values():
            engine.dispose()
    return folder


def a_laptop(folder: Path, pack: dict[str, Any]) -> Yiguan:
    """An empty installation that a pack makes a box, as `python -m yiguan box` does it."""
    write_secret(folder, BOX_KEY, token_hex(32))
    app = the_program(folder)
    with app.app_context(), transaction():
        loading.load(pack)
        loading.add_convener(pack, loading.hash_of("correct horse battery"))
    return app


@pytest.fixture
def a_box(home, tmp_path, empty_laptop):
    """`a_box()`: the meeting's pack, made now or given, in a laptop of its own."""
    made = []

    def make(pack: dict[str, Any] | None = None) -> Box:
        pack = pack or packs.unseal(*home.pack())
        folder = shutil.copytree(empty_laptop, tmp_path / f"box{next(_boxes)}")
        made.append(Box(a_laptop(folder, pack), pack, home))
        return made[-1]

    yield make
    for box in made:
        with box.app.app_context():
            db.engine.dispose()
