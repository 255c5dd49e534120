"""A paper's matters become cases: one for each lead unit that the paper proposes."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.handling.marks import ENTER
from yiguan.handling.models import CoHandler, Handling, HandlingItem
from yiguan.organisation.models import Unit
from yiguan.store.db import db


@dataclass(frozen=True)
class Matter:
    """One item of a paper, with the units that the paper proposes; `position` is its number there."""

    position: int
    text: str
    unit_id: int | None
    co_unit_ids: Sequence[int]


@dataclass(frozen=True)
class Paper:
    """Where matters come from: the sending unit, title and number, and the page on which the paper is read."""

    sender: Unit
    title: str
    number: str
    url: str
    is_sample: bool = False


def enter(actor: Actor, paper: Paper, matters: Sequence[Matter]) -> dict[int, HandlingItem]:
    """Each matter's number → its item; what waits to be assigned stands on the office's desk."""
    made: dict[int, HandlingItem] = {}
    by_unit = sorted(matters, key=lambda one: (one.unit_id or 0, one.position))
    for unit_id, some in groupby(by_unit, key=lambda one: one.unit_id):
        handling = _handling(paper, unit_id)
        db.session.add(handling)
        db.session.flush()
        made |= {one.position: _item(handling, one) for one in some}
        trail.record(handling, ENTER, by=actor, after=paper.number)
    db.session.flush()
    return made


def _handling(paper: Paper, unit_id: int | None) -> Handling:
    words = {"title": paper.title, "source": paper.number, "source_url": paper.url, "is_sample": paper.is_sample}
    return Handling(sender_id=paper.sender.id, unit_id=unit_id, at=clock.now(), **words)


def _item(handling: Handling, matter: Matter) -> HandlingItem:
    item = HandlingItem(handling_id=handling.id, position=matter.position, text=matter.text)
    db.session.add(item)
    db.session.flush()
    helping = [unit_id for unit_id in matter.co_unit_ids if unit_id != matter.unit_id]
    db.session.add_all(CoHandler(item_id=item.id, position=n, unit_id=id_) for n, id_ in enumerate(helping, 1))
    return item
