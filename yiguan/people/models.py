from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from yiguan.organisation.models import Unit
from yiguan.organisation.terms import OfTerm
from yiguan.people.states import (
    OPENS_NOTHING,
    AffiliationKind,
    AttemptKind,
    Channel,
    JoinProof,
    Outcome,
    PersonKind,
    Role,
)
from yiguan.store.db import Base, Big, Versioned
from yiguan.store.keyring import Fate, encrypted, hashed


class Device(Base):
    """A known phone: its cookie is random, and only its keyed hash is stored."""

    id: Mapped[Big] = mapped_column(primary_key=True, autoincrement=False)
    token_hash: Mapped[bytes] = hashed(Fate.BOTH, unique=True)
    created_at: Mapped[datetime]


class Person(Base):
    """A person. Name and phone are encrypted with the row's id as context; the indexes are keyed hashes.

    The id is random and made in Python, so that encryption knows it before the INSERT.
    """

    __table_args__ = (
        Index("uq_person_device_name", "device_id", "name_index", unique=True),
        Index("ix_person_phone_index", "phone_index"),
    )

    id: Mapped[Big] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[PersonKind]
    name: Mapped[bytes | None] = encrypted("person.name:{id}")
    name_index: Mapped[bytes | None] = hashed(Fate.ANEW)
    phone: Mapped[bytes | None] = encrypted("person.phone:{id}")
    phone_index: Mapped[bytes | None] = hashed(Fate.ANEW)
    device_id: Mapped[Big | None]
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]
    is_sample: Mapped[bool] = mapped_column(default=False)


class Affiliation(Base):
    """界别 or 党派 of a person from a day on, until the next row of the kind; an empty name says that it ended."""

    __table_args__ = (UniqueConstraint("person_id", "kind", "starts_on"),)

    id: Mapped[Big] = mapped_column(primary_key=True)
    person_id: Mapped[Big] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[AffiliationKind]
    name: Mapped[str] = mapped_column(String(20))
    starts_on: Mapped[date]
    is_sample: Mapped[bool] = mapped_column(default=False)


class Alias(Base):
    """Two records of one person: `person_id` is counted as `main_id` until the join is undone; both keep their rows.

    `onto_id` is the record it was joined to, where that one was later joined to `main_id`: undoing that brings it back.
    `device_id` is the phone that `person_id` lost by the join, which an undoing gives back.
    """

    __table_args__ = (
        Index("uq_alias_person", "person_id", unique=True,
              sqlite_where=text("undone_at IS NULL"), postgresql_where=text("undone_at IS NULL")),
        Index("ix_alias_main", "main_id"),
    )  # fmt: skip

    id: Mapped[Big] = mapped_column(primary_key=True)
    person_id: Mapped[Big] = mapped_column(ForeignKey("person.id"))
    main_id: Mapped[Big] = mapped_column(ForeignKey("person.id"))
    onto_id: Mapped[Big | None]
    proof: Mapped[JoinProof]
    device_id: Mapped[Big | None]
    by: Mapped[Big]
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[Big | None]

    @property
    def opens_nothing(self) -> bool:
        return self.proof in OPENS_NOTHING


class Consent(Base):
    """Which privacy notice somebody agreed to, when and how (PIPL 14–16; 当面同意 for paper)."""

    id: Mapped[Big] = mapped_column(primary_key=True)
    person_id: Mapped[Big] = mapped_column(ForeignKey("person.id"), index=True)
    version: Mapped[str] = mapped_column(String(20))
    channel: Mapped[Channel]
    at: Mapped[datetime]


class Seconded:
    """Something that one of the staff asks for at a unit, and another confirms before `until` (decision 0039).

    `unit` is none where nobody of the staff asked. `ABOUT` names the columns of the people whom it is about.
    """

    ABOUT: ClassVar[tuple[str, ...]]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    asked_by: Mapped[Big | None]
    at: Mapped[datetime]
    until: Mapped[datetime]

    @declared_attr
    @classmethod
    def unit(cls) -> Mapped[Unit | None]:
        return relationship(lazy="raise")

    @property
    def people(self) -> tuple[int, ...]:
        return tuple(getattr(self, name) for name in self.ABOUT)


class Account(Versioned, Base):
    """A staff account: one person, one username, an Argon2id hash; TOTP once enrolled."""

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[Big] = mapped_column(ForeignKey("person.id"), unique=True)
    username: Mapped[str] = mapped_column(String(40), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    password_at: Mapped[datetime | None]
    totp_secret: Mapped[bytes | None] = encrypted("account.totp:{id}")
    totp_last_step: Mapped[Big] = mapped_column(default=0)
    first_link_hash: Mapped[bytes | None] = hashed(Fate.BOTH, unique=True)
    first_link_until: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    is_sample: Mapped[bool] = mapped_column(default=False)
    person: Mapped[Person] = relationship(lazy="raise")


class FormerPassword(Base):
    """A password that its account may not choose again for a while; only its Argon2id hash."""

    id: Mapped[Big] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]


class Appointment(OfTerm, Base):
    """任职: (person, unit, role, from, to). One person has one account and may have several of these (ST-03)."""

    __table_args__ = (UniqueConstraint("person_id", "unit_id", "role", "starts_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[Big] = mapped_column(ForeignKey("person.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    role: Mapped[Role] = mapped_column(index=True)
    title: Mapped[str] = mapped_column(String(40), default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    is_sample: Mapped[bool] = mapped_column(default=False)
    unit: Mapped[Unit] = relationship(lazy="raise")


class SignIn(Base):
    """One signed-in browser: revocable and limited in time. The cookie has the last visit, so a GET writes nothing."""

    id: Mapped[Big] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_hash: Mapped[bytes] = hashed(Fate.BOTH, unique=True)
    browser: Mapped[str] = mapped_column(String(60), default="")
    at: Mapped[datetime]
    until: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Attempt(Base):
    """An attempt to open something by a secret, whether or not it exists: the security log of the installation.

    Typed name and address are encrypted; by their keyed hashes the wrong attempts are counted.
    """

    __table_args__ = (
        Index("ix_attempt_name_index", "name_index", "at"),
        Index("ix_attempt_at", "at"),
    )

    id: Mapped[Big] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[AttemptKind]
    at: Mapped[datetime]
    name: Mapped[bytes | None] = encrypted("attempt.name:{id}")
    name_index: Mapped[bytes] = hashed(Fate.ANEW)
    address: Mapped[bytes | None] = encrypted("attempt.address:{id}")
    origin_index: Mapped[bytes] = hashed(Fate.ANEW)
    account_id: Mapped[int | None]
    outcome: Mapped[Outcome]


class Token(Base):
    """An API token: an account plus scopes, never signing or sign-off (product.md §5.6)."""

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_hash: Mapped[bytes] = hashed(Fate.BOTH, unique=True)
    scopes: Mapped[str] = mapped_column(String(80))
    label: Mapped[str] = mapped_column(String(40), default="")
    at: Mapped[datetime]
    until: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class RawScan(Base):
    """The text of a refused or unclear scan, encrypted; the check-in has ids only, so it can be erased here."""

    id: Mapped[Big] = mapped_column(primary_key=True)
    check_in_id: Mapped[Big] = mapped_column(unique=True)
    text: Mapped[bytes] = encrypted("raw_scan.text:{check_in_id}")
    at: Mapped[datetime]
