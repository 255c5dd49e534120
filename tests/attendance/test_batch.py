"""What a desk device sends: one answer a record, nothing lost, nothing doubled."""

import json
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from tests.factories.attendance import rows, the_code
from tests.factories.meetings import a_meeting, a_meeting_now, the_runner
from tests.factories.organisation import a_reason
from tests.factories.reception import DEVICE, a_guest, a_record, send, the_personal_code, words
from tests.queries import counted
from yiguan.attendance.ledger import undoing
from yiguan.attendance.models import CheckIn
from yiguan.attendance.states import CheckInSource, CheckInState, Grade
from yiguan.base import clock
from yiguan.meetings.models import Meeting
from yiguan.meetings.parameters import CHECKIN_OPENS
from yiguan.meetings.states import Attendance, MeetingState
from yiguan.organisation.states import ReasonKind
from yiguan.organisation.values import value_of
from yiguan.people import raw_scans
from yiguan.registrations.states import RegistrationState
from yiguan.store.db import db

S = CheckInState


@pytest.fixture
def meeting(app):
    return a_meeting_now()


def url(meeting: Meeting) -> str:
    return f"/api/v1/meetings/{meeting.code}/check-ins/batch"


def post(client, meeting, *records, status=200, **more):
    """A batch as the device's script posts it."""
    body = {"device": DEVICE, "sent_at": clock.now().isoformat(), "made": len(records), "records": list(records)} | more
    headers = {"X-CSRFToken": client.csrf(), "Content-Type": "application/json"}
    answer = FlaskClient.open(client, url(meeting), method="POST", data=json.dumps(body), headers=headers)
    assert answer.status_code == status, answer.text
    return answer.get_json()


@pytest.mark.row("CK-06")
def test_every_way_of_the_desk_is_answered_in_order(client, keeper, settings):
    line, other = a_guest(keeper, settings=settings), a_guest(keeper, "王建国", settings=settings)
    code = the_personal_code(line, settings)
    sent = [a_record(code=f"HTTPS://HOST/P/{code}"), a_record(person=str(other.person_id)), a_record(name="陈桂花")]
    results = post(client, keeper, *sent)["results"]
    assert [r["key"] for r in results] == [r["key"] for r in sent]
    assert [r["result"] for r in results] == ["ok"] * 3
    assert [r["name"] for r in results] == ["李秀*", "王建*", "陈桂*"]
    kept = db.session.query(CheckIn).filter_by(meeting_id=keeper.id).order_by(CheckIn.id).all()
    assert {row.grade for row in kept} == {Grade.A}
    assert {row.source for row in kept} == {CheckInSource.DESK_SCAN, CheckInSource.DESK_SEARCH, CheckInSource.PROXY}
    assert all(row.device_id and row.operator_id and row.device_at and row.counter for row in kept)


@pytest.mark.row("CK-09")
def test_a_batch_sent_again_gives_the_same_answers_and_no_new_rows(client, keeper, settings):
    line = a_guest(keeper, settings=settings)
    sent = [a_record(code=the_personal_code(line, settings)), a_record(name="陈桂花"), a_record(code="nobody's")]
    first = post(client, keeper, *sent)
    assert post(client, keeper, *reversed(sent))["results"] == first["results"][::-1]
    assert rows(keeper) == 3


def test_the_same_key_twice_in_one_batch_is_one_scan(meeting, settings):
    sent = a_record(name="陈桂花")
    first, second = send(meeting, sent, sent, settings=settings)
    assert first.id == second.id
    assert rows(meeting) == 1


def test_a_key_that_comes_with_other_content_is_kept_beside_for_a_person(meeting, settings):
    first = a_record(name="陈桂花")
    other = first | {"name": "王建国"}
    assert words(send(meeting, first, other, settings=settings)) == ["ok", "conflict"]
    assert words(send(meeting, other, first, settings=settings)) == ["conflict", "ok"]
    assert (rows(meeting, S.COUNTED), rows(meeting, S.UNRESOLVED), rows(meeting)) == (1, 1, 2)


