from itertools import count
from typing import Any

from tests.factories.organisation import a_reason, a_station
from tests.factories.people import a_convener, a_resident
from yiguan.base.codes import random_code
from yiguan.leads import acts, queries, reporting
from yiguan.leads.models import Lead
from yiguan.leads.states import LeadState
from yiguan.organisation.models import Unit
from yiguan.organisation.states import ReasonKind
from yiguan.people import residents
from yiguan.store.db import db
from yiguan.topics.acts import ACCEPT
from yiguan.topics.proposing import create_topic
from yiguan.workflow.perform import perform

_numbers = count(1)
WORDS = "楼道灯坏了三个月没人换"
S = LeadState


def a_lead(unit: Unit | None = None, state: LeadState = S.SUBMITTED, *, phone: str = "", text: str = WORDS) -> Lead:
    """A lead of a resident with a phone of their own, walked to its state through the acts."""
    unit = unit or a_station()
    person = a_resident(f"李秀英{next(_numbers)}", phone or f"138{next(_numbers):08}")
    lead = reporting.submit(person, unit, text=text, place="井巷新村12栋", nonce=random_code(40))
    the_walk(lead, state)
    db.session.commit()
    return lead


def the_walk(lead: Lead, state: LeadState) -> None:
    """Through the acts to its state."""
    unit = lead.unit
    by = a_convener(unit) if state is not S.SUBMITTED else None
    given: dict[str, Any] = {"reason": "other", "note": "请拨 12345，那边更快。"}
    if by is None:
        return
    if state is S.NEEDS_INFO:
        perform(acts.ASK, lead, by=by, note="是哪个单元？")
    elif state is S.TRANSFERRED:
        a_reason(ReasonKind.LEAD_TRANSFER)
        perform(acts.TRANSFER, lead, by=by, **given)
    elif state is S.DECLINED:
        a_reason(ReasonKind.LEAD_DECLINE)
        perform(acts.DECLINE, lead, by=by, **given)
    elif state is S.WITHDRAWN:
        perform(acts.WITHDRAW, lead, by=residents.as_actor(queries.proposer_of(lead)))
    elif state is S.ACCEPTED:
        topic = create_topic(by, unit, title="楼道照明谁来管", problem=WORDS)
        perform(ACCEPT, lead, by=by, topic=topic)
