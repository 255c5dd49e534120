"""The first pages themselves, the ways between bench and desk, and 投诉建议 that wait for an answer."""

from collections.abc import Sequence

from sqlalchemy import select

from yiguan.base.actor import Actor
from yiguan.home import rules
from yiguan.home.models import Feedback
from yiguan.people.states import BENCH_ROLES, DESK_ROLES, DISTRICT_STAFF, Role
from yiguan.workflow.todos import MenuEntry, Tile, Todo

SIGNING = (Role.CHAIR, Role.UNIT_LEADER, Role.DISTRICT_LEADER)


def _tiles(actor: Actor) -> Sequence[Tile]:
    unanswered = select(Feedback).where(Feedback.answered_at.is_(None))
    return (Tile("投诉建议", "/desk/feedback", unanswered),) if rules.can_answer_feedback(actor) else ()


TODO = Todo(
    tiles=_tiles,
    menu=(
        MenuEntry("bench", 0, "待办", "/bench/"),
        MenuEntry("bench", 100, "区级", "/desk/", roles=DESK_ROLES),
        MenuEntry("desk", 0, "待办", "/desk/", roles=DESK_ROLES),
        MenuEntry("desk", 5, "等我签", "/desk/to-sign", roles=SIGNING),
        MenuEntry("desk", 80, "单位", "/desk/units", "站点", DESK_ROLES),
        MenuEntry("desk", 90, "投诉建议", "/desk/feedback", "站点", (Role.OFFICER,)),
        MenuEntry("desk", 100, "站点工作台", "/bench/", "站点", (*BENCH_ROLES, *DISTRICT_STAFF)),
    ),
)
