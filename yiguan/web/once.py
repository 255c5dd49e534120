"""Writes that arrive twice happen once: the answer is stored in the same transaction as its effect."""

import json
from datetime import datetime, timedelta

from flask import Response, g, request
from sqlalchemy import SmallInteger, String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from yiguan.base import clock
from yiguan.base.errors import Conflict, Invalid
from yiguan.store import keyring
from yiguan.store.db import Base, Big, db
from yiguan.store.keyring import Fate, encrypted, hashed

MOST_LOCATION = 500
KEPT = timedelta(days=30)
"""A hall box may send for two weeks after its meeting; nobody repeats a write later than that."""


class Answer(Base):
    """The answer to one write with a key: status, redirect target, and its JSON (encrypted: it may name people)."""

    __table_args__ = (UniqueConstraint("scope", "key"),)

    id: Mapped[Big] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(String(80))
    key: Mapped[str] = mapped_column(String(80))
    request_hash: Mapped[bytes] = hashed(Fate.BOTH)
    status: Mapped[int] = mapped_column(SmallInteger)
    location: Mapped[str | None] = mapped_column(String(MOST_LOCATION))
    body: Mapped[bytes | None] = encrypted("answer")
    at: Mapped[datetime] = mapped_column(index=True)


def request_key() -> tuple[str, str] | None:
    """(scope, key) of this write: endpoint with account or phone, and the one-time key; None if it has no key."""
    sent = [request.headers.get("Idempotency-Key", ""), *request.form.getlist("once")]
    if any(len(key) > 80 or not key.isprintable() for key in sent):
        raise Invalid("Idempotency-Key 最长 80 个字符，不能有控制字符。", code="bad_key")
    key = next(filter(None, sent), "")
    if not key:
        return None
    who = g.actor.account_id or g.get("device_id") or "public"
    return f"{request.endpoint}:{who}"[:80], key


def replay(scope: str, key: str) -> Response | None:
    """The earlier answer. Raises Conflict when the same key arrives with other content."""
    kept = db.session.scalar(select(Answer).where(Answer.scope == scope, Answer.key == key))
    if kept is None:
        return None
    if not keyring.is_hash_of(kept.request_hash, *_request()):
        raise Conflict("这个编号的请求已经处理过，内容与这次不同，这次没有存下。请刷新后重新填写。", code="key_reused")
    body = keyring.decrypt(kept.body, "answer") if kept.body else ""
    answer = Response(body, kept.status, mimetype="application/json" if body else "text/html")
    if kept.location:
        answer.headers["Location"] = kept.location
    return answer


def keep(scope: str, key: str, answer: Response) -> None:
    """Stores a redirect or a JSON answer; the unique key lets only one of two simultaneous writes commit."""
    location = answer.headers.get("Location")
    if location and len(location) > MOST_LOCATION:  # only an address that was sent with the form is so long
        raise Invalid("接下来要去的地址太长了，这一步没有存下。请从首页重新打开这一页。", code="bad_location")
    body = answer.get_data(as_text=True) if answer.is_json else ""
    values = Answer(
        scope=scope,
        key=key,
        request_hash=keyring.hash_of(*_request()),
        status=answer.status_code,
        location=location,
        body=keyring.encrypt(body, "answer") if body else None,
        at=clock.now(),
    )
    db.session.add(values)


def forget_old() -> int:
    """Deletes answers that nobody asks for any more; returns how many."""
    old = delete(Answer).where(Answer.at < clock.now() - KEPT)
    return len(db.session.execute(old.returning(Answer.id)).all())


def _request() -> tuple[str, str]:
    if request.is_json:
        content = request.get_data(as_text=True)
    else:
        content = json.dumps(sorted((k, v) for k, v in request.form.items(multi=True) if k != "csrf_token"))
    return request.path, content
