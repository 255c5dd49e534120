"""交办与答复: what lies with somebody, late first; the figures of the desk and their lists."""

from collections.abc import Sequence
from functools import partial

from sqlalchemy import or_, select

from yiguan.base.act import Act
from yiguan.base.actor import Actor
from yiguan.documents.paper import Paper
from yiguan.handling import queries, queues
from yiguan.handling.acts import SIGN, SIGN_OFF_
from yiguan.handling.models import Handling
from yiguan.handling.paper import letter
from yiguan.handling.queries import Lead, Sender
from yiguan.handling.states import ENDED, HandlingState
from yiguan.people.states import DESK_ROLES
from yiguan.store.db import db
from yiguan.workflow.machines import open_to
from yiguan.workflow.todos import FEW, MenuEntry, Queue, Task, Tile, Timing, Todo, ToSign

TILED = ("late", "soon")


def _waiting(actor: Actor) -> Sequence[Task]:
    rows = db.session.scalars(queries.listed(actor, queues.waits_for(actor)).limit(FEW))
    return [_task(handling) for handling in rows]


def _task(handling: Handling) -> Task:
    by = f"{handling.source} · {handling.unit.short_name}" if handling.unit else handling.source
    return Task(handling.title, f"/desk/handling/{handling.id}", by, handling.deadline, handling.state.label)


def tiles(actor: Actor, *names: str) -> Sequence[Tile]:
    shown = queues.views(actor)
    return [
        Tile(shown[name][0], f"/desk/handling?view={name}", queries.listed(actor, shown[name][1])) for name in names
    ]


def _first_page(actor: Actor) -> Sequence[Tile]:
    return tiles(actor, *TILED)


def _open_at(path: str) -> Sequence[Tile]:
    query = select(Handling).join(Sender, Handling.sender).outerjoin(Lead, Handling.unit)
    below = [unit.path.startswith(path, autoescape=True) for unit in (Sender, Lead)]
    return (Tile("没有办结的交办", "/desk/handling?view=open", query.where(or_(*below), Handling.state.not_in(ENDED))),)


def _to_sign(act: Act, state: HandlingState, actor: Actor) -> Sequence[Handling]:
    waiting = db.session.scalars(queries.listed(actor, Handling.state == state, queues.waits_for(actor)))
    return [queries.get_handling(actor, one.id) for one in waiting if act.name in open_to(actor, one)]


def _paper(handling: Handling) -> Paper:
    reply = queries.last_reply(handling)
    assert reply is not None  # noqa: S101 - checked, so it is there
    return letter(handling, reply)


def _page(handling: Handling) -> str:
    return f"/desk/handling/{handling.id}"


def _label(handling: Handling) -> str:
    numbers = "、".join(str(item.position) for item in handling.items)
    return f"第{numbers}条，{handling.unit.short_name if handling.unit else ''}"


def _signed_by(act: Act, state: HandlingState) -> ToSign:
    return ToSign(act, partial(_to_sign, act, state), queries.get_handling, _paper, _page, _label)


TODO = Todo(
    desk=Queue("等您办的交办、答复", _waiting),
    tiles=_first_page,
    open_at=_open_at,
    menu=(MenuEntry("desk", 50, "交办与答复", "/desk/handling", "办理", DESK_ROLES),),
    signs=(_signed_by(SIGN, HandlingState.CHECKED), _signed_by(SIGN_OFF_, HandlingState.UNIT_SIGNED)),
    timed=(Timing(Handling, "办理的答复", queries.visible_to, lambda one: (one.title, f"/desk/handling/{one.id}")),),
)
