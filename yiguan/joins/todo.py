"""认作一个人: requests that wait for a second person of the staff."""

from collections.abc import Sequence

from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.joins import queries
from yiguan.people.states import Role
from yiguan.workflow.todos import FEW, MenuEntry, Queue, Task, Todo


def _waiting(actor: Actor) -> Sequence[Task]:
    return [
        Task(
            "请您一起确认：两条记录是不是一个人",
            f"/bench/joins/{one.id}",
            f"{clock.moment(one.at)} 申请",
            word="去确认",
        )
        for one in queries.to_confirm(actor)[:FEW]
    ]


TODO = Todo(
    bench=_waiting,
    desk=Queue("请您一起确认：是不是一个人", _waiting),
    menu=(MenuEntry("desk", 87, "认作一个人", "/desk/joins", "站点", (Role.OFFICER,)),),
)
