import io
import time
import zipfile

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from tests.factories.meetings import a_meeting, the_runner
from tests.factories.notifications import delivery_of
from tests.factories.organisation import a_station
from tests.factories.people import a_resident, an_account
from tests.factories.registrations import the_personal_code
from tests.factories.working import work_off
from yiguan.base.actor import SYSTEM, Actor
from yiguan.base.errors import Conflict, Forbidden
from yiguan.documents import tables
from yiguan.meetings import acts as meeting_acts
from yiguan.meetings.states import MeetingState
from yiguan.notifications.models import Notice
from yiguan.notifications.states import NoticeChannel
from yiguan.organisation.states import UnitKind
from yiguan.people import appointing, residents, service
from yiguan.people.models import Consent
from yiguan.people.states import PersonKind, Role
from yiguan.registrations import inviting, jobs, lines, queries
from yiguan.registrations.states import Door, RegistrationState, Side
from yiguan.store.db import db
from yiguan.workflow.perform import perform

LIST = "李秀英 13856201234 井巷新村\n王大山，13856205678，业主代表\n\n赵小满"


def a_member(unit, name, role=Role.MEMBER):
    person = service.add_person(SYSTEM, PersonKind.MEMBER, name)
    appointing.appoint(SYSTEM, person, unit.id, role)
    db.session.commit()
    return person


def guests_of(meeting):
    return db.session.scalars(queries.guests(meeting.id)).all()


def invite_list(meeting, text=LIST):
    runner, rows = the_runner(meeting.unit), lines.rows_of(text)
    return inviting.invite_rows(runner, meeting, rows, side=Side.RESIDENT, required=False)


def notices_to(person_id):
    return db.session.scalars(select(Notice).where(Notice.person_id == person_id)).all()


def a_sheet(*rows):
    book, data = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(data)
    return data.getvalue()


@pytest.mark.row("RG-01")
def test_all_members_of_a_group_are_invited_once_and_told_where_to_answer(app):
    group, meeting = a_station("第一小组", kind=UnitKind.GROUP), a_meeting()
    people = [a_member(group, "钱芷兰"), a_member(group, "谭维桢", Role.STANDING_MEMBER)]
    runner = the_runner(meeting.unit)
    assert inviting.invite_unit(runner, meeting, group, role=Role.MEMBER, required=True) == 2
    assert inviting.invite_unit(runner, meeting, group, role=Role.MEMBER, required=True) == 0
    found = guests_of(meeting)
    assert {line.person_id for line in found} == {person.id for person in people}
    assert {(line.side, line.door, line.required) for line in found} == {(Side.MEMBER, Door.INVITED, True)}
    assert [n.url for n in notices_to(people[0].id)] == [f"/bench/invitations/{meeting.code}"]


@pytest.mark.row("RG-01")
def test_a_pasted_list_is_taken_line_by_line_and_twice_changes_nothing(app):
    meeting = a_meeting()
    assert invite_list(meeting) == 3
    before = {(line.id, line.version) for line in guests_of(meeting)}
    assert invite_list(meeting) == 0
    assert {(line.id, line.version) for line in guests_of(meeting)} == before
    assert {line.unit_name for line in guests_of(meeting)} == {"井巷新村", "业主代表", ""}


def test_who_has_no_phone_of_their_own_stands_on_the_stations_printed_list(app):
    meeting = a_meeting()
    invite_list(meeting)
    (notice,) = notices_to(guests_of(meeting)[0].person_id)
    assert (delivery_of(notice).channel, notice.unit_id) == (NoticeChannel.PRINTED, meeting.unit_id)


@pytest.mark.row("PS-01")
def test_being_on_a_list_is_no_consent(app):
    meeting = a_meeting()
    invite_list(meeting)
    ids = [line.person_id for line in guests_of(meeting)]
    assert db.session.scalars(select(Consent).where(Consent.person_id.in_(ids))).all() == []


def test_a_number_somebody_typed_themselves_proves_nothing(app):
    meeting, stranger = a_meeting(), a_resident("李秀英", "13856201234")
    invite_list(meeting)
    assert stranger.id not in {line.person_id for line in guests_of(meeting)}


def typed_at(*meetings):
    for meeting in meetings:
        invite_list(meeting)
    return [{line.person_id for line in guests_of(meeting) if line.person.phone} for meeting in meetings]


def test_who_a_station_has_typed_before_is_the_same_person_at_its_next_meeting(app):
    first = a_meeting()
    before, after = typed_at(first, a_meeting(unit=first.unit))
    assert before == after


def test_who_another_station_typed_is_not_joined_without_a_proof(app):
    """Else whoever types a name and a number has a line of somebody whose matters are elsewhere."""
    here, there = typed_at(a_meeting(), a_meeting())
    assert here & there == set()


@pytest.mark.row("RG-01")
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("李", "姓名：至少写2个字"),
        ("李秀英 1385620", "手机：手机号应为11位"),
        ("长" * 21, "姓名：最多20个字"),
        ("王大山 13856205678 " + "长" * 41, "单位：最多40个字"),
        ("\u3164", "姓名：这一项要填"),
    ],
)
def test_each_line_says_what_is_wrong_with_it(app, line, said):
    good, bad = lines.rows_of(f"赵小满\n{line}")
    assert (good.error, bad.number) == ("", 2)
    assert said in bad.error


def test_the_same_person_twice_in_a_list_is_said(app):
    rows = lines.rows_of("李秀英 13856201234\n李秀英，138 5620 1234".replace("138 5620 1234", "13856201234"))
    assert rows[1].error == "和第1行是同一个人。"


