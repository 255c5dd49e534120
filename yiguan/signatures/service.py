from datetime import datetime

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import foreign

from yiguan.base import crypto
from yiguan.base.actor import Actor
from yiguan.base.labels import Labelled
from yiguan.signatures.models import Signature
from yiguan.store.db import Base, db


def sign(actor: Actor, record: Base, act: str, *, role: Labelled, text: str, at: datetime) -> Signature:
    """The actor's name under this text, in the caller's transaction, after a proof of who signs (people/proof.py)."""
    about = {"subject": record.__tablename__, "subject_id": record.id, "act": act}
    signature = Signature(**about, person_id=actor.id, name=actor.name, role=str(role), at=at, text=text)
    signature.digest = crypto.digest(text.encode())
    db.session.add(signature)
    db.session.flush()
    return signature


def of(model: type[Base], act: str) -> ColumnElement[bool]:
    """Joins a record to its signature with this act: the `primaryjoin` of a relationship that only reads."""
    about = (Signature.subject == model.__tablename__, Signature.act == act)
    return and_(foreign(Signature.subject_id) == model.id, *about)
