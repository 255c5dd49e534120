"""What is particular to each act on minutes; the rest happens around it."""

from collections.abc import Sequence

from sqlalchemy import delete
from sqlalchemy.orm.attributes import flag_modified

from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.errors import Invalid
from yiguan.calendar import service as calendar
from yiguan.minutes import queries, wording
from yiguan.minutes.drafting import Rows, put_items, units_for
from yiguan.minutes.models import ConsensusItem, Minutes
from yiguan.minutes.states import ConsensusKind
from yiguan.store.db import db


def edit_minutes(actor: Actor, minutes: Minutes, *, summary: str, items: Rows) -> None:
    """The whole text anew; once it is confirmed, later only a dated correction (MN-03)."""
    units = units_for(minutes.meeting, items)
    minutes.summary = summary
    flag_modified(minutes, "summary")  # the version must rise even when only an item changed
    db.session.flush()
    db.session.execute(delete(ConsensusItem).where(ConsensusItem.minutes_id == minutes.id))
    put_items(minutes, items, units)


def submit_minutes(actor: Actor, minutes: Minutes) -> None:
    """To the convener for confirmation. It stays in the station, so its staff may do it too."""
    minutes.submitted_by = actor.id


def confirm_minutes(actor: Actor, minutes: Minutes) -> None:
    """Locks the text under its digest. Raises Invalid while a promise names no unit or no date (domain.md §9.2.5)."""
    items = queries.items_of(minutes)
    if loose := _loose_promises(items):
        raise Invalid(fields=loose)
    minutes.confirmed_at, minutes.digest = clock.now(), wording.digest(minutes, items)
    calendar.end(minutes)


def _loose_promises(items: Sequence[ConsensusItem]) -> dict[str, list[str]]:
    loose: dict[str, list[str]] = {}
    for item in items:
        if item.kind is ConsensusKind.COMMITMENT and item.unit_id is None:
            loose[f"items-{item.position - 1}-unit"] = ["承诺要写明由哪个单位来办。"]
        if item.kind is ConsensusKind.COMMITMENT and item.due_on is None:
            loose[f"items-{item.position - 1}-due_on"] = ["承诺要写明哪天以前办好。"]
    return loose
