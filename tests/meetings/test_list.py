from datetime import timedelta

import pytest

from tests.factories.meetings import a_meeting
from tests.factories.organisation import a_station
from tests.factories.people import an_account
from tests.queries import counted
from yiguan.base import clock
from yiguan.meetings.states import MeetingState
from yiguan.people.states import Role


def test_what_lies_ahead_begins_with_the_next_one(client):
    unit = a_station()
    for title, days in (("后开的会议", 9), ("先开的会议", 2)):
        a_meeting(unit=unit, title=title, starts_at=clock.now() + timedelta(days=days))
    a_meeting(MeetingState.ENDED, unit, title="开过的会议", starts_at=clock.now() - timedelta(days=9))
    client.sign_in(an_account(Role.CONVENER, unit))
    page = client.page("/bench/meetings/")
    assert page.index("先开的会议") < page.index("后开的会议")
    assert "开过的会议" not in page
    assert "开过的会议" in client.page("/bench/meetings/?view=held")


def test_an_empty_list_says_what_to_do_first(client):
    client.sign_in(an_account(Role.CONVENER, a_station()))
    assert "办一场协商会" in client.page("/bench/meetings/")


@pytest.mark.row("AP-01")
def test_the_list_takes_the_same_few_statements_however_long_it_is(client):
    unit = a_station()
    client.sign_in(an_account(Role.CONVENER, unit))
    found = []
    for _ in range(2):
        for _ in range(25):
            a_meeting(unit=unit)
        with counted() as statements:
            client.page("/bench/meetings/")
        found.append(len(statements))
    assert found[0] == found[1] <= 8
