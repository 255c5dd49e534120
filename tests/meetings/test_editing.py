from datetime import timedelta

import pytest

from tests.factories.meetings import a_meeting, a_plan, the_runner
from tests.factories.organisation import a_station
from tests.factories.people import an_account
from tests.meetings.test_planning import typed
from yiguan.base.errors import Conflict, Invalid
from yiguan.meetings import acts, queries
from yiguan.meetings.states import MeetingState
from yiguan.people.states import Role
from yiguan.store.db import db
from yiguan.workflow.perform import perform


def test_the_second_of_two_editors_sees_both_texts_and_loses_nothing(client):
    unit = a_station()
    meeting = a_meeting(MeetingState.PLANNED, unit)
    perform(acts.EDIT, meeting, by=the_runner(unit), **a_plan(title="先改的名称", starts_at=meeting.starts_at))
    db.session.commit()
    client.sign_in(an_account(Role.CONVENER, unit))
    answer = client.submit(f"/bench/meetings/{meeting.code}/edit", typed(unit, title="后改的名称", version="1"))
    assert answer.status_code == 409
    assert "先改的名称" in answer.text
    assert 'value="后改的名称"' in answer.text
    assert f'name="version" value="{meeting.version}"' in answer.text


def test_a_changed_agenda_alone_raises_the_version(app):
    meeting = a_meeting(MeetingState.PLANNED)
    seen = meeting.version
    agenda = [{"title": "只有一项", "minutes": 30, "topic": ""}]
    perform(acts.EDIT, meeting, by=the_runner(meeting.unit), **a_plan(starts_at=meeting.starts_at, agenda=agenda))
    db.session.commit()
    assert meeting.version > seen
    assert [item.title for item in queries.agenda_of(meeting)] == ["只有一项"]


@pytest.mark.parametrize("state", [MeetingState.NOTIFIED, MeetingState.OPEN])
def test_an_announced_meeting_moves_only_by_postponing(app, state):
    meeting = a_meeting(state)
    later = a_plan(starts_at=meeting.starts_at + timedelta(days=1))
    with pytest.raises(Invalid) as refusal:
        perform(acts.EDIT, meeting, by=the_runner(meeting.unit), **later)
    assert "改期" in refusal.value.fields["starts_at"][0]


def test_the_room_can_still_be_changed_when_check_in_has_opened_by_itself(app):
    meeting = a_meeting(MeetingState.OPEN)
    plan = a_plan(starts_at=meeting.starts_at, place="三楼会议室")
    perform(acts.EDIT, meeting, by=the_runner(meeting.unit), **plan)
    assert meeting.place == "三楼会议室"


def test_a_meeting_that_runs_is_not_edited_any_more(app):
    meeting = a_meeting(MeetingState.IN_PROGRESS)
    with pytest.raises(Conflict):
        perform(acts.EDIT, meeting, by=the_runner(meeting.unit), **a_plan(starts_at=meeting.starts_at))


def test_the_edit_page_offers_what_stands(client):
    meeting = a_meeting(MeetingState.PLANNED)
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    page = client.page(f"/bench/meetings/{meeting.code}/edit")
    assert 'value="加装电梯协商会"' in page
    assert 'value="居民轮流发言"' in page
