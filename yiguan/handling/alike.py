"""Former cases that say nearly the same, with what became of them: beside an answer while it is written and signed."""

from collections.abc import Sequence
from typing import NamedTuple

from yiguan.base.actor import Actor
from yiguan.handling import queries, wording
from yiguan.handling.models import Handling
from yiguan.handling.states import HandlingState
from yiguan.search.similar import similar
from yiguan.store.db import db

LOOKED_AT = 12
FEW = 3


class Alike(NamedTuple):
    """A former case and how its last answer fell into the classes; empty as long as there is none."""

    handling: Handling
    came_of_it: str


def alike(actor: Actor, handling: Handling) -> Sequence[Alike]:
    """The most similar first, of those that the actor may open; refused and escalated ones too (TP-15)."""
    text = " ".join(item.text for item in handling.items)
    numbers = similar(Handling, f"{handling.title} {text}", but=[handling.id], limit=LOOKED_AT)
    may = queries.visible_to(actor).where(Handling.id.in_(numbers), Handling.source != handling.source)
    found = sorted(db.session.scalars(may), key=lambda one: numbers.index(one.id))[:FEW] if numbers else []
    sent = {reply.handling_id: reply for reply in queries.sent_of([one.id for one in found])} if found else {}
    return [Alike(one, _came_of(one, wording.counted(sent[one.id].answers) if one.id in sent else "")) for one in found]


def _came_of(handling: Handling, counted: str) -> str:
    if counted:
        return counted
    return "报到市里了" if handling.state is HandlingState.ESCALATED else f"还没有答复，{handling.state.label}"
