"""Delivers the outbox: a delivery is claimed with a lease, sent at least once, retried with growing delays, or failed.

Claim and outcome are transactions of their own, and none is open while a gateway is waited for: a worker that is killed
in between has sent one message, which the next worker sends again under the same key once the lease has ended.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from yiguan.base import clock
from yiguan.notifications.channels import NotSent, Sender, senders
from yiguan.notifications.models import Delivery
from yiguan.notifications.states import NoticeChannel, NoticeState
from yiguan.store.db import beforehand, db

RETRY_AFTER = (
    timedelta(0),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=24),
)
"""The delay after each failed try (security.md 16); after the last one the delivery has failed."""
LEASE = timedelta(minutes=5)
BATCH = 20
"""Deliveries a claim: a gateway that answers after 10 s each leaves time within the lease."""


def deliver(limit: int = BATCH, by: Mapping[NoticeChannel, Sender] | None = None) -> int:
    """Sends due deliveries, at most `limit`; returns how many were claimed. It ends the transaction it is called in."""
    found = senders() if by is None else by
    if not found:
        return 0
    with beforehand():
        taken = claim(limit, tuple(found))
    for delivery in taken:
        fault = send(delivery, found)
        with beforehand():
            note(delivery, fault)
    return len(taken)


def send(delivery: Delivery, by: Mapping[NoticeChannel, Sender]) -> str:
    """The only way out of the house. Returns why it failed, as one word; empty when the gateway took it."""
    try:
        by[delivery.channel](delivery)
    except NotSent as refused:
        return refused.fault[:40]
    except Exception as fault:
        return type(fault).__name__[:40]
    return ""


def claim(limit: int, channels: Sequence[NoticeChannel]) -> Sequence[Delivery]:
    """Claims the due deliveries, with their notices; until the lease ends, no other worker gets them."""
    now = clock.now()
    due = (Delivery.state == NoticeState.WAITING, Delivery.channel.in_(channels), Delivery.next_try_at <= now)
    first = select(Delivery.id).where(*due).order_by(Delivery.next_try_at, Delivery.id).limit(limit)
    mine = update(Delivery).where(Delivery.id.in_(first.with_for_update(skip_locked=True)), *due)
    taken = mine.values(tries=Delivery.tries + 1, next_try_at=now + LEASE).returning(Delivery.id)
    ids = db.session.scalars(taken, execution_options={"synchronize_session": False}).all()
    query = select(Delivery).where(Delivery.id.in_(ids)).order_by(Delivery.id).options(joinedload(Delivery.notice))
    return db.session.scalars(query, execution_options={"populate_existing": True}).all() if ids else []


def note(delivery: Delivery, fault: str = "") -> None:
    """Stores the outcome, unless the lease ended meanwhile and another worker has claimed it.

    It is no act of a person, so it has no entry in the trail.
    """
    mine = (Delivery.id == delivery.id, Delivery.tries == delivery.tries, Delivery.state == NoticeState.WAITING)
    outcome = {**_next(delivery.tries), "fault": fault} if fault else _sent()
    statement = update(Delivery).where(*mine).values(**outcome)
    db.session.execute(statement, execution_options={"synchronize_session": False})


def _sent() -> dict[str, object]:
    return {"state": NoticeState.SENT, "sent_at": clock.now(), "fault": ""}


def _next(tries: int) -> dict[str, object]:
    """The next retry by the number of tries; after the last one it has failed, which staff see."""
    if tries < len(RETRY_AFTER):
        return {"next_try_at": clock.now() + RETRY_AFTER[tries]}
    return {"state": NoticeState.FAILED}
