"""Delivers the outbox: a notice is claimed with a lease, sent at least once, retried with growing delays, or failed."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import select, update

from yiguan.base import clock
from yiguan.notifications.models import Notice
from yiguan.notifications.states import NoticeChannel, NoticeState
from yiguan.store.db import db

RETRY_AFTER = (
    timedelta(0),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=24),
)
"""The delay after each failed try (security.md 16); after the last one the notice has failed."""
LEASE = timedelta(minutes=5)

Sender = Callable[[Notice], None]


class NotSent(Exception):
    """The channel did not accept the notice; it will be retried."""


def show_on_page(notice: Notice) -> None:
    """Does nothing, since a page shows its notices by itself."""


SENDERS: Mapping[NoticeChannel, Sender] = {NoticeChannel.PAGE: show_on_page}
"""The printed list has no sender: its lines wait until staff have told the person."""


def deliver(limit: int = 200, senders: Mapping[NoticeChannel, Sender] = SENDERS) -> int:
    """Sends due notices, at most `limit`; returns how many were claimed."""
    taken = claim(limit, tuple(senders))
    sent = []
    for notice in taken:
        try:
            senders[notice.channel](notice)
            sent.append(notice.id)
        except NotSent:
            put_off(notice)
    _note(sent, state=NoticeState.SENT, sent_at=clock.now())
    return len(taken)


def claim(limit: int, channels: Sequence[NoticeChannel]) -> Sequence[Notice]:
    """Claims the due notices; until the lease ends, no other worker gets them."""
    now = clock.now()
    due = (Notice.state == NoticeState.WAITING, Notice.next_try_at <= now, Notice.channel.in_(channels))
    first = select(Notice.id).where(*due).order_by(Notice.next_try_at, Notice.id).limit(limit)
    mine = update(Notice).where(Notice.id.in_(first.with_for_update(skip_locked=True)), *due)
    taken = mine.values(tries=Notice.tries + 1, next_try_at=now + LEASE).returning(Notice)
    return db.session.scalars(taken, execution_options={"populate_existing": True}).all()


def put_off(notice: Notice) -> None:
    """Schedules the next retry by the number of tries; after the last one the notice has failed, which staff see."""
    if notice.tries < len(RETRY_AFTER):
        _note([notice.id], next_try_at=clock.now() + RETRY_AFTER[notice.tries])
    else:
        _note([notice.id], state=NoticeState.FAILED)


def _note(ids: Sequence[int], **values: object) -> None:
    """Stores the outcome; delivery is not an act of a person, so it has no entry in the trail."""
    if ids:
        db.session.execute(update(Notice).where(Notice.id.in_(ids)).values(**values))
