"""The check-in sheet: the equation of each device, what a person settles, closing, and what comes after."""

from datetime import timedelta

import pytest

from tests.factories.attendance import Phone, a_check_in, rows, the_printed_code
from tests.factories.meetings import a_meeting, a_meeting_now
from tests.factories.organisation import a_reason
from tests.factories.people import an_account
from tests.factories.reception import a_guest, a_record, send, the_personal_code, words
from tests.queries import counted
from yiguan.attendance.closing import bursts, figures
from yiguan.attendance.models import BurstReview, CheckIn, Sheet
from yiguan.attendance.states import CheckInState
from yiguan.audit.queries import entries_of
from yiguan.base import clock
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import MeetingState
from yiguan.organisation.states import ReasonKind
from yiguan.people.states import Role
from yiguan.store.db import db

S = CheckInState


@pytest.fixture
def ended(client):
    """A meeting that is over, its convener signed in."""
    meeting = a_meeting(MeetingState.ENDED)
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    return meeting


def close(client, meeting, **data):
    version = db.session.get_one(Meeting, meeting.id).version
    return client.submit(f"/bench/meetings/{meeting.code}/close", {"version": str(version), **data})


def test_after_the_evening_the_sheet_leads_to_the_paper_list_and_to_every_scan(client, ended):
    page = client.page(f"/bench/meetings/{ended.code}/sheet")
    assert f'href="/bench/meetings/{ended.code}/paper"' in page
    assert f'href="/bench/meetings/{ended.code}/check-ins"' in page


def test_closing_writes_the_figures_down(client, ended):
    a_check_in(ended)
    assert close(client, ended).status_code == 302
    meeting = db.session.get_one(Meeting, ended.id)
    assert meeting.state is MeetingState.CLOSED
    assert entries_of(meeting)[-1].note == "签到共1条：有效1。"
    assert "还没有核定" not in client.page(f"/bench/meetings/{ended.code}/sheet/print")


def test_a_closed_meeting_still_leads_to_its_minutes_and_its_sheet(client, ended):
    close(client, ended)
    page = client.page(f"/bench/meetings/{ended.code}")
    assert "写纪要" in page
    assert f'href="/bench/meetings/{ended.code}/sheet"' in page


@pytest.mark.row("N07")
def test_closing_waits_for_what_nobody_has_settled(client, ended, settings):
    send(ended, a_record(code="what is this"), settings=settings)
    answer = close(client, ended)
    assert answer.status_code == 409
    assert "还有1条签到没有核对清楚" in answer.text
    assert db.session.get_one(Meeting, ended.id).state is MeetingState.ENDED


@pytest.mark.row("N07")
def test_closing_with_an_unsynced_device_names_it_and_is_possible_all_the_same(client, ended, settings):
    send(ended, a_record(name="陈桂花"), made=3, settings=settings)
    answer = close(client, ended)
    assert answer.status_code == 409
    assert "签到台第 1 台设备还有2条没送到" in answer.text
    assert close(client, ended, anyway="yes").status_code == 302
    assert "没送到" in db.session.query(Sheet).one().note


@pytest.mark.row("N07")
def test_a_batch_after_closing_is_a_dated_correction_and_the_sheet_stays_as_it_was(client, ended, settings):
    first = a_record(name="陈桂花")
    send(ended, first, made=2, settings=settings)
    close(client, ended, anyway="yes")
    before = client.page(f"/bench/meetings/{ended.code}/sheet/print")
    assert words(send(ended, first, a_record(name="王建国"), settings=settings)) == ["ok", "ok"]
    assert client.page(f"/bench/meetings/{ended.code}/sheet/print") == before
    page = client.page(f"/bench/meetings/{ended.code}/sheet")
    assert "核定以后改动的 1 条" in page
    assert "那时到会 1 人" in page
    assert [row.mark for row in db.session.query(CheckIn).order_by(CheckIn.id)] == ["", "correction"]


