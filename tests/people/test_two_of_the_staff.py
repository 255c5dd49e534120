"""Whatever takes two of the staff: nobody asks for themselves or confirms it, by whichever of their records."""

import pytest

from tests.factories.joins import HOW, a_join, seen_at
from tests.factories.new_phones import a_move
from tests.factories.organisation import a_station
from tests.factories.people import a_resident, an_account, as_actor
from yiguan.base.act import Act
from yiguan.base.actor import SYSTEM, Actor
from yiguan.base.errors import Forbidden
from yiguan.joins import asking
from yiguan.joins import queries as joins
from yiguan.joins.models import JoinRequest
from yiguan.new_phones import offering
from yiguan.new_phones import queries as moves
from yiguan.new_phones.models import PhoneMove
from yiguan.organisation.models import Unit
from yiguan.people import joining, seconding
from yiguan.people.models import Person, Seconded
from yiguan.people.states import JoinProof, Role
from yiguan.store.db import db
from yiguan.workflow.machines import machine
from yiguan.workflow.perform import perform

MAKES = {PhoneMove: lambda person: a_move(person=person), JoinRequest: lambda person: a_join(one=person)}
WAITING = {PhoneMove: moves.to_confirm, JoinRequest: joins.to_confirm}


def ask_to_move(actor: Actor, unit: Unit, person: Person) -> None:
    offering.ask(actor, unit, person, note=HOW)


def ask_to_join(actor: Actor, unit: Unit, person: Person) -> None:
    other = a_resident("李秀瑛")
    seen_at(unit, person, other)
    asking.ask(actor, asking.pair(actor, person.id, other.id), note=HOW)


ASKS = {PhoneMove: ask_to_move, JoinRequest: ask_to_join}
CONFIRMS = [act for record in MAKES for act in machine(record).values() if act.may is seconding.can_confirm]
records = pytest.mark.parametrize("record", MAKES, ids=lambda record: record.__name__)


@pytest.fixture
def own(app) -> Person:
    """What somebody did on their phone before they were appointed."""
    return a_resident("王静文")


def the_officer(own: Person) -> Actor:
    account = an_account(Role.OFFICER, name="王静文")
    joining.unite(SYSTEM, own.id, account.person_id, JoinProof.STAFF)
    db.session.commit()
    return as_actor(account)


def test_every_record_of_two_of_the_staff_is_tried_here():
    found = {one.__name__ for one in Seconded.__subclasses__()}
    assert {record.__name__ for record in MAKES} == found
    assert {act.record for act in CONFIRMS} == set(MAKES)


@pytest.mark.parametrize("act", CONFIRMS, ids=lambda act: act.record.__name__)
def test_nobody_confirms_what_is_about_themselves(own, act: Act):
    request = MAKES[act.record](own)
    who = the_officer(own)
    with pytest.raises(Forbidden):
        perform(act, request, by=who)
    assert WAITING[act.record](who) == []
    assert len(WAITING[act.record](as_actor(an_account(Role.OFFICER)))) == 1


@records
def test_nobody_asks_for_what_is_about_themselves(own, record):
    with pytest.raises(Forbidden) as refused:
        ASKS[record](the_officer(own), a_station(), own)
    assert "您自己" in refused.value.message
    assert db.session.query(record).count() == 0
