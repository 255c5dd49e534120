"""Fills an empty demo database and tells what a script needs to drive it (product.md §6)."""

import secrets
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import update

from yiguan.base import clock
from yiguan.notifications.delivery import deliver
from yiguan.notifications.models import Notice
from yiguan.notifications.states import NoticeChannel, NoticeState
from yiguan.organisation import seeds
from yiguan.progress.tell import tell_new
from yiguan.sample.demo import tell
from yiguan.sample.people import load_people
from yiguan.store.db import db, transaction
from yiguan.workflow.plays import Score, plays


def _evening() -> None:
    """Who had a part is told, and the outbox goes out."""
    tell_new()
    deliver()


def _called_on_long_ago() -> None:
    """Whoever has no phone was called on at home; only the last fortnight's news still wait on the printed list."""
    old = (Notice.channel == NoticeChannel.PRINTED, Notice.at < clock.now() - timedelta(days=14))
    db.session.execute(update(Notice).where(*old).values(state=NoticeState.SENT, sent_at=Notice.at))


def load_if_empty(app: Flask) -> dict[str, Any] | None:
    """The contents of demo.json after loading; None when the database holds anything."""
    with app.app_context(), transaction():
        if not seeds.is_empty():
            return None
        seeds.load_foundation(contacts=True)
        password = f"tongguan-{secrets.token_hex(4)}"
        stage, score = load_people(password), Score()
        for play in plays():
            play.writes(score, stage)
        score.play(_evening)
        _called_on_long_ago()
        return tell(stage, password)