@pytest.mark.row("N07")
@pytest.mark.row("CK-11")
def test_a_check_in_taken_back_after_closing_is_a_dated_correction_too(client, ended, settings):
    (outcome,) = send(ended, a_record(name="陈桂花"), settings=settings)
    close(client, ended)
    before = client.page(f"/bench/meetings/{ended.code}/sheet/print")
    a_reason(ReasonKind.CHECKIN_UNDO, "left")
    url = f"/bench/meetings/{ended.code}/check-ins/{outcome.id}/undo"
    assert client.submit(url, {"reason": "left"}).status_code == 302
    assert client.page(f"/bench/meetings/{ended.code}/sheet/print") == before
    assert "撤销：陈桂*" in client.page(f"/bench/meetings/{ended.code}/sheet")
    told = client.get(f"/api/v1/meetings/{ended.code}/sheet").json["corrections"]
    assert [(one["word"], one["check_in"]) for one in told] == [("撤销", outcome.id)]


def test_who_is_recognised_afterwards_came_when_they_were_scanned(client, ended, settings):
    (scan,) = send(ended, a_record(code="what is this"), settings=settings)
    scanned = db.session.get_one(CheckIn, scan.id).moment
    with clock.at(clock.now() + timedelta(hours=3)):
        client.submit(f"/bench/meetings/{ended.code}/sheet/{scan.id}", {"name": "陈桂花"})
    (row,) = db.session.query(CheckIn).filter_by(state=CheckInState.COUNTED)
    assert (row.settles_id, row.moment) == (scan.id, scanned)


@pytest.mark.row("N07")
def test_the_list_of_check_ins_tells_the_same_as_the_sheet_when_something_was_settled(client, ended, settings):
    for name in ("陈桂花", ""):
        (scan,) = send(ended, a_record(code="what is this"), settings=settings)
        what = {"name": name} if name else {"nothing": "yes"}
        client.submit(f"/bench/meetings/{ended.code}/sheet/{scan.id}", what)
    page = client.page(f"/bench/meetings/{ended.code}/check-ins")
    assert "扫码和登记一共 2 次：有效 1，未通过 1。" in page
    assert page.count("核对过了") == page.count("后来核对的") == 2
    assert "待核对" not in page


@pytest.mark.row("N06")
def test_a_settled_scan_counts_as_it_was_settled_and_no_scan_is_counted_twice(client, ended, settings):
    line = a_guest(ended, settings=settings)
    done = send(ended, *(a_record(code=f"odd {at}") for at in range(4)), settings=settings)
    url = f"/bench/meetings/{ended.code}/sheet"
    chosen = {"person": str(line.person_id)}
    for outcome, data in zip(done, [chosen, chosen, {"name": "陈桂花"}, {"nothing": "yes"}], strict=True):
        assert "odd" in client.page(f"{url}/{outcome.id}")
        assert client.submit(f"{url}/{outcome.id}", data).status_code == 302
    states = figures.balance_of(db.session.get_one(Meeting, ended.id)).total.states
    assert states == {"counted": 2, "duplicate": 1, "undone": 0, "refused": 1, "unresolved": 0, "moved": 0}
    assert client.submit(f"{url}/{done[0].id}", {"name": "别人"}).status_code == 409
    assert close(client, ended).status_code == 302


def test_an_empty_name_is_asked_for_and_settles_nothing_and_a_settled_scan_says_so(client, ended, settings):
    (odd,) = send(ended, a_record(code="odd"), settings=settings)
    url = f"/bench/meetings/{ended.code}/sheet/{odd.id}"
    assert "请写姓名" in client.submit(url, {"name": ""}).text
    assert figures.balance_of(db.session.get_one(Meeting, ended.id)).total.states["unresolved"] == 1
    assert client.submit(url, {"nothing": "yes"}).status_code == 302
    assert "核对过了：未通过" in client.page(url)


