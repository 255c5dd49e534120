"""Every action from every state: allowed moves move and leave an audit row, the others change nothing."""

from typing import Any

import pytest

from tests.factories.leads import a_lead
from tests.factories.organisation import a_reason
from tests.factories.people import an_officer
from yiguan.audit.queries import entries_of
from yiguan.base.errors import Conflict
from yiguan.leads import service
from yiguan.leads.states import LEAD_FLOW, LeadState
from yiguan.organisation.states import ReasonKind
from yiguan.store.db import db

ALL = [(state, action) for state in LeadState for action in LEAD_FLOW.steps]
OPEN = [(state, action) for state, action in ALL if LEAD_FLOW.allows(action, state)]
SHUT = [(state, action) for state, action in ALL if not LEAD_FLOW.allows(action, state)]
WORDS = {"text": "请看一看。"}
ACTS: dict[str, Any] = {
    "ask": lambda who, lead: service.ask(who, lead, **WORDS),
    "answer": lambda who, lead: service.answer(who, lead, **WORDS),
    "accept": lambda who, lead: service.accept(who, lead, topic_title="楼道照明"),
    "release": service.release,
    "transfer": lambda who, lead: service.transfer(who, lead, reason="other", **WORDS),
    "decline": lambda who, lead: service.decline(who, lead, reason="other", **WORDS),
    "withdraw": service.withdraw,
    "recheck": lambda who, lead: service.recheck(who, lead, **WORDS),
}


def do(action, lead):
    for kind in (ReasonKind.LEAD_DECLINE, ReasonKind.LEAD_TRANSFER):
        a_reason(kind)
    officer = an_officer()
    ACTS[action](officer, lead)
    return officer


@pytest.mark.row("TR-09")
@pytest.mark.parametrize(("state", "action"), OPEN, ids=lambda value: str(value))
def test_an_open_action_moves_and_leaves_who_when_from_where_and_why(app, state, action):
    lead = a_lead(state=state)
    officer = do(action, lead)
    last = entries_of(lead)[-1]
    assert lead.state is LEAD_FLOW.steps[action].target
    assert (last.actor_id, last.act, last.before, last.after) == (officer.id, action, str(state), str(lead.state))


@pytest.mark.row("TR-09")
@pytest.mark.parametrize(("state", "action"), SHUT, ids=lambda value: str(value))
def test_any_other_action_is_a_conflict_and_changes_nothing(app, state, action):
    lead = a_lead(state=state)
    before = len(entries_of(lead))
    with pytest.raises(Conflict):
        do(action, lead)
    db.session.rollback()
    assert (lead.state, len(entries_of(lead))) == (state, before)
