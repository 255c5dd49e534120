import io

import openpyxl
import pytest

from tests.factories.attendance import a_check_in
from tests.factories.meetings import a_meeting_now
from tests.factories.organisation import a_station
from tests.factories.people import a_resident, an_account
from tests.factories.registrations import a_registration
from tests.queries import counted
from yiguan.attendance import roll
from yiguan.audit.queries import entries_of
from yiguan.people.states import Role


@pytest.fixture
def meeting(app):
    found = a_meeting_now()
    a_check_in(found, "李秀英")
    a_registration(found, a_resident("赵没来", "13800009999"))
    return found


@pytest.mark.row("EX-02")
def test_the_paper_sheet_names_who_came_and_who_is_expected_with_room_to_sign(client, meeting):
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    page = client.page(f"/bench/meetings/{meeting.code}/sign-in-sheet")
    assert page.index("李秀英") < page.index("赵没来")
    assert "签名" in page
    assert "怎么签的" in page
    assert "代签" in page
    assert "本表 2 人，已到 1 人" in page
    assert "13800009999" not in page


@pytest.mark.row("EX-01")
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_file_holds_the_same_rows_and_taking_it_leaves_a_trace(client, meeting, kind):
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    answer = client.submit(f"/bench/meetings/{meeting.code}/check-ins/export", {"kind": kind})
    assert answer.status_code == 200
    if kind == "xlsx":
        rows = list(openpyxl.load_workbook(io.BytesIO(answer.data)).active.iter_rows(values_only=True))
        assert [row[1] for row in rows] == ["姓名", "李秀英", "赵没来"]
    else:
        assert answer.data.decode("utf-8-sig").count("\r\n") == 3
    assert entries_of(meeting)[-1].act == "export"


def test_the_sheet_is_one_statement_however_many_came(app, meeting):
    with counted() as sent:
        assert len(roll.lines_of(meeting)) == 2
    assert len(sent) == 1


@pytest.mark.row("PS-05")
def test_another_station_gets_no_list(client, meeting):
    client.sign_in(an_account(Role.CONVENER, a_station()))
    client.page(f"/bench/meetings/{meeting.code}/sign-in-sheet", 404)
    assert client.submit(f"/bench/meetings/{meeting.code}/check-ins/export", {"kind": "csv"}).status_code == 404
