from datetime import timedelta

import pytest

from tests.factories.calendar import due_day, limit_of
from tests.factories.meetings import a_meeting
from tests.factories.minutes import a_meeting_held, a_promise, an_item, minutes_of, some_minutes
from tests.factories.organisation import a_department, a_station
from tests.factories.people import a_convener, a_resident, an_account, an_officer
from yiguan.attendance.models import CheckIn
from yiguan.attendance.states import CheckInSource, CheckInState, Grade, Result
from yiguan.base import clock
from yiguan.base.errors import Conflict, Forbidden, Invalid
from yiguan.meetings.states import MeetingState
from yiguan.minutes import acts, drafting, queries
from yiguan.minutes.models import ConsensusItem, Minutes
from yiguan.minutes.states import ConsensusKind, MinutesState
from yiguan.people.states import Role
from yiguan.store.db import db
from yiguan.workflow.perform import perform

SUMMARY = "楼上五户愿意装，一楼两户怕挡光。"


def came(meeting, person):
    here = CheckIn(
        meeting_id=meeting.id, year=meeting.year, person_id=person.id, state=CheckInState.COUNTED, result=Result.OK
    )
    here.source, here.grade, here.key, here.at = CheckInSource.PRINT, Grade.D, f"k{person.id}", clock.now()
    here.as_kind = person.kind
    db.session.add(here)
    db.session.commit()


def url(meeting, act=""):
    return f"/bench/meetings/{meeting.code}/minutes{act}"


def test_the_first_page_offers_topic_agenda_and_who_came(client):
    meeting = a_meeting_held()
    came(meeting, a_resident())
    came(meeting, a_resident("王桂兰"))
    client.sign_in(an_account(Role.STATION_STAFF, meeting.unit))
    page = client.page(url(meeting))
    assert "共 2 人参加，其中居民 2 人。" in page
    assert "楼里老人多" in page
    assert "2. 居民轮流发言：" in page
    assert db.session.query(Minutes).count() == 0


def test_a_draft_is_stored_with_its_items_and_read_again(client):
    meeting, department = a_meeting_held(), a_department()
    client.sign_in(an_account(Role.STATION_STAFF, meeting.unit))
    row = {"kind": "advice", "text": "装一盏灯", "unit": department.code, "due_on": "2026-12-31"}
    typed = {f"items-2-{name}": value for name, value in row.items()} | {"items-0-text": "", "items-0-kind": ""}
    typed |= {"summary": SUMMARY, "version": "0"}
    assert client.submit(url(meeting), typed).status_code == 302
    page = client.page(url(meeting))
    assert SUMMARY in page
    assert "1. 装一盏灯" in page
    assert "责任单位：区住建局" in page
    assert 'value="2026-12-31"' in client.page(url(meeting, "/edit"))


