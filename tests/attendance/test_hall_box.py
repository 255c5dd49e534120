"""What a hall box brings home: its own verdicts stand, people are counted once, nobody is merged by a name alone."""

import json
from itertools import permutations

import pytest
from flask.testing import FlaskClient

from tests.factories.attendance import a_check_in, a_visit, rows
from tests.factories.meetings import a_meeting, a_meeting_now, the_runner
from tests.factories.organisation import a_reason
from tests.factories.reception import DEVICE, a_box, a_guest, a_link, a_record, brought, send, words
from tests.queries import counted
from tests.sampling import members, sample
from yiguan.attendance.closing import bursts, close, figures, settling
from yiguan.attendance.doors import tap as checkin
from yiguan.attendance.models import CheckIn
from yiguan.attendance.states import CheckInState, Grade
from yiguan.audit.queries import entries_of
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import Attendance, MeetingState
from yiguan.organisation.states import ReasonKind
from yiguan.people import raw_scans
from yiguan.people.queries import names_of
from yiguan.registrations.states import RegistrationState
from yiguan.store.db import db
from yiguan.workflow.perform import perform

S = CheckInState


@pytest.fixture
def meeting(app):
    return a_meeting_now()


@pytest.fixture
def bring(meeting, settings):
    """Sends records of the meeting's hall box."""

    def go(*records, box=DEVICE, **more):
        return send(meeting, *records, settings=settings, device=box, actor=a_box(meeting), **more)

    return go


def states(meeting: Meeting) -> dict[str, int]:
    return {name: number for name, number in figures.balance_of(meeting).total.states.items() if number}


@pytest.mark.row("N08")
def test_what_phones_scanned_at_the_box_has_the_grade_of_its_source(meeting, bring):
    sources = {"screen": Grade.B, "print": Grade.D, "personal": Grade.C, "paper": Grade.E, "proxy": Grade.A}
    done = bring(*(brought(name=f"王{source}", source=source) for source in sources))
    assert [db.session.get_one(CheckIn, o.id).grade for o in done] == list(sources.values())
    assert states(meeting) == {"counted": 5}


@pytest.mark.row("N08")
def test_somebody_counted_at_both_sides_is_counted_once(meeting, bring, settings):
    line = a_guest(meeting, settings=settings)
    send(meeting, a_record(person=str(line.person_id)), settings=settings)
    assert words(bring(brought(person=str(line.person_id)))) == ["already"]
    assert states(meeting) == {"counted": 1, "duplicate": 1}


@pytest.mark.parametrize("state", ["undone", "refused", "unresolved", "duplicate"])
def test_the_boxes_own_verdict_stands_and_counts_nobody(meeting, bring, settings, state):
    line = a_guest(meeting, settings=settings)
    (done,) = bring(brought(state, "wrong_meeting", person=str(line.person_id)))
    assert (str(done.state), str(done.result), done.person_id) == (state, "wrong_meeting", line.person_id)
    assert states(meeting) == {state: 1}


def test_what_the_box_could_not_read_is_kept_for_a_person(meeting, bring):
    (done,) = bring(brought("unresolved", "stored_unresolved", raw="weixin://李秀英"))
    assert raw_scans.texts_of([done.id or 0]) == {done.id: "weixin://李秀英"}


def test_several_scans_of_one_stranger_at_the_box_are_one_person_here(meeting, bring):
    bring(brought("undone", name="陈桂花", guest="77"), brought(name="陈桂花", guest="77"))
    bring(brought("duplicate", "already", name="陈桂花", guest="77"), brought(name="陈桂花", guest="78"))
    assert states(meeting) == {"counted": 2, "duplicate": 1, "undone": 1}
    came = db.session.query(CheckIn.person_id).filter_by(meeting_id=meeting.id, state=S.COUNTED)
    assert sorted(names_of(row[0] for row in came).values()) == ["陈桂花", "陈桂花"]


@pytest.mark.row("N08")
def test_a_name_that_stands_on_the_list_waits_for_a_person(meeting, bring, settings):
    a_guest(meeting, "李秀英", settings=settings)
    (done,) = bring(brought(name=" 李 秀英", guest="77"))
    assert (str(done.result), done.state) == ("stored_unresolved", S.UNRESOLVED)
    assert raw_scans.texts_of([done.id or 0]) == {done.id: "李 秀英"}
    assert states(meeting) == {"unresolved": 1}


def test_a_name_counted_here_by_another_way_waits_too_and_one_of_the_same_box_does_not(meeting, bring):
    a_check_in(meeting, "王建国")
    assert words(bring(brought(name="王建国", guest="1"))) == ["stored_unresolved"]
    assert words(bring(brought(name="陈桂花", guest="2"))) == ["ok"]
    assert words(bring(brought(name="陈桂花", guest="3"))) == ["ok"], "two phones at the box are two people"
    assert words(bring(brought(name="陈桂花", guest="4"), box="e" * 32)) == ["stored_unresolved"]