@pytest.mark.row("CK-10")
def test_two_desks_scanning_one_person_end_as_one_counted_one_duplicate(meeting, settings):
    code = the_personal_code(a_guest(meeting, settings=settings), settings)
    assert words(send(meeting, a_record(code=code), settings=settings)) == ["ok"]
    assert words(send(meeting, a_record(code=code), device="e" * 32, settings=settings)) == ["already"]
    assert (rows(meeting, S.COUNTED), rows(meeting, S.DUPLICATE)) == (1, 1)


@pytest.mark.row("CK-16")
@pytest.mark.row("CK-15")
def test_an_unknown_code_is_stored_with_what_was_read_and_never_refused(meeting, settings):
    done = send(meeting, a_record(code="weixin://u/李秀英"), a_record(code=the_code(meeting)), settings=settings)
    assert words(done) == ["stored_unresolved"] * 2
    assert [o.state for o in done] == [S.UNRESOLVED] * 2
    assert raw_scans.texts_of(o.id for o in done if o.id)[done[0].id or 0] == "weixin://u/李秀英"


def test_a_code_of_another_meeting_and_a_revoked_one_say_so(meeting, settings):
    other = a_guest(a_meeting(), settings=settings)
    line = a_guest(meeting, settings=settings)
    old = the_personal_code(line, settings)
    line.epoch += 1
    db.session.commit()
    sent = a_record(code=the_personal_code(other, settings)), a_record(code=old)
    assert words(send(meeting, *sent, settings=settings)) == ["wrong_meeting", "revoked_code"]
    assert rows(meeting, S.REFUSED) == 2


@pytest.mark.row("CK-08")
def test_the_last_five_characters_of_a_code_name_its_owner(meeting, settings):
    line = a_guest(meeting, settings=settings)
    tail = the_personal_code(line, settings)[-5:].lower()
    done = send(meeting, a_record(code=tail, source="desk_number"), settings=settings)
    assert [o.person_id for o in done] == [line.person_id]


@pytest.mark.row("RG-06")
def test_only_who_stands_on_the_list_comes_into_a_meeting_with_a_list(app, settings):
    meeting = a_meeting_now(attendance=Attendance.INVITED)
    state = RegistrationState
    lines = [a_guest(meeting, "李秀英", state=one, settings=settings) for one in (state.INVITED, state.ON_LEAVE)]
    lines += [a_guest(meeting, "王建国", state=one, settings=settings) for one in (state.WAITLISTED, state.WITHDRAWN)]
    sent = [a_record(person=str(line.person_id)) for line in lines] + [a_record(name="陈桂花")]
    done = send(meeting, *sent, settings=settings)
    assert words(done) == ["ok", "ok", "waitlisted", "not_invited", "not_invited"]
    assert raw_scans.texts_of([done[4].id or 0]) == {done[4].id: "陈桂花"}


@pytest.mark.parametrize(
    ("state", "result"),
    [
        (MeetingState.CANCELLED, "cancelled"),
        (MeetingState.PLANNED, "too_early"),
        (MeetingState.NOTIFIED, "too_early"),
        (MeetingState.ENDED, "ok"),
    ],
)
def test_the_state_of_the_meeting_decides_at_the_servers_clock(app, settings, state, result):
    meeting = a_meeting(state)
    past = (clock.now() - timedelta(days=9)).isoformat()
    done = send(meeting, a_record(name="陈桂花"), a_record(name="王建国", device_at=past), settings=settings)
    assert words(done) == [result] * 2
    assert rows(meeting) == 2


@pytest.mark.row("CK-18")
@pytest.mark.parametrize("hours", [-2, 2, -24 * 365 * 40, 24 * 365 * 200])
def test_a_wrong_device_clock_changes_no_result_and_stays_as_evidence(meeting, settings, hours):
    wrong = clock.now() + timedelta(hours=hours)
    (done,) = send(meeting, a_record(name="陈桂花", device_at=wrong.isoformat()), sent_at=wrong, settings=settings)
    assert str(done.result) == "ok"
    kept = db.session.get_one(CheckIn, done.id)
    assert abs((kept.at - clock.now()).total_seconds()) < 60
    assert kept.offset_ms
    assert (kept.offset_ms < 0) == (hours > 0)


