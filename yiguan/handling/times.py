"""用时: how many days the steps of answered cases took, by unit, in the order of the units and never of the figures."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from sqlalchemy import extract, select
from sqlalchemy.orm import aliased, joinedload

from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.handling import queries
from yiguan.handling.models import Handling, Reply
from yiguan.organisation.models import Unit
from yiguan.store.db import db

STEPS = ("拟好", "会签、核过、单位签", "区领导审签", "送出")
"""Each begins where the one before ended, the first with the assignment."""


class Spent(NamedTuple):
    """One answer: whose, whether it was late, and the days of each step."""

    unit: Unit
    late: bool
    days: Mapping[str, int]


@dataclass(frozen=True)
class Times:
    """One unit's answers in one year: how many left, how many of them in time, and median days, whole and by step."""

    unit: Unit
    sent: int
    in_time: int
    whole: float
    steps: Mapping[str, float]


def times(actor: Actor, year: int) -> Sequence[Times]:
    """Of the cases within reach whose last answer left in this year."""
    own: dict[int, list[Spent]] = {}
    for one in _sent_in(actor, year):
        own.setdefault(one.unit.id, []).append(one)
    return [_times(found) for found in sorted(own.values(), key=lambda found: found[0].unit.path)]


def _times(found: Sequence[Spent]) -> Times:
    late = sum(one.late for one in found)
    steps = {label: float(median(one.days[label] for one in found)) for label in STEPS}
    whole = float(median(sum(one.days.values()) for one in found))
    return Times(found[0].unit, len(found), len(found) - late, whole, steps)


def _sent_in(actor: Actor, year: int) -> Iterator[Spent]:
    visible = queries.visible_to(actor).with_only_columns(Handling.id)
    begins, ends = (clock.from_local(datetime(one, 1, 1)) for one in (year, year + 1))  # noqa: DTZ001 - local
    later = aliased(Reply)
    last = ~select(later.id).where(later.handling_id == Reply.handling_id, later.sent_at > Reply.sent_at).exists()
    query = select(Reply, Handling).join(Handling, Handling.id == Reply.handling_id)
    query = query.where(Reply.sent_at >= begins, Reply.sent_at < ends, last, Handling.id.in_(visible))
    whole = (joinedload(Reply.unit), joinedload(Reply.signature), joinedload(Reply.clearance))
    for reply, handling in db.session.execute(query.options(*whole, joinedload(Handling.limit)).order_by(Reply.id)):
        yield Spent(reply.unit, handling.limit is not None and handling.limit.ended_late, _days(handling, reply))


def _days(handling: Handling, reply: Reply) -> Mapping[str, int]:
    """Calendar days. What was sent was assigned, drafted and signed twice."""
    ends = (reply.drafted_at, reply.signature and reply.signature.at, reply.clearance and reply.clearance.at)
    moments = [moment for moment in (handling.dispatched_at, *ends, reply.sent_at) if moment]
    days = [clock.local(moment).date() for moment in moments]
    return {label: (end - begin).days for label, (begin, end) in zip(STEPS, pairwise(days), strict=True)}


def years() -> Sequence[int]:
    """The years in which answers left, the latest first."""
    query = select(extract("year", Reply.sent_at)).where(Reply.sent_at.is_not(None)).distinct()
    return sorted((int(year) for year in db.session.scalars(query)), reverse=True)
