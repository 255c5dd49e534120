from datetime import timedelta

import pytest

from tests.factories.meetings import a_meeting, a_plan, some_parts, the_runner
from tests.factories.organisation import a_reason, a_station
from tests.factories.people import an_account
from yiguan.base import clock
from yiguan.base.errors import Invalid
from yiguan.meetings import acts, parts, planning
from yiguan.meetings.states import MeetingKind
from yiguan.organisation.states import ReasonKind
from yiguan.people.states import Role
from yiguan.workflow.perform import perform

TOMORROW = timedelta(days=1)


def a_visit(**plan):
    """A visit of two stops, tomorrow."""
    starts_at = clock.whole_minute(clock.now() + TOMORROW)
    return a_meeting(starts_at=starts_at, kind=MeetingKind.INSPECTION, parts=some_parts(starts_at), minutes=30, **plan)


@pytest.mark.row("CK-13")
def test_a_visit_has_stops_with_hours_of_their_own_and_lasts_to_the_end_of_the_last(app):
    meeting = a_visit()
    first, second = parts.of(meeting)
    assert (first.label, second.label) == ("第1站 柳园社区", "第2站 临湖片区")
    assert first.ends_at == second.starts_at
    assert meeting.ends_at == second.ends_at


def test_a_stop_without_a_place_is_where_its_title_says_and_a_part_is_where_the_meeting_is(app):
    starts_at = clock.whole_minute(clock.now() + TOMORROW)
    rows = [row | {"place": ""} for row in some_parts(starts_at)]
    stop, _ = parts.of(a_meeting(starts_at=starts_at, kind=MeetingKind.INSPECTION, parts=rows))
    meeting = a_meeting(starts_at=starts_at, parts=rows)
    part, _ = parts.of(meeting)
    assert (stop.place, part.place) == ("柳园社区", meeting.place)


def test_a_meeting_without_parts_is_one_part(app):
    meeting = a_meeting()
    (whole,) = parts.of(meeting)
    assert (whole.number, whole.label, whole.place) == (1, "", meeting.place)
    assert (whole.starts_at, whole.ends_at) == (meeting.starts_at, meeting.ends_at)


def test_the_clock_knows_the_part_that_runs_and_stays_with_the_last(app):
    first, second = planned = parts.of(a_visit())
    assert parts.at(planned, first.starts_at - TOMORROW) is first
    assert parts.at(planned, first.ends_at + timedelta(minutes=1)) is second
    assert parts.at(planned, second.ends_at + TOMORROW) is second


def test_a_postponed_meeting_takes_its_parts_along(app):
    meeting = a_visit()
    before = parts.of(meeting)
    a_reason(ReasonKind.MEETING_POSTPONE, "rain")
    later = {"reason": "rain", "note": "下大雨，改天再去。", "starts_at": meeting.starts_at + TOMORROW}
    perform(acts.POSTPONE, meeting, by=the_runner(meeting.unit), **later)
    assert [part.starts_at - TOMORROW for part in parts.of(meeting)] == [part.starts_at for part in before]


@pytest.mark.parametrize(("rows", "why"), [(slice(0, 1), "只有一段"), (slice(None, None, -1), "请按先后写")])
def test_one_part_alone_or_in_the_wrong_order_is_refused_with_a_sentence(app, rows, why):
    unit, starts_at = a_station(), clock.whole_minute(clock.now() + TOMORROW)
    with pytest.raises(Invalid) as refusal:
        planning.plan_meeting(the_runner(unit), unit, **a_plan(starts_at=starts_at, parts=some_parts(starts_at)[rows]))
    assert why in refusal.value.fields["parts"][0]


def test_shortly_before_the_start_no_part_is_added_or_taken_away_but_hours_may_move(app):
    meeting = a_visit()
    starts_at, unit = meeting.starts_at, meeting.unit
    three = a_plan(starts_at=starts_at, parts=some_parts(starts_at, 3))
    moved = a_plan(starts_at=starts_at, parts=some_parts(starts_at + timedelta(minutes=5)))
    with clock.at(starts_at - timedelta(minutes=40)):
        with pytest.raises(Invalid) as refusal:
            perform(acts.EDIT, meeting, by=the_runner(unit), **three)
        assert "不能再加一段" in refusal.value.fields["parts"][0]
        perform(acts.EDIT, meeting, by=the_runner(unit), **moved)
    assert parts.of(meeting)[0].starts_at == starts_at + timedelta(minutes=15)


def test_the_form_takes_parts_shows_them_again_and_the_public_page_names_them(client):
    meeting = a_visit()
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    form = client.page(f"/bench/meetings/{meeting.code}/edit")
    assert 'name="parts-1-title" type="text" value="临湖片区"' in form
    page = client.page(f"/meetings/{meeting.code}")
    assert "第2站 临湖片区" in page
    assert "临湖片区广场" in page


def test_the_api_gives_parts_and_takes_them(client):
    meeting = a_visit()
    shown = client.get(f"/api/v1/meetings/{meeting.code}").json["parts"]
    assert [part["number"] for part in shown] == [1, 2]
    assert shown[1]["title"] == "临湖片区"