def test_who_withdrew_from_the_list_is_no_namesake(meeting, bring, settings):
    a_guest(meeting, "李秀英", state=RegistrationState.WITHDRAWN, settings=settings)
    assert words(bring(brought(name="李秀英"))) == ["ok"]


def test_a_meeting_with_a_list_takes_whom_the_box_let_in(app, settings):
    meeting = a_meeting_now(attendance=Attendance.INVITED)
    left = a_guest(meeting, state=RegistrationState.WITHDRAWN, settings=settings)
    sent = brought(person=str(left.person_id)), brought(name="陈桂花", guest="1", settled=True)
    assert words(send(meeting, *sent, settings=settings, actor=a_box(meeting))) == ["ok", "ok"]


def test_a_person_whom_nobody_here_knows_waits_for_a_person(meeting, bring):
    assert words(bring(brought(person="12345"))) == ["stored_unresolved"]


@pytest.mark.row("N08")
def test_what_the_box_undid_after_it_was_sent_is_undone_here_with_its_reason(meeting, bring):
    a_reason(ReasonKind.CHECKIN_UNDO, "left", "人到了又走了")
    sent = brought(name="陈桂花", guest="1")
    (first,) = bring(sent)
    undone = sent | {"state": "undone", "reason": "left"}
    assert words(bring(undone)) == words(bring(undone)) == ["undone"]
    scan = db.session.get_one(CheckIn, first.id)
    assert (scan.state, entries_of(scan)[-1].reason) == (S.UNDONE, "left")
    assert states(meeting) == {"undone": 1}


def test_a_scan_undone_at_the_box_does_not_take_away_whom_this_side_counted(meeting, bring, settings):
    line = a_guest(meeting, settings=settings)
    send(meeting, a_record(person=str(line.person_id)), settings=settings)
    sent = brought(person=str(line.person_id))
    bring(sent)
    assert words(bring(sent | {"state": "undone"})) == ["already"]
    assert states(meeting) == {"counted": 1, "duplicate": 1}


@pytest.mark.parametrize(
    ("said", "ends"),
    [
        ({"state": "counted", "name": "陈桂花", "guest": "1"}, "counted"),
        ({"state": "refused", "result": "unknown_code"}, "refused"),
        ({"state": "undone", "name": "陈桂花", "guest": "1"}, "undone"),
    ],
)
def test_what_the_box_settled_after_it_was_sent_is_settled_here(meeting, bring, said, ends):
    sent = brought("unresolved", "stored_unresolved", raw="odd")
    (first,) = bring(sent)
    for _ in range(2):
        (again,) = bring(sent | {"settled": True, "result": "ok"} | said)
        assert (again.id, str(again.state)) == (first.id, ends)
    assert states(meeting) == {ends: 1}


def test_a_settled_scan_undone_at_the_box_is_undone_here(meeting, bring):
    sent = brought("unresolved", "stored_unresolved", raw="odd")
    settled = sent | {"state": "counted", "result": "ok", "settled": True, "name": "陈桂花", "guest": "1"}
    for one in (sent, settled, settled | {"state": "undone"}, settled | {"state": "undone"}):
        bring(one)
    assert states(meeting) == {"undone": 1}


def test_whoever_settled_it_here_first_is_believed(meeting, bring, settings):
    line = a_guest(meeting, "李秀英", settings=settings)
    sent = brought(name="李秀英", guest="1")
    (first,) = bring(sent)
    runner, scan = the_runner(meeting.unit), db.session.get_one(CheckIn, first.id)
    settling.settle(runner, meeting, scan, person=str(line.person_id), settings=settings)
    db.session.commit()
    assert [str(o.state) for o in bring(sent)] == ["counted"]
    assert [str(o.state) for o in bring(sent | {"settled": True, "name": "王建国"})] == ["counted"]
    assert states(meeting) == {"counted": 1}
    bring(sent | {"state": "undone"})
    assert states(meeting) == {"undone": 1}


def test_a_namesake_undone_at_the_box_waits_for_nobody(meeting, bring, settings):
    a_guest(meeting, "李秀英", settings=settings)
    sent = brought(name="李秀英", guest="1")
    bring(sent)
    bring(sent)
    assert states(meeting) == {"unresolved": 1}
    bring(sent | {"state": "undone"})
    assert states(meeting) == {"undone": 1}


