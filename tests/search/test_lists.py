"""The search box of every list: all states, only within reach, and a sentence where nothing is found."""

import pytest

from tests.factories.leads import a_lead
from tests.factories.meetings import a_meeting
from tests.factories.organisation import a_station
from tests.factories.people import an_account
from tests.factories.recommendations import a_recommendation
from tests.factories.topics import a_topic
from yiguan.leads.states import LeadState
from yiguan.meetings.states import MeetingState
from yiguan.people.states import Role
from yiguan.recommendations.states import RecommendationState
from yiguan.store.db import db
from yiguan.topics.states import TopicState

LISTS = {
    "/bench/leads": (Role.CONVENER, lambda unit: a_lead(unit, LeadState.DECLINED, text="夹竹桃挡住了路")),
    "/bench/topics": (Role.CONVENER, lambda unit: titled(a_topic(unit, TopicState.REJECTED))),
    "/desk/topics": (Role.OFFICER, lambda unit: titled(a_topic(unit, TopicState.REJECTED))),
    "/bench/meetings/": (Role.CONVENER, lambda unit: titled(a_meeting(MeetingState.CANCELLED, unit))),
    "/bench/recommendations": (Role.CONVENER, lambda unit: titled(a_recommendation(RecommendationState.ISSUED))),
    "/desk/recommendations": (Role.OFFICER, lambda unit: titled(a_recommendation(RecommendationState.ISSUED))),
}


def titled(record):
    record.title = "夹竹桃移到别处去"
    db.session.commit()
    return record


@pytest.mark.parametrize("where", LISTS)
def test_two_characters_find_a_record_in_whatever_state(client, where):
    role, make = LISTS[where]
    unit = make(a_station()).unit
    client.sign_in(an_account(role, unit if role is Role.CONVENER else None))
    assert "夹竹桃" in client.page(f"{where}?q=竹桃").replace('value="竹桃"', "")
    gone = client.page(f"{where}?q=竹桃林")
    assert "没有找到“竹桃林”" in gone
    assert 'value="竹桃林"' in gone


@pytest.mark.parametrize("where", [where for where, (role, _) in LISTS.items() if role is Role.CONVENER])
def test_what_lies_outside_ones_reach_is_not_found(client, where):
    LISTS[where][1](a_station("别的站"))
    client.sign_in(an_account(Role.CONVENER, a_station()))
    assert "没有找到" in client.page(f"{where}?q=夹竹桃")


@pytest.mark.parametrize("typed", ["%25", "_", "'", "x" * 3000, "，。", "%F0%9F%98%80"])
@pytest.mark.parametrize("where", LISTS)
def test_nonsense_is_looked_for_and_breaks_nothing(client, where, typed):
    client.sign_in(an_account(LISTS[where][0], a_station() if LISTS[where][0] is Role.CONVENER else None))
    assert client.get(f"{where}?q={typed}").status_code == 200
