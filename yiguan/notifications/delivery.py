"""Delivery of the outbox: claimed with a lease, sent at least once, tried again by a ladder, then failed in sight."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import select, update

from yiguan.base import clock
from yiguan.notifications.models import Notice
from yiguan.notifications.states import NoticeChannel, NoticeState
from yiguan.store.db import db

LADDER = (
    timedelta(0),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=24),
)
"""How long after each failed try the next one comes (security.md 16); after the last the notice has failed."""
LEASE = timedelta(minutes=5)

Sender = Callable[[Notice], None]


class NotSent(Exception):
    """The channel did not take the notice; it will be tried again."""


def show_on_page(notice: Notice) -> None:
    """A page shows its news by itself: being there is being sent."""


SENDERS: Mapping[NoticeChannel, Sender] = {NoticeChannel.PAGE: show_on_page}
"""The printed list has no sender: its lines wait until somebody at the station has told the person."""


def deliver(limit: int = 200, senders: Mapping[NoticeChannel, Sender] = SENDERS) -> int:
    """Sends what is due, at most `limit`; returns how many were taken in hand."""
    taken, sent = claim(limit, tuple(senders)), []
    for notice in taken:
        try:
            senders[notice.channel](notice)
            sent.append(notice.id)
        except NotSent:
            put_off(notice)
    _note(sent, state=NoticeState.SENT, sent_at=clock.now())
    return len(taken)


def claim(limit: int, channels: Sequence[NoticeChannel]) -> Sequence[Notice]:
    """The notices that are due, each in one worker's hand: while the lease runs nobody else takes them."""
    now = clock.now()
    due = (Notice.state == NoticeState.WAITING, Notice.next_try_at <= now, Notice.channel.in_(channels))
    first = select(Notice.id).where(*due).order_by(Notice.next_try_at, Notice.id).limit(limit)
    mine = update(Notice).where(Notice.id.in_(first.with_for_update(skip_locked=True)), *due)
    taken = mine.values(tries=Notice.tries + 1, next_try_at=now + LEASE).returning(Notice)
    return db.session.scalars(taken, execution_options={"populate_existing": True}).all()


def put_off(notice: Notice) -> None:
    """The next rung of the ladder, counted by the tries made; past the last one the staff see that it failed."""
    if notice.tries < len(LADDER):
        _note([notice.id], next_try_at=clock.now() + LADDER[notice.tries])
    else:
        _note([notice.id], state=NoticeState.FAILED)


def _note(ids: Sequence[int], **values: object) -> None:
    """What became of a try is the machine's doing and no act of a person: it needs no row in the trail."""
    if ids:
        db.session.execute(update(Notice).where(Notice.id.in_(ids)).values(**values))
