"""Two who may be one: an equal name or phone number goes to the review list; nobody is refused, nothing is blocked."""

import re

import pytest

from tests.factories.attendance import Phone, a_check_in, rows, the_printed_code
from tests.factories.meetings import a_meeting
from tests.factories.organisation import a_reason
from tests.factories.people import an_account
from tests.factories.reception import a_record, send
from yiguan.attendance.closing import bursts
from yiguan.attendance.models import CheckIn
from yiguan.attendance.states import BurstKind, CheckInSource, CheckInState, Grade
from yiguan.audit.queries import entries_of
from yiguan.base import clock
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import MeetingState
from yiguan.organisation.states import ReasonKind
from yiguan.people.states import Role
from yiguan.store.db import db

S = CheckInState


def scan(client, meeting, name, phone=""):
    """Somebody with a phone of their own."""
    own = Phone(client.application.test_client())
    own.scan(the_printed_code(meeting))
    assert own.tap(name, phone=phone).status_code == 200


def sheet(client, meeting):
    return client.page(f"/bench/meetings/{meeting.code}/sheet")


def test_two_of_one_name_are_let_in_and_shown_with_where_and_how(client, keeper, settings):
    scan(client, keeper, "李秀英")
    send(keeper, a_record(name="李 秀英"), a_record(name="王建国"), settings=settings)
    assert rows(keeper, S.COUNTED) == 3
    page = sheet(client, keeper)
    assert "2 个人姓名一样" in page
    assert page.count("撤销这一条") == 2
    assert all(words in page for words in ("居民自己的手机", "签到台第 1 台设备", "扫印刷码", "等级 D", "等级 A"))
    assert "李秀英" not in page


def test_two_who_left_one_number_are_shown_under_their_own_names(client, keeper):
    scan(client, keeper, "李秀英", "13856201234")
    scan(client, keeper, "王建国", "138 5620 1234")
    page = sheet(client, keeper)
    assert "2 个人留了同一个手机号" in page
    assert "李秀*" in page
    assert "王建*" in page
    assert "1385620" not in page


def test_different_people_are_approved_until_a_third_comes(client, keeper):
    for _ in range(2):
        scan(client, keeper, "李秀英")
    (found,) = bursts.bursts_of(keeper)
    data = {"kind": "name", "subject": str(found.subject)}
    assert client.submit(f"/bench/meetings/{keeper.code}/bursts/approve", data).status_code == 302
    assert "请看一眼" not in sheet(client, keeper)
    scan(client, keeper, "李秀英")
    assert "3 个人姓名一样" in sheet(client, keeper)
    assert "请看一眼" in sheet(client, keeper)


@pytest.mark.row("CK-11")
def test_one_of_two_goes_with_its_reason_and_the_other_stays(client, keeper):
    a_reason(ReasonKind.CHECKIN_UNDO, "double", "同一人签了两次")
    for _ in range(2):
        scan(client, keeper, "李秀英")
    url = re.findall(r'action="([^"]+/undo)"', sheet(client, keeper))[-1]
    assert client.submit(url).status_code == 302
    assert [rows(keeper, state) for state in (S.COUNTED, S.UNDONE)] == [1, 1]
    gone = db.session.query(CheckIn).filter_by(state=S.UNDONE, meeting_id=keeper.id).one()
    assert entries_of(gone)[-1].reason == "double"
    assert bursts.bursts_of(keeper) == []


def test_they_are_never_taken_back_together(client, keeper):
    for _ in range(2):
        scan(client, keeper, "李秀英")
    data = {"kind": "name", "subject": str(bursts.bursts_of(keeper)[0].subject), "reason": "double"}
    assert client.submit(f"/bench/meetings/{keeper.code}/bursts/undo", data).status_code == 422
    assert rows(keeper, S.COUNTED) == 2


def test_somebody_counted_in_two_parts_is_one_person(keeper):
    """Whether on one's own or beside a namesake."""
    first = a_check_in(keeper, "李秀英")
    db.session.add(again(first, part=2))
    db.session.commit()
    assert bursts.bursts_of(keeper) == []
    a_check_in(keeper, "李秀英")
    (found,) = bursts.bursts_of(keeper)
    assert (found.kind, found.size, len(found.rows)) == (BurstKind.NAME, 2, 3)


def again(row, part):
    facts = {"source": CheckInSource.PROXY, "grade": Grade.A, "state": row.state, "result": row.result}
    facts |= {"year": row.year}
    return CheckIn(
        meeting_id=row.meeting_id, part=part, person_id=row.person_id, key=f"part-{part}", at=clock.now(), **facts
    )


def test_closing_the_sheet_does_not_wait_for_it(client):
    meeting = a_meeting(MeetingState.ENDED)
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    for _ in range(2):
        a_check_in(meeting)
    version = db.session.get_one(Meeting, meeting.id).version
    assert client.submit(f"/bench/meetings/{meeting.code}/close", {"version": str(version)}).status_code == 302
