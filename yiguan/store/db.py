"""The database: one Base, on SQLite (default) or PostgreSQL (by one setting), read or written by one session."""

import enum
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Any, cast

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import (
    BigInteger,
    DateTime,
    Dialect,
    Engine,
    Enum,
    Integer,
    MetaData,
    SmallInteger,
    TypeDecorator,
    func,
    select,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects import sqlite as lite
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Mapped, declared_attr, mapped_column, registry

from yiguan.base import clock
from yiguan.settings import Settings
from yiguan.store import sqlite, trouble

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
BigInt = BigInteger().with_variant(Integer, "sqlite")
Big = Annotated[int, mapped_column(BigInt)]


class UTCDateTime(TypeDecorator[datetime]):
    """Aware moments in UTC; SQLite drops the zone, so reading adds it again."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def _values(members: type[enum.Enum]) -> list[str]:
    return [str(member.value) for member in members]


_enum = Enum(enum.Enum, native_enum=False, create_constraint=True, length=24, values_callable=_values)


class Base(DeclarativeBase):
    """Tables are named like their class in snake case; enums are stored by value with a CHECK."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING), type_annotation_map={datetime: UTCDateTime(), enum.Enum: _enum}
    )

    id: Any

    @declared_attr.directive
    def __tablename__(cls) -> str:  # noqa: N805 - a directive is given the class
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


Year = Annotated[int, mapped_column(SmallInteger)]
"""Of a moment in Tongling; PostgreSQL may part a large table by it (decision 0047)."""


def year_of(column: str) -> Callable[[DefaultExecutionContext], int]:
    """Default of a `Year`: that of the moment in another column of the same new row."""

    def of_row(context: DefaultExecutionContext) -> int:
        values = context.get_current_parameters()  # type: ignore[no-untyped-call]
        return clock.local(values[column]).year

    return of_row


class Versioned:
    """Optimistic locking: the second of two editors is told and overwrites nothing."""

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - a directive is given the class
        return {"version_id_col": cls.version}


class Session(FlaskSession):
    """Reads run deferred; a session told to write begins IMMEDIATE on SQLite, so that no upgrade can fail half-way."""

    def get_bind(self, mapper: Any = None, clause: Any = None, bind: Any = None, **kwargs: Any) -> Any:
        if bind is not None:
            return bind
        return db.engines["write" if self.info.get("writing") else None]


db: SQLAlchemy = SQLAlchemy(model_class=Base, session_options={"class_": Session, "expire_on_commit": False})


def write_from_here() -> None:
    """Ends any read transaction; this app context writes from now on, and the caller must commit."""
    db.session.remove()
    db.session().info["writing"] = True


@contextmanager
def transaction() -> Iterator[None]:
    """One write transaction outside a request (worker, commands, sample)."""
    write_from_here()
    try:
        yield
        db.session.commit()
    finally:
        db.session.remove()


@contextmanager
def reading() -> Iterator[None]:
    """A short read transaction before the write begins, for slow work (Argon2) that must hold no lock."""
    db.session.remove()
    yield
    write_from_here()


@contextmanager
def beforehand() -> Iterator[None]:
    """A short write transaction before the request's own: what it stored stays, whatever becomes of the rest."""
    write_from_here()
    yield
    db.session.commit()
    write_from_here()


def one_at_a_time(about: bytes) -> None:
    """Until this transaction ends no other one goes on from here with the same bytes."""
    connection = db.session.connection()  # begins, which on SQLite waits for every other writer
    if connection.dialect.name == "postgresql":
        number = int.from_bytes(about[:8], "big", signed=True)
        connection.execute(select(func.pg_advisory_xact_lock(number)))


def insert_into(table: Any) -> postgresql.Insert | lite.Insert:
    """An INSERT that can say ON CONFLICT, which both databases know and SQLAlchemy has for each of them."""
    make = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else lite.insert
    return make(table)


def added(record: Base) -> bool:
    """Adds a row at once; False when a row of the same key is there already. Another broken constraint is raised."""
    try:
        with db.session.begin_nested():
            db.session.add(record)
    except IntegrityError as error:
        if not trouble.is_clash(error):
            raise
        return False
    return True


def unused(column: InstrumentedAttribute[str], make: Callable[[], str]) -> str:
    """A code from `make` that no row has in this column."""
    while True:
        code = make()
        if db.session.scalar(select(column).where(column == code)) is None:
            return code


def configuration(settings: Settings) -> dict[str, Any]:
    """Settings of Flask-SQLAlchemy; nothing is opened before the first statement."""
    options = sqlite.READERS if settings.sqlite else _postgres_options()
    return {"SQLALCHEMY_DATABASE_URI": settings.database_url, "SQLALCHEMY_ENGINE_OPTIONS": options}


def add_writer(settings: Settings) -> None:
    """Adds the engine that writes; called once, in the app's context."""
    writer = sqlite.writer_beside(db.engine, settings) if settings.sqlite else db.engine
    cast(dict[str | None, Engine], db.engines)["write"] = writer


def _postgres_options() -> dict[str, Any]:
    waits = "-c lock_timeout=5s -c statement_timeout=20s -c idle_in_transaction_session_timeout=60s"
    pool = {"pool_size": 8, "max_overflow": 4, "pool_use_lifo": True, "pool_pre_ping": False}
    return pool | {"connect_args": {"options": waits}}
