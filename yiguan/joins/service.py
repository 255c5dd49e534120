"""What is particular to each act; `perform` calls it with the request's row locked."""

from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict
from yiguan.joins.models import JoinRequest
from yiguan.people import joining
from yiguan.people.models import Alias
from yiguan.people.states import JoinProof
from yiguan.store.db import db

LATE = "这份申请过时了，没有合。还要合，请重新申请一次。"


def confirm(actor: Actor, request: JoinRequest) -> None:
    """From now on the two are counted once. Raises Conflict when the request has expired, or they are one already."""
    if request.until <= clock.now():
        raise Conflict(LATE, code="expired")
    request.alias = joining.unite(actor, *request.people, JoinProof.STAFF)


def undo(actor: Actor, request: JoinRequest, *, note: str) -> None:
    """They are two again. Raises Conflict when the join was undone elsewhere."""
    joining.part(actor, db.session.get_one(Alias, request.alias_id), note=note)
