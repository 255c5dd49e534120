"""The desk of a meeting with parts, and of one that keeps who leaves (CK-13, CK-14)."""

from datetime import timedelta

import pytest

from tests.factories.meetings import a_meeting_now, a_visit_now
from tests.factories.people import an_account
from tests.factories.reception import a_guest, a_record, send, the_personal_code, words
from yiguan.attendance import queries
from yiguan.attendance.closing import figures
from yiguan.attendance.ledger import counts
from yiguan.base import clock
from yiguan.people.states import Role
from yiguan.store.db import db


@pytest.fixture
def settings(app):
    return app.extensions["settings"]


@pytest.fixture
def visit(app):
    return a_visit_now()


@pytest.mark.row("CK-13")
def test_a_record_says_its_stop_and_without_one_goes_by_when_it_was_scanned(visit, settings):
    line = a_guest(visit, settings=settings)
    person = str(line.person_id)
    sent = visit.starts_at + timedelta(hours=5)
    scanned = (visit.starts_at + timedelta(minutes=30)).isoformat()
    records = [a_record(person=person, part=2), a_record(person=person, device_at=scanned)]
    with clock.at(sent):
        assert words(send(visit, *records, settings=settings, sent_at=sent)) == ["ok", "ok"]
    assert counts.by_part(visit.id) == {1: 1, 2: 1}
    assert counts.attendance(visit.id).arrived == 1


def test_the_same_key_for_another_stop_is_another_content(visit, settings):
    first = a_record(person=str(a_guest(visit, settings=settings).person_id), part=1)
    send(visit, first, settings=settings)
    assert words(send(visit, first, settings=settings)) == ["ok"]
    assert words(send(visit, first | {"part": 2}, settings=settings)) == ["conflict"]


def test_the_sheet_counts_people_once_and_shows_each_stop(client, visit, settings):
    person = str(a_guest(visit, settings=settings).person_id)
    send(visit, a_record(person=person, part=1), a_record(person=person, part=2), settings=settings)
    balance = figures.balance_of(visit)
    assert balance.parts == [("第1站 柳园社区", 1), ("第2站 临湖片区", 1)]
    assert (balance.came.arrived, balance.total.states["counted"]) == (1, 2)
    client.sign_in(an_account(Role.CONVENER, visit.unit))
    assert "第2站 临湖片区：1 人" in client.page(f"/bench/meetings/{visit.code}/sheet")


def test_the_desk_without_a_script_chooses_stop_and_keeps_to_it(client, visit, settings):
    a_guest(visit, "李秀英", settings=settings)
    client.sign_in(an_account(Role.CONVENER, visit.unit))
    page = client.page(f"/reception/{visit.code}?part=2")
    assert '<option value="2" selected>第2站 临湖片区</option>' in page
    answer = client.submit(f"/reception/{visit.code}/walk-in", {"name": "陈桂花", "part": "2"})
    assert answer.location.endswith("?part=2")
    assert counts.by_part(visit.id) == {2: 1}


def test_a_slip_says_at_which_stop_and_where(client, visit):
    client.sign_in(an_account(Role.CONVENER, visit.unit))
    form = {"names": "陈桂花", "spoken": "yes", "part": "2"}
    slips = client.submit(f"/reception/{visit.code}/family", form, follow_redirects=True).text
    assert "第2站 临湖片区，临湖片区广场" in slips


@pytest.mark.row("CK-14")
def test_leaving_and_coming_back_arrive_in_any_order_and_count_by_when_they_were_scanned(app, settings):
    meeting = a_meeting_now(tracks_exit=True)
    person, now = str(a_guest(meeting, settings=settings).person_id), clock.now()
    at = [(now + timedelta(minutes=minutes)).isoformat() for minutes in (0, 10, 20)]
    came, left, back = (
        a_record(person=person, device_at=moment, way=way)
        for moment, way in zip(at, ("in", "out", "back"), strict=True)
    )
    later = now + timedelta(minutes=30)
    with clock.at(later):
        assert words(send(meeting, back, left, settings=settings, sent_at=later)) == ["returned", "left"]
        assert counts.present(meeting.id, 1) == 0, "nobody is in the room who never came"
        send(meeting, came, settings=settings, sent_at=later)
    assert (counts.attendance(meeting.id).arrived, counts.present(meeting.id, 1)) == (1, 1)
    assert figures.balance_of(meeting).total.states["moved"] == 2


@pytest.mark.row("CK-14")
def test_whoever_left_and_stands_before_the_desk_again_is_back_whenever_it_arrives(app, settings):
    meeting = a_meeting_now(tracks_exit=True)
    person, now = str(a_guest(meeting, settings=settings).person_id), clock.now()
    seen = {minutes: (now + timedelta(minutes=minutes)).isoformat() for minutes in (0, 5, 10, 20)}
    twice, left, again = (
        a_record(person=person, device_at=seen[minutes], way=way)
        for minutes, way in ((5, "in"), (10, "out"), (20, "in"))
    )
    later = now + timedelta(minutes=30)
    with clock.at(later):
        send(meeting, a_record(person=person, device_at=seen[0]), left, twice, settings=settings, sent_at=later)
        assert counts.present(meeting.id, 1) == 0, "the second scan was before they left"
        assert words(send(meeting, again, settings=settings, sent_at=later)) == ["already"]
    assert (counts.attendance(meeting.id).arrived, counts.present(meeting.id, 1)) == (1, 1)


def test_an_unknown_code_at_the_way_out_is_refused_and_kept(app, settings):
    meeting = a_meeting_now(tracks_exit=True)
    (outcome,) = send(meeting, a_record(code="nobody", way="out"), settings=settings)
    assert (str(outcome.result), str(outcome.state)) == ("not_here", "refused")


def test_the_desk_without_a_script_lets_people_out_and_shows_who_is_there(client, settings):
    meeting = a_meeting_now(tracks_exit=True)
    line = a_guest(meeting, "李秀英", settings=settings)
    send(meeting, a_record(person=str(line.person_id)), settings=settings)
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    form = {"code": the_personal_code(line, settings), "way": "out"}
    page = client.submit(f"/reception/{meeting.code}/scan", form, follow_redirects=True).text
    assert "记下了：先离开了" in page
    assert "到会 1 人，在场 0 人" in page
    assert '<option value="out" selected>离开</option>' in page


@pytest.mark.row("CK-13")
def test_a_personal_code_of_another_meeting_names_that_meeting(client, settings):
    here, there = a_meeting_now(), a_meeting_now(title="垃圾分类协商会")
    code = the_personal_code(a_guest(there, settings=settings), settings)
    client.sign_in(an_account(Role.CONVENER, here.unit))
    page = client.submit(f"/reception/{here.code}/scan", {"code": code}, follow_redirects=True).text
    assert "这是“垃圾分类协商会”" in page


def test_the_sign_in_time_is_when_it_was_scanned_not_when_it_arrived(app, settings):
    meeting = a_meeting_now()
    person, now = str(a_guest(meeting, settings=settings).person_id), clock.now()
    evening = now + timedelta(hours=3)
    with clock.at(evening):
        scan = a_record(person=person, device_at=(now + timedelta(hours=1)).isoformat())
        send(meeting, scan, settings=settings, sent_at=evening + timedelta(hours=1))
    row = db.session.scalars(queries.scans_of(meeting.id)).one()
    assert row.at == evening
    assert row.moment == now, "the device's clock was an hour ahead, and that is taken off"
