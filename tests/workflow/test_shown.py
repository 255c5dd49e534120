"""The page of a record opens in every state, with whatever acts other slices declare on it."""

import pytest

from tests.factories.acting import MAKERS, unit_of
from tests.factories.people import an_account
from yiguan.leads.models import Lead
from yiguan.meetings.models import Meeting
from yiguan.minutes.models import Minutes
from yiguan.people.states import Role
from yiguan.recommendations.models import Recommendation
from yiguan.registrations.models import Registration
from yiguan.topics.models import Topic
from yiguan.workflow.machines import machine

PAGES = {
    Lead: "/bench/leads/{it.id}",
    Topic: "/bench/topics/{it.id}",
    Meeting: "/bench/meetings/{it.code}",
    Registration: "/bench/meetings/{it.meeting.code}/registrations/{it.id}",
    Minutes: "/bench/meetings/{it.meeting.code}/minutes",
    Recommendation: "/bench/recommendations/{it.id}",
}
STATES = [(record, state) for record in PAGES for state in type(next(iter(machine(record).values())).sources[0])]


@pytest.mark.parametrize(("record", "state"), STATES, ids=lambda one: getattr(one, "__tablename__", str(one)))
def test_its_page_is_shown_to_a_convener(client, record, state):
    it = MAKERS[record](state=state)
    client.sign_in(an_account(Role.CONVENER, unit_of(it)))
    client.page(PAGES[record].format(it=it))
