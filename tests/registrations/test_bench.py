import io

import pytest
from sqlalchemy import select

from tests.factories.meetings import a_meeting
from tests.factories.organisation import a_station
from tests.factories.people import a_resident, an_account
from tests.factories.registrations import a_registration, an_invitation, as_actor, now, the_personal_code
from tests.queries import counted
from yiguan.meetings.models import Meeting
from yiguan.organisation.states import UnitKind
from yiguan.people.states import Role
from yiguan.registrations import acts as line_acts
from yiguan.registrations import queries
from yiguan.registrations.states import RegistrationState
from yiguan.store.db import db
from yiguan.workflow.perform import perform

S = RegistrationState


@pytest.fixture
def convener(client):
    """The convener's browser, at a station with an announced meeting."""
    client.unit = a_station()
    client.sign_in(an_account(Role.CONVENER, client.unit))
    client.meeting = a_meeting(unit=client.unit)
    client.list = f"/bench/meetings/{client.meeting.code}/registrations"
    client.invite = f"/bench/meetings/{client.meeting.code}/invite"
    return client


def guests_of(meeting):
    return db.session.scalars(queries.guests(meeting.id)).all()


def line_url(line):
    return f"/bench/meetings/{line.meeting.code}/registrations/{line.id}"


@pytest.mark.row("RG-02")
def test_the_list_puts_who_asks_for_leave_first_and_masks_residents(convener):
    a_registration(convener.meeting, a_resident("李秀英"))
    asks = an_invitation(convener.meeting, "王大山", required=True)
    perform(line_acts.ASK_LEAVE, asks, by=as_actor(asks), words="出差在外地")
    db.session.commit()
    page = convener.page(convener.list)
    assert page.index("王**") < page.index("李**")
    assert "李秀英" not in page
    assert "王**" in convener.page(convener.list + "?state=leave_asked")
    assert "李**" not in convener.page(convener.list + "?state=leave_asked")


def test_an_empty_list_says_what_to_do_first(convener):
    assert "按单位请委员，按名单请居民" in convener.page(convener.list)


@pytest.mark.row("RG-02")
def test_leave_is_granted_on_the_persons_page(convener):
    line = an_invitation(convener.meeting, required=True)
    perform(line_acts.ASK_LEAVE, line, by=as_actor(line), words="出差在外地")
    db.session.commit()
    assert "出差在外地" in convener.page(line_url(line))
    data = {"version": line.version, "note": "知道了"}
    assert convener.submit(f"{line_url(line)}/grant-leave", data).status_code == 302
    assert now(line).state is S.ON_LEAVE
    assert convener.submit(f"{line_url(line)}/grant-leave", data).status_code == 409


def test_taking_somebody_off_the_list_needs_a_word_why(convener):
    line = a_registration(convener.meeting)
    answer = convener.submit(f"{line_url(line)}/remove", {"version": line.version})
    assert answer.status_code == 422
    assert "请写一句原因" in answer.text
    assert now(line).state is S.REGISTERED


def test_somebody_on_the_telephone_is_entered_and_their_code_printed(convener):
    answer = convener.submit(convener.list, {"name": "钱阿婆", "phone": "13856201234", "side": "resident"})
    (line,) = guests_of(convener.meeting)
    assert answer.location.endswith(f"/registrations/{line.id}")
    page = convener.page(answer.location)
    assert the_personal_code(line)[:5] in page
    assert "13856201234" not in page
    assert "138****1234" in page


def test_a_lost_code_is_replaced(convener):
    line = a_registration(convener.meeting)
    old = the_personal_code(line)
    convener.submit(f"{line_url(line)}/renew-code", {"version": line.version})
    assert the_personal_code(now(line)) != old


@pytest.mark.row("RG-04")
def test_seats_are_added_on_the_list_and_the_queue_moves_up(convener):
    meeting = convener.meeting
    meeting.capacity = 2
    db.session.commit()
    waits = [a_registration(meeting) for _ in range(3)][2]
    form = {"capacity": "1", "version": meeting.version}
    assert convener.submit(f"/bench/meetings/{meeting.code}/seats", form).status_code == 422
    form["capacity"] = "3"
    convener.submit(f"/bench/meetings/{meeting.code}/seats", form)
    assert now(waits).state is S.REGISTERED


