import re

import pytest

from tests.factories.meetings import a_meeting, a_meeting_now
from tests.factories.organisation import a_station
from tests.factories.people import an_account
from yiguan.meetings.states import MeetingState
from yiguan.people.states import Role

ADDRESSES = r'href="((?:/bench/meetings|/hall|/reception)/[^"#]*)"'


@pytest.mark.parametrize("role", [Role.CONVENER, Role.MEMBER])
@pytest.mark.parametrize("state", [MeetingState.PLANNED, MeetingState.OPEN, MeetingState.ENDED, MeetingState.CANCELLED])
def test_every_link_of_a_meetings_page_opens_for_whoever_sees_it(client, role, state):
    unit = a_station()
    meeting = a_meeting_now(state, unit) if state is MeetingState.OPEN else a_meeting(state, unit)
    client.sign_in(an_account(role, unit))
    links = set(re.findall(ADDRESSES, client.page(f"/bench/meetings/{meeting.code}")))
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_whoever_only_reads_is_offered_the_minutes_to_read(client):
    unit = a_station()
    meeting = a_meeting(MeetingState.ENDED, unit)
    client.sign_in(an_account(Role.MEMBER, unit))
    page = client.page(f"/bench/meetings/{meeting.code}")
    assert "看纪要" in page
    assert "写纪要" not in page