def test_what_is_settled_wrongly_is_told_at_its_field(client, ended, settings):
    (done,) = send(ended, a_record(code="odd"), settings=settings)
    url = f"/bench/meetings/{ended.code}/sheet/{done.id}"
    assert client.submit(url, {"person": "123"}).status_code == 422
    assert client.submit(url, {"name": "李" * 21}).status_code == 422
    assert client.get(f"/bench/meetings/{a_meeting(unit=ended.unit).code}/sheet/{done.id}").status_code == 404
    assert rows(ended) == 1


@pytest.mark.row("N01")
def test_the_sheet_shows_shares_by_grade_and_the_equation_by_device(client, keeper, settings):
    code = the_personal_code(a_guest(keeper, settings=settings), settings)
    send(keeper, a_record(code=code), a_record(code=code), settings=settings)
    phone = Phone(client.application.test_client())
    phone.scan(the_printed_code(keeper))
    phone.tap("王建国")
    page = client.page(f"/bench/meetings/{keeper.code}/sheet")
    assert "A 工作人员当面：1 人，占 50%" in page
    assert "D 印刷码：1 人，占 50%" in page
    assert "签到台第 1 台设备" in page
    assert "居民自己的手机" in page


def six_from_one_phone(client, meeting):
    phone = Phone(client.application.test_client())
    for name in ("李秀英", "王建国", "陈桂花", "赵大妈", "孙大爷", "周阿姨"):
        phone.scan(the_printed_code(meeting))
        assert phone.tap(name).status_code == 200


@pytest.mark.row("N02")
@pytest.mark.row("CK-21")
def test_six_people_from_one_phone_are_let_in_and_looked_at_once(client, keeper):
    six_from_one_phone(client, keeper)
    assert rows(keeper, S.COUNTED) == 6
    (burst,) = bursts.bursts_of(keeper)
    page = client.page(f"/bench/meetings/{keeper.code}/sheet")
    assert "同一部手机签了 6 个人" in page
    assert all(name in page for name in ("李秀*", "周阿*"))
    data = {"kind": "device", "subject": str(burst.subject)}
    assert client.submit(f"/bench/meetings/{keeper.code}/bursts/approve", data).status_code == 302
    assert "请看一眼" not in client.page(f"/bench/meetings/{keeper.code}/sheet")
    assert entries_of(db.session.query(BurstReview).one())[-1].act == "approve"


@pytest.mark.row("N02")
def test_a_burst_is_undone_with_one_reason_and_each_row_says_so(client, keeper):
    a_reason(ReasonKind.CHECKIN_UNDO, "left", "不是本人")
    six_from_one_phone(client, keeper)
    (burst,) = bursts.bursts_of(keeper)
    data = {"kind": "device", "subject": str(burst.subject), "reason": "left"}
    url = f"/bench/meetings/{keeper.code}/bursts/undo"
    assert client.submit(url, data).status_code == 302
    assert rows(keeper, S.UNDONE) == 6
    assert all(entries_of(row)[-1].reason == "left" for row in db.session.query(CheckIn))
    assert client.submit(url, data).status_code == 409


def test_the_sheet_takes_few_statements_however_many_came(client, keeper, settings):
    found = []
    for _ in range(2):
        send(keeper, *(a_record(name=f"王{at % 15}") for at in range(30)), a_record(code="odd"), settings=settings)
        with counted() as statements:
            client.page(f"/bench/meetings/{keeper.code}/sheet")
        found.append(len(statements))
    assert found[0] == found[1] <= 16


def test_an_empty_sheet_says_so(client):
    meeting = a_meeting_now()
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    page = client.page(f"/bench/meetings/{meeting.code}/sheet")
    assert "没有要核对的" in page
    assert "还没有人签到" in page
    assert "仅供核对" in client.page(f"/bench/meetings/{meeting.code}/sheet/print")
