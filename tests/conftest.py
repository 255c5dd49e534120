"""One app a run and database, one rolled-back transaction a test; the schema is built by the migrations.

Every test that takes `app` runs twice: on SQLite and on PostgreSQL.
"""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import flask_migrate
import hypothesis
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection

from tests.client import StaffClient
from tests.day import keep_the_day
from tests.sampling import seed, whole
from yiguan.app import create_app
from yiguan.attendance import hall
from yiguan.environment import read_settings
from yiguan.organisation import values
from yiguan.secrets import ensure_secrets
from yiguan.settings import Settings, enter, settings
from yiguan.store.db import Session, db
from yiguan.web import limits
from yiguan.web.app import Yiguan

pytest_plugins = ["tests.reporting"]
# two busy cores make any deadline a matter of luck
hypothesis.settings.register_profile("sample", deadline=None, max_examples=100, stateful_step_count=22)
hypothesis.settings.register_profile("whole", deadline=None, max_examples=1000, stateful_step_count=40)
hypothesis.settings.load_profile("whole" if whole() else "sample")
LONGEST = (*(["web"] if whole() else []), "journeys", "launch", "bench", "hallbox", "structure", "attendance")
"""Folders with files that take long; begun last, one of them would leave the other workers without work."""

TESTS = Path(__file__).parent
MIGRATIONS = str(TESTS.parent / "migrations")
DATABASES = ["sqlite"] + ([] if "pg" in os.environ.get("YIGUAN_TEST_WITHOUT", "") else ["postgresql"])


def pytest_configure(config: pytest.Config) -> None:
    config.option.hypothesis_seed = config.option.hypothesis_seed or seed()
    keep_the_day()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    order = dict(zip(LONGEST, range(-len(LONGEST), 0), strict=True))
    items.sort(key=lambda item: order.get(item.path.relative_to(TESTS).parts[0], 0))
    # What was collected stays until the end: the garbage collector need not look through it again and again.
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("instance")
    ensure_secrets(folder)
    return folder


def fresh_postgres(name: str) -> str:
    """An empty database of this worker's own on the test cluster; its address."""
    base = os.environ.get("YIGUAN_TEST_PG_URL")
    if not base:
        pytest.fail("PostgreSQL is missing: run `make test`, or say YIGUAN_TEST_WITHOUT=pg to leave it out in the open")
    engine = create_engine(base, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return engine.url.set(database=name).render_as_string(hide_password=False)


def test_settings(instance: Path, database: str, name: str) -> Settings:
    """Settings of a test installation: cheap passwords, a database of its own."""
    env = {"YIGUAN_INSTANCE": str(instance), "YIGUAN_MODE": "test", "YIGUAN_BASE_URL": "http://localhost"}
    env["YIGUAN_FONTS"] = os.environ.get("YIGUAN_FONTS", "")
    if database == "postgresql":
        env["YIGUAN_DATABASE_URL"] = fresh_postgres(name)
    else:
        env["YIGUAN_DATABASE_URL"] = f"sqlite+pysqlite:///{instance / name}.db"
    return Settings(**{**vars(read_settings(env)), "cheap_passwords": True})


test_settings.__test__ = False  # type: ignore[attr-defined]


@contextmanager
def migrated(instance: Path, database: str, purpose: str) -> Iterator[Yiguan]:
    """An app on a migrated database of this worker's own for one purpose."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    app = create_app(test_settings(instance, database, f"yiguan_{purpose}_{worker}"))
    with app.app_context():
        flask_migrate.upgrade(MIGRATIONS)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session", params=DATABASES)
def real_app(request: pytest.FixtureRequest, instance: Path) -> Iterator[Yiguan]:
    """Commits for real (lost-update tests take this one); what they leave behind nobody else sees."""
    with migrated(instance, request.param, "real") as app:
        yield app


@pytest.fixture(scope="session", params=DATABASES)
def quiet_app(request: pytest.FixtureRequest, instance: Path) -> Iterator[Yiguan]:
    """Stays empty: every test that uses it is rolled back."""
    with migrated(instance, request.param, "empty") as app:
        yield app


@pytest.fixture(autouse=True)
def _empty_counters() -> None:
    """Numbers of records come again in another database, and with them the keys of rate limits; what a test set is
    rolled back, but not in this process's memory.
    """
    limits.forget()
    values.forget()


@pytest.fixture
def app(quiet_app: Yiguan, monkeypatch: pytest.MonkeyPatch) -> Iterator[Yiguan]:
    """The app inside one transaction that is rolled back afterwards; commits inside are savepoints."""
    monkeypatch.setattr(hall, "shown", hall.shown.__wrapped__)  # numbers come again after a rollback
    with quiet_app.app_context(), db.engines["write"].connect() as connection:
        outer = connection.begin()
        _bind(connection, monkeypatch)
        yield quiet_app
        db.session.remove()
        outer.rollback()


@pytest.fixture
def installed(app: Yiguan) -> Iterator[Callable[..., None]]:
    """`installed(mode="production")`: from here on the installation has these settings."""
    before = settings()

    def change(**changed: object) -> None:
        enter(replace(settings(), **changed))  # type: ignore[arg-type]

    yield change
    enter(before)


def _bind(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    original = Session.__init__

    def init(self: Session, *args: object, **kwargs: object) -> None:
        original(self, *args, **kwargs)  # type: ignore[arg-type]
        self.join_transaction_mode = "create_savepoint"

    monkeypatch.setattr(Session, "__init__", init)
    monkeypatch.setattr(Session, "get_bind", lambda self, *a, bind=None, **k: connection)


@pytest.fixture
def still_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """The minute that counts tries does not turn: a slow machine may cross into the next one."""
    monkeypatch.setattr("limits.storage.memory.time", SimpleNamespace(time=lambda: 0.0))


@pytest.fixture
def client(app: Yiguan) -> StaffClient:
    """A browser without an account."""
    app.test_client_class = StaffClient
    found = app.test_client()
    assert isinstance(found, StaffClient)
    return found
