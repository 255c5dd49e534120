"""Personal data in what may become public is marked at its field while it can still be changed."""

import re
from collections.abc import Callable

import pytest
from marshmallow import fields

from tests.client import StaffClient
from tests.factories.handling import a_case
from tests.factories.meetings import a_meeting
from tests.factories.minutes import some_minutes
from tests.factories.people import an_account
from tests.factories.recommendations import a_recommendation
from tests.factories.topics import a_topic
from yiguan.base.fields import Text, public_fields
from yiguan.handling.states import HandlingState
from yiguan.meetings.states import MeetingState
from yiguan.minutes.states import MinutesState
from yiguan.organisation.models import Unit
from yiguan.people.states import Role
from yiguan.recommendations.states import RecommendationState
from yiguan.topics.states import TopicState
from yiguan.workflow.machines import machines

NUMBER = "13800001234"
Form = tuple[Role, Unit | None, str, str]
"""Who writes, where they belong, the page of the form, the address it is sent to."""


def topic() -> Form:
    it = a_topic(state=TopicState.CANDIDATE)
    return Role.CONVENER, it.unit, f"/bench/topics/{it.id}/edit", f"/bench/topics/{it.id}/edit"


def minutes() -> Form:
    it = some_minutes(MinutesState.DRAFT)
    url = f"/bench/meetings/{it.meeting.code}/minutes"
    return Role.CONVENER, it.unit, f"{url}/edit", url


def recommendation() -> Form:
    it = a_recommendation(RecommendationState.DRAFT)
    url = f"/bench/recommendations/{it.id}/edit"
    return Role.CONVENER, it.unit, url, url


def meeting() -> Form:
    it = a_meeting(MeetingState.PLANNED)
    url = f"/bench/meetings/{it.code}/edit"
    return Role.CONVENER, it.unit, url, url


def handling() -> Form:
    it = a_case(HandlingState.IN_PROGRESS)
    url = f"/desk/handling/{it.id}/reply"
    return Role.UNIT_LIAISON, it.unit, url, url


WRITTEN: dict[tuple[str, str], Callable[[], Form]] = {
    ("topic", "edit"): topic,
    ("minutes", "edit"): minutes,
    ("recommendation", "edit"): recommendation,
    ("meeting", "edit"): meeting,
    ("handling", "write"): handling,
}
TAKEN = {(act.subject, act.name): act.takes for acts in machines().values() for act in acts.values()}
FIELDS = [(written, name) for written in WRITTEN for name in sorted(public_fields(TAKEN[written]))]


def in_a_row(name: str) -> str:
    return re.sub("-", "-0-", name)


def test_every_act_with_such_a_field_has_a_form_here():
    assert {taken for taken, schema in TAKEN.items() if public_fields(schema)} == set(WRITTEN)


def test_fields_of_rows_are_known_by_the_name_of_their_group():
    assert {"title", "items-problem", "items-advice"} <= public_fields(TAKEN["recommendation", "edit"])
    assert isinstance(TAKEN["minutes", "edit"]._declared_fields["items"], fields.List)
    assert not Text(10).goes_public


@pytest.mark.parametrize(("written", "name"), FIELDS, ids=lambda one: one if isinstance(one, str) else one[0])
def test_a_number_in_it_is_marked_at_the_field_when_the_form_is_shown_again(
    client: StaffClient, written: tuple[str, str], name: str
) -> None:
    role, unit, _, to = WRITTEN[written]()
    client.sign_in(an_account(role, unit))
    field = in_a_row(name)
    answer = client.submit(to, {field: f"打{NUMBER}", "more": "items"})
    assert answer.status_code in (409, 422), answer.text
    marked = re.search(rf'id="{field}-personal">(.*?)</span>', answer.text, re.DOTALL)
    assert marked
    assert f"<mark>{NUMBER}</mark>" in marked[1]
    assert re.search(rf'name="{field}"[^>]*aria-describedby="[^"]*{field}-personal', answer.text)


@pytest.mark.parametrize("written", [*WRITTEN], ids="-".join)
def test_a_form_of_a_record_knows_its_fields_before_anything_was_sent(client: StaffClient, written) -> None:
    role, unit, page, _ = WRITTEN[written]()
    client.sign_in(an_account(role, unit))
    assert "-personal" not in client.page(page)


def test_what_was_saved_is_said_at_once_and_marked_when_it_is_opened_again(client: StaffClient) -> None:
    role, unit, page, to = topic()
    client.sign_in(an_account(role, unit))
    known = {
        "title": "楼道灯坏了",
        "problem": f"3栋2单元501的灯坏了，打{NUMBER}。",
        "affected": "",
        "place": "",
        "field": "",
    }
    answer = client.submit(to, {**known, "source": "station_found", "level": "station"}, follow_redirects=True)
    assert "有 2 处像是个人信息（门牌住址、手机号）" in answer.text
    again = client.page(page)
    assert f"<mark>{NUMBER}</mark>（手机号）" in again
    assert "<mark>3栋2单元501</mark>（门牌住址）" in again


def test_a_building_is_marked_more_softly_and_saving_says_nothing(client: StaffClient) -> None:
    role, unit, page, to = topic()
    client.sign_in(an_account(role, unit))
    known = {"title": "楼道灯坏了", "problem": "3栋2单元门口的灯坏了。", "source": "station_found", "level": "station"}
    assert "像是个人信息" not in client.submit(to, known, follow_redirects=True).text
    assert "<mark>3栋2单元</mark>（楼栋单元，看一眼就行）" in client.page(page)