def test_a_record_of_last_week_is_counted_by_the_servers_clock_and_marked(meeting, settings):
    past = (clock.now() - timedelta(days=7)).isoformat()
    (done,) = send(meeting, a_record(name="陈桂花", device_at=past), settings=settings)
    assert db.session.get_one(CheckIn, done.id).mark == "old"


BROKEN: list[object] = [
    42,
    None,
    [],
    "text",
    {},
    {"key": "short"},
    {"key": "k" * 80, "source": "desk_scan", "code": "x"},
    {"key": "no-target-at-all", "source": "desk_scan"},
    {"key": "two-targets-here", "source": "desk_scan", "code": "x", "name": "陈桂花"},
    {"key": "a-foreign-source", "source": "screen", "code": "x"},
    {"key": "a-counter-too-big", "source": "desk_scan", "code": "x", "counter": 10**30},
    {"key": ["a", "list", "of", "keys"], "source": "desk_scan", "code": {"a": 1}},
    {"key": "a-person-unknown", "source": "desk_search", "person": "9" * 30},
    {"key": "a-person-object", "source": "desk_search", "person": {"id": 1}},
    {"key": "a-nul-character\x00", "source": "proxy", "name": "陈\x00桂"},
    {"key": "lone-surrogate", "source": "desk_scan", "code": "\ud800"},
]


def test_what_cannot_be_read_is_stored_for_a_person_and_holds_nobody_up(client, keeper):
    good = a_record(name="陈桂花")
    for broken in BROKEN:
        results = post(client, keeper, broken, good)["results"]
        assert results[0]["result"] in ("stored_unresolved", "ok"), broken
        assert results[1]["result"] == "ok"
        assert post(client, keeper, broken)["results"][0]["id"] == results[0]["id"], broken
    assert rows(keeper, S.UNRESOLVED) + rows(keeper, S.COUNTED) == rows(keeper)


@pytest.mark.parametrize("body", [{"records": []}, {"device": "x" * 8}, {"device": "x" * 8, "records": {}}])
def test_a_batch_that_is_none_is_refused_with_a_sentence(client, keeper, body):
    headers = {"X-CSRFToken": client.csrf()}
    answer = FlaskClient.open(client, url(keeper), method="POST", json=body, headers=headers)
    assert answer.status_code == 422
    assert answer.get_json()["fields"]


def test_more_than_a_thousand_records_are_to_be_sent_in_parts(client, keeper):
    answer = post(client, keeper, *([{}] * 1001), status=422)
    assert "1000" in json.dumps(answer, ensure_ascii=False)
    assert rows(keeper) == 0


def test_an_empty_batch_tells_only_how_many_were_made(client, keeper):
    assert post(client, keeper, made=7)["results"] == []
    assert rows(keeper) == 0


@pytest.mark.row("CK-11")
def test_an_undone_check_in_answers_so_and_a_new_scan_counts_again(meeting, settings):
    first = a_record(code=the_personal_code(a_guest(meeting, settings=settings), settings))
    (done,) = send(meeting, first, settings=settings)
    a_reason(ReasonKind.CHECKIN_UNDO, "left", "人到了又走了")
    undoing.undo(the_runner(meeting.unit), meeting, db.session.get_one(CheckIn, done.id), reason="left")
    db.session.commit()
    assert words(send(meeting, first, settings=settings)) == ["undone"]
    assert words(send(meeting, first | {"key": "another-scan"}, settings=settings)) == ["ok"]


def test_two_hundred_records_take_as_few_statements_as_twenty(meeting, settings):
    found = []
    for number in (20, 200):
        people = [a_guest(meeting, f"张{at}", settings=settings) for at in range(number // 2)]
        sent = [a_record(code=the_personal_code(line, settings)) for line in people]
        sent += [a_record(name=f"王{at}") for at in range(number // 2)]
        db.session.commit()
        value_of(CHECKIN_OPENS)  # kept for some seconds
        with counted() as statements:
            send(meeting, *sent, settings=settings)
        found.append(len(statements))
    # the first batch makes the device known; two statements fingerprint all the newcomers
    assert found[1] <= found[0] <= 14, found
