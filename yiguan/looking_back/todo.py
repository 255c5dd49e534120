"""回头看: what the station can ask people without a phone, and the way to the desk's lists."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.handling.models import Handling
from yiguan.looking_back.models import LookBack
from yiguan.looking_back.queries import IS_ASKED
from yiguan.organisation.models import Unit
from yiguan.people.states import CONVENING, DESK_ROLES
from yiguan.store.db import db
from yiguan.store.reach import reaches
from yiguan.workflow.todos import FEW, MenuEntry, Task, Todo


def _to_ask(actor: Actor) -> Sequence[Task]:
    """Of one's own stations, while people may say what they see."""
    query = select(LookBack).join(LookBack.handling).join(Unit, Unit.id == Handling.sender_id)
    query = query.where(IS_ASKED, LookBack.closes_on >= clock.today(), reaches(actor, Unit.path, *CONVENING))
    query = query.options(contains_eager(LookBack.handling)).order_by(LookBack.closes_on, LookBack.id).limit(FEW)
    return [
        Task(one.handling.title, f"/bench/look-backs/{one.id}", "回头看 · 替没有手机的人记", word="回头看", position=60)
        for one in db.session.scalars(query)
    ]


TODO = Todo(bench=_to_ask, menu=(MenuEntry("desk", 52, "回头看", "/desk/look-backs", "办理", DESK_ROLES),))
