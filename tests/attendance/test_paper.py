"""A signed paper list, typed in afterwards: grade E, its picture kept, nobody merged by name alone."""

from io import BytesIO

import pytest
from PIL import Image

from tests.factories.attendance import a_check_in, rows
from tests.factories.meetings import a_meeting
from tests.factories.people import an_account
from tests.factories.reception import a_guest
from yiguan.attendance.models import CheckIn
from yiguan.attendance.states import CheckInSource, CheckInState, Grade
from yiguan.meetings.states import MeetingState
from yiguan.people.states import Role
from yiguan.store.db import db


def a_photo() -> tuple[BytesIO, str]:
    out = BytesIO()
    Image.new("RGB", (60, 80), "white").save(out, "PNG")
    return BytesIO(out.getvalue()), "list.png"


@pytest.fixture
def paper(client):
    meeting = a_meeting(MeetingState.ENDED)
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    return meeting, f"/bench/meetings/{meeting.code}/paper"


def enter(client, url, names, **data):
    return client.submit(url, {"names": names, "picture": a_photo(), **data}, content_type="multipart/form-data")


def test_a_paper_list_is_graded_e_and_keeps_its_picture(client, paper, settings):
    meeting, url = paper
    line = a_guest(meeting, "李秀英", phone="13800001234", settings=settings)
    assert enter(client, url, "李秀英 1234\n陈桂花\n").status_code == 302
    kept = db.session.query(CheckIn).order_by(CheckIn.id).all()
    assert {(row.grade, row.source) for row in kept} == {(Grade.E, CheckInSource.PAPER)}
    assert kept[0].person_id == line.person_id
    assert "第 1 张名单，2 人" in client.page(url)
    with client.get(f"{url}/1") as picture:
        assert picture.mimetype == "image/jpeg"
    assert client.get(f"{url}/2").status_code == 404


@pytest.mark.parametrize(("names", "alike"), [("陈桂花", 1), ("王大山\n王 大山", 1), ("陈桂花\n陈桂花", 2)])
def test_equal_names_are_never_merged_but_told(client, paper, names, alike):
    meeting, url = paper
    a_check_in(meeting, "陈桂花")
    assert enter(client, url, names).status_code == 302
    assert f"其中 {alike} 位，到会的人里已经有同名的" in client.page(url)
    assert rows(meeting, CheckInState.COUNTED) == 1 + len(names.splitlines())


def test_a_name_that_stands_alone_is_told_of_nobody(client, paper):
    enter(client, paper[1], "陈桂花\n王大山")
    assert "同名" not in client.page(paper[1])


@pytest.mark.parametrize(("names", "word"), [("", "至少写一个"), ("李", "第1行"), ("张三丰\n" * 201, "最多200")])
def test_what_is_missing_is_asked_for_and_what_was_typed_stays(client, paper, names, word):
    meeting, url = paper
    answer = enter(client, url, names)
    assert answer.status_code == 422
    assert word in answer.text
    assert names.strip()[:3] in answer.text
    assert rows(meeting) == 0


def test_without_its_picture_no_list_is_taken(client, paper):
    meeting, url = paper
    answer = client.submit(url, {"names": "陈桂花"}, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "陈桂花" in answer.text
    assert rows(meeting) == 0


def test_before_the_meeting_there_is_nothing_to_type(client):
    meeting = a_meeting()
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    url = f"/bench/meetings/{meeting.code}/paper"
    assert "会还没有开" in client.page(url)
    assert enter(client, url, "陈桂花").status_code == 409