def test_what_is_wrong_is_said_at_its_row_and_all_typed_stays(client):
    meeting = a_meeting_held()
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    typed = {"summary": "太短", "items-3-text": "只写了内容", "items-3-unit": "", "items-3-due_on": "下个月"}
    answer = client.submit(url(meeting), typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="items-3-kind-error"' in page
    assert 'id="items-3-due_on-error"' in page
    assert 'id="summary-error"' in page
    assert "只写了内容" in page


def test_a_unit_that_is_not_on_the_list_is_refused_at_its_row(client):
    meeting = a_meeting_held()
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    typed = {"summary": SUMMARY, "items-1-kind": "advice", "items-1-text": "装灯", "items-1-unit": "NOSUCH"}
    answer = client.submit(url(meeting), typed)
    assert answer.status_code == 422
    assert "没有这个单位" in answer.get_data(as_text=True)


def test_more_rows_come_without_a_script_and_nothing_typed_is_lost(client):
    meeting = a_meeting_held()
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    answer = client.submit(url(meeting), {"summary": "短", "items-4-text": "第五条", "more": "items"})
    page = answer.get_data(as_text=True)
    assert 'name="items-7-text"' in page
    assert "第五条" in page
    assert 'class="error"' not in page


@pytest.mark.row("MN-02")
def test_the_second_editor_sees_both_texts_and_overwrites_nothing(client):
    minutes = some_minutes()
    address, seen, id_ = url(minutes.meeting), minutes.version, minutes.id
    perform(acts.EDIT, minutes, by=a_convener(minutes.unit), summary="先存的那一稿，写了十几个字。", items=[an_item()])
    db.session.commit()
    client.sign_in(an_account(Role.CONVENER, minutes.unit))
    typed = {
        "version": seen,
        "summary": "后存的一稿，也写了十几个字。",
        "items-0-kind": "advice",
        "items-0-text": "另一条",
    }
    answer = client.submit(address, typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert all(words in page for words in ("先存的那一稿", "后存的一稿", "在一楼门口装一盏感应灯。", "另一条"))
    assert db.session.get_one(Minutes, id_).summary.startswith("先存的")


def test_after_comparing_the_second_editor_may_store(client):
    minutes = some_minutes()
    client.sign_in(an_account(Role.CONVENER, minutes.unit))
    page = client.submit(url(minutes.meeting), {"version": 99, "summary": "我写的这一稿，十几个字。"})
    assert f'name="version" value="{minutes.version}"' in page.get_data(as_text=True)
    answer = client.submit(
        url(minutes.meeting), {"version": minutes.version, "summary": "对照以后改好的一稿，十几个字。"}
    )
    assert answer.status_code == 302


def test_a_changed_item_alone_raises_the_version(app):
    minutes = some_minutes()
    before = minutes.version
    perform(acts.EDIT, minutes, by=a_convener(minutes.unit), summary=minutes.summary, items=[an_item(text="换了一句")])
    assert minutes.version == before + 1
    assert [item.text for item in queries.items_of(minutes)] == ["换了一句"]


def test_nothing_is_written_before_the_meeting_is_over(client):
    meeting = a_meeting(MeetingState.NOTIFIED)
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    assert "会还没有开完" in client.page(url(meeting))
    assert client.submit(url(meeting), {"summary": SUMMARY}).status_code == 409


def test_a_short_meeting_has_a_record_but_no_consensus(client):
    meeting = a_meeting_held(MeetingState.SHORT)
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    assert "只记情况" in client.page(url(meeting))
    refused = client.submit(url(meeting), {"summary": SUMMARY, "items-0-kind": "consensus", "items-0-text": "谈成了"})
    assert refused.status_code == 422
    assert client.submit(url(meeting), {"summary": SUMMARY}).status_code == 302


def test_a_short_meeting_stays_without_consensus_after_it_was_closed(app):
    meeting = a_meeting_held(MeetingState.SHORT)
    meeting.state = MeetingState.CLOSED
    with pytest.raises(Invalid):
        drafting.open_minutes(a_convener(meeting.unit), meeting, summary=SUMMARY, items=[an_item()])


def test_another_station_finds_no_minutes_and_the_district_no_drafts(client):
    draft, sent = some_minutes(), some_minutes(MinutesState.REVIEW)
    assert queries.minutes_of(a_convener(a_station()), draft.meeting) is None
    assert queries.minutes_of(an_officer(), draft.meeting) is None
    assert queries.minutes_of(an_officer(), sent.meeting) is sent
    client.sign_in(an_account(Role.CONVENER, a_station()))
    client.page(url(draft.meeting), 404)
    client.page(url(draft.meeting, "/print"), 404)


def test_an_officer_may_look_but_not_write(app):
    meeting = a_meeting_held()
    with pytest.raises(Forbidden):
        drafting.open_minutes(an_officer(), meeting, summary=SUMMARY, items=[])


def test_the_day_they_are_due_is_five_working_days_after_the_meeting(app):
    minutes = some_minutes()
    assert minutes.due_on is not None
    assert minutes.due_on >= clock.local(minutes.meeting.ends_at).date() + timedelta(days=5)


def test_the_page_prints_the_sum_until_they_are_confirmed(client):
    minutes = some_minutes()
    client.sign_in(an_account(Role.CONVENER, minutes.unit))
    assert limit_of(minutes).explain.startswith(f"{clock.day(minutes.meeting.ends_at)}次日起5个工作日")
    assert f"{clock.day(due_day(minutes))} <small>{limit_of(minutes).explain}</small>" in client.page(
        url(minutes.meeting)
    )
    done = some_minutes(MinutesState.CONFIRMED, minutes.unit)
    assert "定稿期限" not in client.page(url(done.meeting))


def test_confirming_ends_their_time(app):
    minutes = some_minutes(MinutesState.CONFIRMED)
    assert (minutes.due_on, limit_of(minutes).ended_on, limit_of(minutes).ended_late) == (None, clock.today(), False)


def test_the_same_first_draft_sent_twice_is_one(client):
    meeting = a_meeting_held()
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    data = {"summary": SUMMARY, "version": 0, "once": "k1", "items-0-kind": "advice", "items-0-text": "装灯"}
    data["csrf_token"] = client.csrf()
    first = client.post(url(meeting), data=data)
    second = client.again(url(meeting), data=data)
    assert first.location == second.location
    assert db.session.query(Minutes).count() == db.session.query(ConsensusItem).count() == 1


def test_a_written_promise_keeps_its_kind_unit_and_day(app):
    department = a_department()
    minutes = minutes_of(a_meeting_held(), items=[a_promise(department)])
    item = queries.items_of(minutes)[0]
    assert (item.kind, item.unit_id) == (ConsensusKind.COMMITMENT, department.id)
    assert item.due_on is not None


def test_locked_minutes_take_no_edit(app):
    minutes = some_minutes(MinutesState.CONFIRMED)
    with pytest.raises(Conflict):
        perform(acts.EDIT, minutes, by=a_convener(minutes.unit), summary=SUMMARY, items=[])


def test_only_a_meeting_marked_short_was_short(app):
    assert a_meeting_held(MeetingState.SHORT).was_short
    assert not a_meeting_held().was_short


@pytest.mark.parametrize(
    ("summary", "status"),
    [
        ("", 422),
        ("\u200b\u3164 ", 422),
        ("字" * 10_000, 422),
        ("会上大家谈得很好😀，都同意了。", 302),
        ("前半句\x00，后半句，谈成了。", 302),
    ],
)
def test_odd_words_are_stored_or_refused_and_never_lost(client, summary, status):
    meeting = a_meeting_held()
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    answer = client.submit(url(meeting), {"summary": summary, "items-0-text": "一条", "items-0-kind": "advice"})
    assert answer.status_code == status
    if status == 422:
        assert "一条" in answer.get_data(as_text=True)
