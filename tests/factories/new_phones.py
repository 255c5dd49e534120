from sqlalchemy.orm import joinedload

from tests.factories.organisation import a_station
from tests.factories.people import a_convener, a_resident, an_officer
from yiguan.base.actor import SYSTEM
from yiguan.new_phones import offering
from yiguan.new_phones.acts import CONFIRM, REFUSE, TAKE, UNDO
from yiguan.new_phones.models import PhoneMove
from yiguan.new_phones.states import MoveState
from yiguan.people.models import Person
from yiguan.store.db import db
from yiguan.workflow.perform import perform

WHY = "手机丢了，当面看过身份证。"
NEW_PHONE = "n" * 32
S = MoveState
WAYS = {
    S.ASKED: (),
    S.OPEN: (CONFIRM,),
    S.USED: (CONFIRM, TAKE),
    S.REFUSED: (REFUSE,),
    S.UNDONE: (CONFIRM, TAKE, UNDO),
}


def a_move(state: MoveState = S.ASKED, person: Person | None = None) -> PhoneMove:
    """Asked by a convener, confirmed by the office, and brought to its state by the acts that lead there."""
    unit = a_station()
    move = offering.ask(a_convener(unit), unit, person or a_resident(), note=WHY)
    for act in WAYS[state]:
        perform(act, move, by=SYSTEM if act is TAKE else an_officer(), note=WHY, token=NEW_PHONE)
    db.session.commit()
    whole = [joinedload(PhoneMove.person), joinedload(PhoneMove.unit)]
    return db.session.get_one(PhoneMove, move.id, options=whole, populate_existing=True)