@pytest.mark.row("N08")
@pytest.mark.row("N06")
@pytest.mark.walk
def test_in_any_order_and_any_number_of_times_the_totals_are_the_same(app, settings):
    found = set()
    for order in sample(permutations(range(5)), of=members):
        meeting = a_meeting_now()
        line = a_guest(meeting, "李秀英", settings=settings)
        person = {"person": str(line.person_id)}
        sent = [brought(**person), brought("duplicate", "already", **person), brought(name="李秀英", guest="1")]
        sent += [brought("undone", name="王建国", guest="2"), brought(name="王建国", guest="2")]
        for at in (*order, *order):
            send(meeting, sent[at], settings=settings, made=5, actor=a_box(meeting))
        found.add(json.dumps(states(meeting)))
        db.session.rollback()
    assert found == {json.dumps({"counted": 2, "duplicate": 1, "undone": 1, "unresolved": 1})}


@pytest.mark.row("N06")
def test_the_box_is_a_line_of_the_sheet_with_what_has_not_come_yet(meeting, bring):
    bring(brought(name="陈桂花"), brought("refused", "too_early"), made=5)
    line = next(line for line in figures.balance_of(meeting).lines if line.made is not None)
    assert (line.label, line.made, line.sent, line.missing) == ("会场盒子", 5, 2, 3)
    assert line.made == line.scans + line.missing


def test_an_evening_that_came_in_one_second_is_no_burst(meeting, bring):
    bring(*(brought(name=f"王{at}") for at in range(20)))
    assert bursts.bursts_of(meeting) == []
    checkin.check_in(a_visit(meeting))
    assert rows(meeting, S.COUNTED) == 21


def test_a_cancelled_meeting_counts_nobody_and_says_so(app, settings):
    meeting = a_meeting(MeetingState.CANCELLED)
    sent = brought(name="陈桂花"), brought("undone", name="王建国")
    done = send(meeting, *sent, settings=settings, actor=a_box(meeting))
    assert [(str(o.result), str(o.state)) for o in done] == [("cancelled", "refused"), ("ok", "undone")]


def test_after_closing_it_lands_as_a_correction(app, settings):
    meeting = a_meeting(MeetingState.ENDED)
    perform(close.CLOSE, meeting, by=the_runner(meeting.unit))
    db.session.commit()
    (done,) = send(meeting, brought(name="陈桂花"), settings=settings, actor=a_box(meeting))
    assert db.session.get_one(CheckIn, done.id).mark == "correction"


def test_another_devices_scan_is_not_the_boxes_to_undo(meeting, bring, settings):
    sent = a_record(name="陈桂花")
    send(meeting, sent, settings=settings, device="e" * 32)
    assert words(bring(brought("undone", key=sent["key"], name="陈桂花"))) == ["conflict"]
    assert states(meeting) == {"counted": 1, "unresolved": 1}


@pytest.mark.row("OF-03")
def test_a_helpers_link_vouches_for_nothing(client, meeting):
    token = a_link(meeting)[1]
    FlaskClient.open(
        client, f"/reception/links/{token}", method="POST", data={"pin": "205816", "name": "小张", "once": "x" * 24}
    )
    records = [brought(name="陈桂花"), a_record(name="王建国", state="refused"), brought("refused", "closed")]
    answer = FlaskClient.open(
        client,
        f"/api/v1/meetings/{meeting.code}/check-ins/batch",
        method="POST",
        json={"device": DEVICE, "records": records},
    )
    assert [r["result"] for r in answer.get_json()["results"]] == ["stored_unresolved", "ok", "stored_unresolved"]
    assert {row.grade for row in db.session.query(CheckIn)} == {Grade.A}


@pytest.mark.row("N08")
def test_a_namesake_is_settled_with_one_tap_on_the_sheet(client, keeper, settings):
    line, box = a_guest(keeper, "李秀英", settings=settings), a_box(keeper)
    sent = (brought(name="李秀英", guest=str(at)) for at in range(2))
    same, other = send(keeper, *sent, settings=settings, actor=box)
    url = f"/bench/meetings/{keeper.code}/sheet"
    for page in (client.page(url), client.page(f"{url}/{same.id}")):
        assert "有同名的" in page
        assert f'name="person" value="{line.person_id}"' in page
        assert "就是居民的李秀*" in page
    assert client.submit(f"{url}/{same.id}", {"person": str(line.person_id)}).status_code == 302
    assert client.submit(f"{url}/{other.id}", {"name": "李秀英"}).status_code == 302
    assert states(keeper) == {"counted": 2}
    assert "有同名的" not in client.page(url)


def test_a_box_that_sends_nonsense_is_told_so_by_a_row_that_waits(meeting, bring):
    sent = [brought(), brought("odd"), brought(name="陈桂花", person="1"), brought("refused", key="x")]
    assert words(bring(*sent)) == ["stored_unresolved"] * 4


def test_two_hundred_scans_come_home_in_as_few_statements_as_twenty(meeting, bring):
    found = []
    for number in (20, 200):
        sent = [brought(name=f"王{number}-{at}", guest=str(at)) for at in range(number)]
        for _ in range(2):
            with counted() as statements:
                bring(*sent)
        found.append(len(statements))
    assert found[1] <= found[0] <= 12, found