@pytest.mark.row("RG-01")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_in_any_of_its_encodings_becomes_lines(encoding):
    data = "单位,姓名,手机\r\n井巷新村,李秀英,13856201234\r\n,赵小满,\r\n".encode(encoding)
    assert lines.lines_of(data) == "姓名，手机，单位\n李秀英，13856201234，井巷新村\n赵小满，，"
    assert [(row.name, row.phone, row.unit_name) for row in lines.rows_of(lines.lines_of(data))] == [
        ("李秀英", "13856201234", "井巷新村"),
        ("赵小满", "", ""),
    ]


@pytest.mark.row("RG-01")
def test_a_sheet_with_numbers_as_numbers_becomes_lines():
    data = a_sheet(["姓名", "手机号", "单位"], ["李秀英", 13856201234, "井巷新村"], ["=1+1", 13856205678.0, None])
    rows = lines.rows_of(lines.lines_of(data))
    assert rows[0].phone == "13856201234"
    assert rows[0].unit_name == "井巷新村"


def a_bomb():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    return data.getvalue()


def a_heavy_sheet(part, text):
    """A list with another part in place of one of its own."""
    sheet, data = zipfile.ZipFile(io.BytesIO(a_sheet(["姓名"], ["李秀英"]))), io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as parts:
        for name in {*sheet.namelist(), part}:
            parts.writestr(name, text if name == part else sheet.read(name))
    return data.getvalue()


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("xl/sharedStrings.xml", "<sst>" + "<si><t/></si>" * 1_400_000 + "</sst>"),
        ("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row>" + "<c/>" * 4_000_000),
        ("xl/styles.xml", "<styleSheet><cellXfs>" + "<xf/>" * 3_000_000),
        ("xl/of-any-name.bin", "<si/>" * 3_000_000),
    ],
)
def test_a_sheet_of_millions_of_parts_is_refused_by_counting(part, text):
    data, begun = a_heavy_sheet(part, text), time.perf_counter()
    with pytest.raises(tables.Unreadable) as refusal:
        lines.lines_of(data)
    assert "内容太多" in refusal.value.fields["file"][0]
    assert time.perf_counter() - begun < 1


def test_a_row_keeps_the_number_that_it_has_in_the_sheet():
    sheet = a_sheet(["姓名", "手机"], [], ["李秀英", "13856201234"], ["", ""], ["赵小满", "1385620"])
    assert [row.number for row in lines.rows_of(lines.lines_of(sheet))] == [3, 5]


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04broken", b"\x89PNG\r\n\x1a\n\xff\xfe", b"a\x00b", a_bomb(), b"x" * 2_000_001]
)
def test_what_is_no_list_is_said_and_not_opened(data):
    with pytest.raises(tables.Unreadable):
        lines.lines_of(data)


def test_of_a_list_that_is_too_long_the_rest_is_named(app):
    rows = lines.rows_of("\n".join(f"居民{n}" for n in range(tables.MOST_ROWS + 2)))
    assert [row.number for row in rows if row.error] == [tables.MOST_ROWS + 1, tables.MOST_ROWS + 2]


def test_more_guests_than_seats_and_nobody_is_invited(app):
    meeting = a_meeting(capacity=2)
    with pytest.raises(Conflict, match="full"):
        invite_list(meeting)
    db.session.rollback()
    assert guests_of(meeting) == []


def test_who_is_invited_before_the_announcement_hears_of_it_with_the_announcement(app):
    meeting = a_meeting(MeetingState.PLANNED)
    invite_list(meeting, "李秀英")
    (line,) = guests_of(meeting)
    work_off(jobs.JOBS)
    assert notices_to(line.person_id) == []
    perform(meeting_acts.ANNOUNCE, meeting, by=the_runner(meeting.unit))
    for _ in range(2):
        work_off(jobs.JOBS)
    assert len(notices_to(line.person_id)) == 1


def test_a_meeting_that_is_over_takes_no_more_guests(app):
    with pytest.raises(Conflict, match="wrong_state"):
        invite_list(a_meeting(MeetingState.ENDED))


def test_only_who_runs_the_meeting_invites(app):
    meeting, other = a_meeting(), a_station()
    with pytest.raises(Forbidden):
        inviting.invite_rows(
            Actor("staff", grants=the_runner(other).grants),
            meeting,
            lines.rows_of(LIST),
            side=Side.OTHER,
            required=False,
        )


def test_a_member_opens_their_invitation_from_the_inbox(client):
    group, meeting = a_station("第一小组", kind=UnitKind.GROUP), a_meeting()
    account = an_account(Role.MEMBER, group, "钱芷兰")
    inviting.invite_unit(the_runner(meeting.unit), meeting, group, role=Role.MEMBER, required=False)
    db.session.commit()
    (line,) = guests_of(meeting)
    code = the_personal_code(line)
    client.sign_in(account)
    assert client.get(f"/bench/invitations/{meeting.code}").location == f"/P/{code}"
    assert client.get(f"/bench/invitations/{a_meeting().code}").status_code == 404
    assert "钱芷兰" in client.page(f"/P/{code}")


def test_who_signed_up_already_is_not_invited_a_second_time(app):
    meeting, person = a_meeting(), residents.resident_at_desk("李秀英", phone="13856201234")
    db.session.commit()
    runner = the_runner(meeting.unit)
    inviting.invite(runner, meeting, [inviting.Guest(person, Side.RESIDENT)], required=False)
    assert invite_list(meeting, "李秀英 13856201234") == 0
    assert [line.state for line in guests_of(meeting)] == [RegistrationState.INVITED]
