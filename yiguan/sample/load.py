"""Fills an empty demo database and tells what a script needs to drive it (product.md §6)."""

import secrets
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import or_, select, update

from yiguan.base import clock
from yiguan.notifications.models import Delivery, Notice
from yiguan.notifications.states import NoticeChannel, NoticeState
from yiguan.organisation import seeds
from yiguan.progress.tell import tell_new
from yiguan.sample.demo import tell
from yiguan.sample.people import load_people
from yiguan.store.db import db, transaction
from yiguan.workflow.plays import Score, plays


def _called_on_long_ago() -> None:
    """Whoever has no phone was called on at home, and messages were sent on their day; only the last fortnight's news
    still wait on the printed list.
    """
    at = select(Notice.at).where(Notice.id == Delivery.notice_id).scalar_subquery()
    old = or_(Delivery.channel == NoticeChannel.SMS, at < clock.now() - timedelta(days=14))
    sent = update(Delivery).where(Delivery.state == NoticeState.WAITING, old)
    db.session.execute(
        sent.values(state=NoticeState.SENT, sent_at=at), execution_options={"synchronize_session": False}
    )


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
        score.play(tell_new)
        _called_on_long_ago()
        return tell(stage, password)