@pytest.mark.row("RG-01")
def test_a_group_is_invited_with_one_form(convener):
    group = a_station("第一小组", kind=UnitKind.GROUP)
    an_account(Role.MEMBER, group, "钱芷兰")
    assert "第一小组" in convener.page(convener.invite)
    answer = convener.submit(convener.invite, {"unit": group.code, "role": "member"})
    assert answer.location == convener.list
    assert "钱芷兰" in convener.page(convener.list)
    assert convener.submit(convener.invite, {"unit": group.code}).status_code == 422


@pytest.mark.row("RG-01")
def test_a_sheet_is_shown_row_by_row_before_anybody_is_invited(convener):
    url, sheet = f"{convener.invite}/list", "姓名,手机\n李秀英,13856201234\n王大山,138\n".encode()
    form = {"side": "resident", "file": (io.BytesIO(sheet), "名单.csv")}
    shown = convener.submit(url, form, content_type="multipart/form-data")
    assert shown.status_code == 422
    assert '能请 <span class="num">1</span> 位' in shown.text
    assert "手机号应为11位" in shown.text
    assert guests_of(convener.meeting) == []
    lines = "李秀英，13856201234，\n王大山，138，"
    assert "李秀英，13856201234，" in shown.text
    convener.submit(url, {"lines": lines, "side": "resident", "confirmed": "yes"})
    assert len(guests_of(convener.meeting)) == 1


def test_whoever_invites_a_list_learns_who_has_to_be_told_by_word_of_mouth(convener):
    form = {"lines": "李秀英", "side": "resident", "confirmed": "yes"}
    page = convener.submit(f"{convener.invite}/list", form, follow_redirects=True).text
    assert "新请了1位，在手机上用过议关的，已经收到通知；没用过的，请打电话或者当面说" in page
    assert "李秀英" in convener.page("/bench/notices/printed")


def test_a_list_for_which_there_are_no_seats_is_kept_on_the_page(convener):
    convener.meeting.capacity = 2
    db.session.commit()
    text = "李秀英\n王大山\n赵小满"
    form = {"lines": text, "side": "resident", "confirmed": "yes"}
    answer = convener.submit(f"{convener.invite}/list", form)
    assert answer.status_code == 422
    assert "坐不下" in answer.text
    assert text in answer.text


@pytest.mark.parametrize("file", [b"PK\x03\x04", b"\xff\xff\x00", b""])
def test_a_broken_sheet_is_told_and_breaks_nothing(convener, file):
    form = {"side": "resident", "lines": "李秀英", "file": (io.BytesIO(file), "名单.xlsx")}
    answer = convener.submit(f"{convener.invite}/list", form, content_type="multipart/form-data")
    assert answer.status_code == 422


def test_a_member_of_the_station_sees_no_list(client):
    unit = a_station()
    meeting = a_meeting(unit=unit)
    client.sign_in(an_account(Role.MEMBER, unit))
    assert client.get(f"/bench/meetings/{meeting.code}/registrations").status_code == 403


def test_another_stations_list_does_not_exist(convener):
    line = a_registration(a_meeting())
    assert convener.get(f"/bench/meetings/{line.meeting.code}/registrations").status_code == 404
    assert convener.get(line_url(line)).status_code == 404
    other = f"/bench/meetings/{convener.meeting.code}/registrations/{line.id}"
    assert convener.get(other).status_code == 404


@pytest.mark.row("RG-06")
def test_the_convener_chooses_whether_the_list_only_comes_in(convener):
    page = convener.page(f"/bench/meetings/{convener.meeting.code}/edit")
    assert 'name="listed_only"' in page
    assert not db.session.scalars(select(Meeting.listed_only).where(Meeting.id == convener.meeting.id)).one()


def test_the_list_takes_the_same_few_statements_however_long_it_is(convener):
    convener.meeting.capacity = 200
    db.session.commit()
    found = []
    for _ in range(2):
        meeting = db.session.get_one(Meeting, convener.meeting.id)
        for _ in range(30):
            a_registration(meeting)
        with counted() as statements:
            convener.page(convener.list)
        found.append(len(statements))
    assert found[0] == found[1] <= 8
