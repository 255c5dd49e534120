from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import foreign

from yiguan.base import crypto
from yiguan.base.actor import Actor
from yiguan.base.labels import Labelled
from yiguan.signatures.models import Signature
from yiguan.store.db import Base, db


@dataclass(frozen=True)
class Sheet:
    """A sheet that somebody signed on paper: who, on what day, and the SM3 of its scan."""

    person_id: int
    name: str
    day: date
    scan_digest: str


def sign(actor: Actor, record: Base, act: str, *, role: Labelled, text: str, at: datetime) -> Signature:
    """The actor's name under this text, in the caller's transaction, after a proof of who signs (people/proof.py)."""
    signature = _under(record, act, role, text, at)
    signature.person_id, signature.name = actor.id or 0, actor.name
    return _stored(signature)


def confirm(
    actor: Actor, record: Base, act: str, sheet: Sheet, *, role: Labelled, text: str, at: datetime
) -> Signature:
    """The name of who signed the sheet under this text, in the caller's transaction: the actor saw the scan."""
    signature = _under(record, act, role, text, at)
    signature.person_id, signature.name, signature.signed_on = sheet.person_id, sheet.name, sheet.day
    signature.scan_digest, signature.confirmed_by = sheet.scan_digest, actor.id
    return _stored(signature)


def _under(record: Base, act: str, role: Labelled, text: str, at: datetime) -> Signature:
    about = {"subject": record.__tablename__, "subject_id": record.id, "act": act}
    return Signature(**about, role=str(role), at=at, text=text, digest=crypto.digest(text.encode()))


def _stored(signature: Signature) -> Signature:
    db.session.add(signature)
    db.session.flush()
    return signature


def is_same(signature: Signature, person_id: int | None, name: str) -> bool:
    """Whether somebody is who signed, by the record or by the name, which a sheet of paper gives in any spelling."""
    return signature.person_id == person_id or bare(signature.name) == bare(name)


def bare(name: str) -> str:
    return "".join(name.split())


def of(model: type[Base], act: str) -> ColumnElement[bool]:
    """Joins a record to its signature with this act: the `primaryjoin` of a relationship that only reads."""
    about = (Signature.subject == model.__tablename__, Signature.act == act)
    return and_(foreign(Signature.subject_id) == model.id, *about)
