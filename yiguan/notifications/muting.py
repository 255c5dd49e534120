"""Who wants no call and no message for which kinds of notices. Nobody mutes their own case."""

from collections.abc import Iterable, Sequence, Set

from sqlalchemy import delete, select

from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.errors import Invalid
from yiguan.base.labels import Labelled
from yiguan.notifications.marks import MUTE
from yiguan.notifications.models import Mute
from yiguan.notifications.states import GENERAL, NoticeKind
from yiguan.store.db import db

FOR_RESIDENTS = (NoticeKind.MEETINGS, NoticeKind.OTHERS)
OWN = "您自己的事总要告诉您，这一类不能关：{}。什么都没有改。"


def muters(people: Set[int], kind: Labelled) -> set[int]:
    """Those of these people who muted this kind."""
    if kind not in GENERAL or not people:
        return set()
    return set(db.session.scalars(select(Mute.person_id).where(Mute.kind == kind, Mute.person_id.in_(people))))


def muted_by(people: Iterable[int]) -> set[NoticeKind]:
    """What at least one of these people, who share a phone, muted."""
    return set(db.session.scalars(select(Mute.kind).where(Mute.person_id.in_(list(people)))))


def choose(actor: Actor, muted: Set[NoticeKind], offered: Sequence[NoticeKind] = GENERAL) -> None:
    """Of the offered kinds the actor mutes exactly these from now on. Raises Invalid for one's own case."""
    if own := [kind.label for kind in muted if kind.own_case]:
        raise Invalid(fields={"muted": [OWN.format("、".join(own))]})
    db.session.execute(delete(Mute).where(Mute.person_id == actor.id, Mute.kind.in_(offered)))
    now = clock.now()
    db.session.add_all(Mute(person_id=actor.id, kind=kind, at=now) for kind in offered if kind in muted)
    trail.record("notice", MUTE, by=actor, note="、".join(kind.label for kind in offered if kind in muted))
