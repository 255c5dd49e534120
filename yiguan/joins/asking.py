"""Begins a join: one of the staff says which two records are one person, and how that was recognised."""

from dataclasses import dataclass

from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, NotFound, require
from yiguan.joins import queries, traces
from yiguan.joins.marks import CREATE, SEARCH
from yiguan.joins.models import JoinRequest
from yiguan.joins.states import PATIENCE, JoinState
from yiguan.joins.traces import Trace, Traces
from yiguan.organisation.models import Unit
from yiguan.people import joining, seconding
from yiguan.people.models import Person
from yiguan.people.states import PersonKind
from yiguan.store.db import db

NOT_FOUND = "没有找到这两条记录。只能从自己单位的线索、名单、签到里选；什么都没有改动。"
BY_HAND = "要本人登录了才能申请认作一个人，程序不能申请。什么都没有改动。"
TOO_FAR = "这两条记录在两个单位，您只管其中一个，没有申请。请告诉区政协办公室，由他们来合。"
OWN = "说的就是您自己，不能由您来申请。请另一位同事申请，再由一位同事或者区政协办公室确认；什么都没有改动。"
ASKED_ALREADY = "这两条已经有人申请了，正等另一位同事确认。不用再申请。"


def look_up(actor: Actor, typed: str) -> Traces:
    """Who has one of these names or receipts within the actor's reach; that somebody looked is in the trail."""
    trail.record("join_request", SEARCH, by=actor)
    return traces.find(actor, typed)


@dataclass(frozen=True)
class Pair:
    """Two records within the actor's reach, each with its traces, and the unit that is over both."""

    one: Person
    other: Person
    lines: tuple[list[Trace], list[Trace]]
    unit: Unit


def pair(actor: Actor, person_id: int, other_id: int) -> Pair:
    """Raises NotFound outside the actor's reach, Forbidden where their unit is over one of the two alone or a program
    asks, and Conflict where the two cannot be joined.
    """
    require(actor.kind == "staff", BY_HAND)
    require(not seconding.is_about(actor, [person_id, other_id]), OWN)
    found, people = traces.traces_of(actor, [person_id, other_id]), queries.people([person_id, other_id])
    if person_id == other_id or len(found) < 2 or len(people) < 2:
        raise NotFound(NOT_FOUND)
    lines = list(found[person_id]), list(found[other_id])
    unit = traces.unit_over(*lines)
    require(unit is not None and seconding.can_ask(actor, unit), TOO_FAR)
    one, other = people[person_id], people[other_id]
    _require_possible(one, other)
    return Pair(one, other, lines, unit)  # type: ignore[arg-type]


def _require_possible(one: Person, other: Person) -> None:
    mains = queries.main_ids(one.id, other.id)
    if mains[0] == mains[1]:
        raise Conflict(joining.ONE_ALREADY, code="one_already")
    counted_as = queries.people(mains).values()
    if all(person.kind is not PersonKind.RESIDENT for person in counted_as):
        raise Conflict(joining.TWO_ACCOUNTS, code="two_accounts")


def ask(actor: Actor, chosen: Pair, *, note: str) -> JoinRequest:
    """Nothing is joined until somebody else confirms. Raises Conflict when that is waited for already."""
    if queries.open_between(chosen.one.id, chosen.other.id) is not None:
        raise Conflict(ASKED_ALREADY, code="asked_already")
    request = JoinRequest(person_id=chosen.one.id, other_id=chosen.other.id, state=JoinState.ASKED)
    request.unit_id, request.asked_by = chosen.unit.id, actor.id
    request.at, request.until = clock.now(), clock.now() + PATIENCE
    request.is_sample = chosen.one.is_sample and chosen.other.is_sample
    db.session.add(request)
    trail.record(request, CREATE, by=actor, note=note)
    return request
