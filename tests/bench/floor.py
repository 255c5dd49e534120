"""The floor: the least Flask application that does the same kind of work. One INSERT and a commit; one ORM SELECT.

Served exactly like the product: `gunicorn tests.bench.floor:app`; FLOOR_URL names the database. On SQLite writers
queue on one lock before BEGIN IMMEDIATE and every commit is synchronous, as in the product.
"""

import fcntl
import os
import threading
from datetime import UTC, datetime

from flask import Flask, Response, jsonify, request
from sqlalchemy import (
    BigInteger,
    DateTime,
    Engine,
    Integer,
    String,
    UniqueConstraint,
    create_engine,
    event,
    insert,
    select,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

PEOPLE = 10_000
Number = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    pass


class Person(Base):
    __tablename__ = "person"

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(64))


class Arrival(Base):
    __tablename__ = "arrival"
    __table_args__ = (UniqueConstraint("meeting_id", "person_id"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    meeting_id: Mapped[int] = mapped_column(Number)
    person_id: Mapped[int] = mapped_column(Number)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    source: Mapped[str] = mapped_column(String(8))


class Queue:
    """Writers of one SQLite file, threads and processes, one after the other."""

    def __init__(self, path: str) -> None:
        self.path, self.threads = path, threading.Lock()
        self.files: dict[int, int] = {}

    def __enter__(self) -> None:
        self.threads.acquire()
        pid = os.getpid()
        self.files[pid] = self.files.get(pid) or os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600)
        fcntl.flock(self.files[pid], fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        fcntl.flock(self.files[os.getpid()], fcntl.LOCK_UN)
        self.threads.release()


class NoQueue(Queue):
    """PostgreSQL queues by itself."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        return None


def open_engine(url: str) -> Engine:
    engine = create_engine(url, pool_size=8, max_overflow=0)
    if url.startswith("sqlite"):

        @event.listens_for(engine, "connect")
        def prepare(connection: object, _: object) -> None:
            connection.isolation_level = None  # type: ignore[attr-defined]
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000"):
                connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]

        @event.listens_for(engine, "begin")
        def begin(connection: object) -> None:
            writes = connection.get_execution_options().get("writes")  # type: ignore[attr-defined]
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")  # type: ignore[attr-defined]

    return engine


URL = os.environ.get("FLOOR_URL", "sqlite:///floor.db")
engine = open_engine(URL)
writer = engine.execution_options(writes=True)
queue = Queue(f"{engine.url.database}.lock") if URL.startswith("sqlite") else NoQueue("")
app = Flask(__name__)


@app.post("/insert")
def arrive() -> tuple[Response, int]:
    sent = request.get_json()
    values = {"meeting_id": sent["m"], "person_id": sent["p"], "at": datetime.now(UTC), "source": "screen"}
    try:
        with queue, writer.begin() as connection:
            connection.execute(insert(Arrival), values)
    except IntegrityError:
        return jsonify(status="already"), 200
    return jsonify(status="ok"), 201


@app.get("/select/<code>")
def find(code: str) -> Response:
    with Session(engine) as session:
        person = session.scalars(select(Person).where(Person.code == code)).one()
        return jsonify(id=person.id, name=person.name)


def prepare_floor(url: str) -> None:
    """The floor's tables, with some people to look up."""
    fresh = open_engine(url)
    Base.metadata.create_all(fresh)
    with fresh.execution_options(writes=True).begin() as connection:
        connection.execute(insert(Person), [{"code": f"k{n}", "name": f"居民{n}"} for n in range(PEOPLE)])
    fresh.dispose()
