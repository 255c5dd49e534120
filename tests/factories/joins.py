from tests.factories.leads import WORDS
from tests.factories.organisation import a_station
from tests.factories.people import a_convener, a_resident, an_officer
from yiguan.base.codes import random_code
from yiguan.joins import asking
from yiguan.joins.acts import CONFIRM, REFUSE, UNDO
from yiguan.joins.models import JoinRequest
from yiguan.joins.queries import get_request
from yiguan.joins.states import JoinState
from yiguan.leads import reporting
from yiguan.organisation.models import Unit
from yiguan.people.models import Person
from yiguan.store.db import db
from yiguan.workflow.perform import perform

HOW = "本人来站里说的，当面看过两张收据。"
S = JoinState
WAYS = {S.ASKED: (), S.JOINED: (CONFIRM,), S.REFUSED: (REFUSE,), S.UNDONE: (CONFIRM, UNDO)}


def seen_at(unit: Unit, *people: Person) -> None:
    """Each of them has reported something at this unit, so that its staff may find them."""
    for person in people:
        reporting.submit(person, unit, text=WORDS, place="楼下", nonce=random_code(40))


def a_join(state: JoinState = S.ASKED, one: Person | None = None, other: Person | None = None) -> JoinRequest:
    """Asked by a convener, confirmed by the office, and brought to its state by the acts that lead there."""
    unit = a_station()
    convener, officer = a_convener(unit), an_officer()
    one, other = one or a_resident("李秀英"), other or a_resident("李秀瑛")
    seen_at(unit, one, other)
    made = asking.ask(convener, asking.pair(convener, one.id, other.id), note=HOW)
    db.session.commit()
    request = get_request(officer, made.id)
    for act in WAYS[state]:
        perform(act, request, by=officer, **({} if act is CONFIRM else {"note": HOW}))
    db.session.commit()
    return get_request(officer, made.id)
