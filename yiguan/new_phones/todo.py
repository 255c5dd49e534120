"""换手机: requests that wait for a second person of the staff."""

from collections.abc import Sequence

from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.new_phones import queries
from yiguan.workflow.todos import FEW, Queue, Task, Todo


def _waiting(actor: Actor) -> Sequence[Task]:
    moves = queries.to_confirm(actor)[:FEW]
    return [
        Task("请您一起确认：换手机", f"/bench/new-phones/{move.id}", f"{clock.moment(move.at)} 申请", word="去确认")
        for move in moves
    ]


TODO = Todo(bench=_waiting, desk=Queue("请您一起确认的", _waiting))
