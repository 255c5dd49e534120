"""The station asks those who have no phone here what they think, and enters what they say."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, NotFound
from yiguan.handling.models import Handling
from yiguan.people import joining
from yiguan.people.models import Person
from yiguan.people.states import CONVENING, PersonKind
from yiguan.ratings.states import BY_STAFF
from yiguan.store.db import db

NOT_HERE = "没有找到这份答复，可能是地址有误，或不在您的范围内。请从“建议”的页面进入。"
NOT_ASKED = "这位不在没有手机的人里，这次没有存下。请刷新页面，再选一次。"
WAYS = tuple((str(way), way.label) for way in BY_STAFF)


def require_station(actor: Actor, handling: Handling) -> None:
    """Whoever convenes at the station that proposed it. Raises NotFound."""
    if not actor.has(*CONVENING, path=handling.sender.path):
        raise NotFound(NOT_HERE)


def without_phone(asked: Collection[int]) -> Sequence[Person]:
    """Those of them who have no phone here, by whatever record: residents whom staff entered."""
    theirs = (Person.id.in_(asked), Person.kind == PersonKind.RESIDENT, Person.device_id.is_(None))
    query = select(Person).where(*theirs, Person.erased_at.is_(None)).order_by(Person.id)
    return [one for one in db.session.scalars(query) if not joining.has_phone(one.id)]


def named(people: Sequence[Person], number: str) -> Person:
    """Raises Conflict for anybody else."""
    found = next((one for one in people if str(one.id) == number), None)
    if found is None:
        raise Conflict(NOT_ASKED, code="not_asked")
    return found
