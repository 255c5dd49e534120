"""通知: the inbox in both menus, and the numbers of waiting, sent and failed deliveries."""

from collections.abc import Iterator

from sqlalchemy import func, select

from yiguan.notifications.models import Delivery
from yiguan.notifications.states import NoticeState
from yiguan.people.states import DESK_ROLES
from yiguan.store.db import db
from yiguan.workflow.todos import MenuEntry, Todo


def _figures() -> Iterator[str]:
    states = db.session.execute(select(Delivery.state, func.count()).group_by(Delivery.state))
    by_state = {row[0]: row[1] for row in states}
    yield from (f'yiguan_notices{{state="{state}"}} {by_state.get(state, 0)}' for state in NoticeState)


TODO = Todo(
    menu=(
        MenuEntry("bench", 90, "通知", "/bench/notices"),
        MenuEntry("desk", 10, "通知", "/desk/notices", roles=DESK_ROLES),
    ),
    figures=_figures,
)
