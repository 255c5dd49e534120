import pytest
from sqlalchemy import select

from tests.factories.people import an_account
from yiguan.home.models import Feedback
from yiguan.people.states import Role
from yiguan.store.db import db


def test_anybody_may_complain_without_a_name(client):
    answer = client.post("/feedback", data={"text": "大屏上的字太小，看不清。"})
    assert answer.location == "/"
    assert db.session.scalar(select(Feedback.text)) == "大屏上的字太小，看不清。"


def test_a_wrong_phone_is_explained_and_the_words_stay(client):
    answer = client.post("/feedback", data={"text": "签到排队太久", "phone": "123"})
    assert answer.status_code == 422
    assert "11位" in answer.text
    assert "签到排队太久" in answer.text


def test_the_office_reads_it_and_notes_what_was_done(client):
    client.post("/feedback", data={"text": "海报贴得太高", "name": "李秀英", "phone": "13800001234"})
    client.sign_in(an_account(Role.OFFICER))
    page = client.page("/desk/feedback")
    assert "海报贴得太高" in page
    assert "138****1234" in page
    assert "13800001234" not in page
    found = db.session.scalars(select(Feedback)).one()
    client.submit(f"/desk/feedback/{found.id}/answer", {"answer": "已经重贴"})
    assert "已经重贴" in client.page("/desk/feedback")


def test_a_second_answer_does_not_overwrite_the_first(client):
    client.post("/feedback", data={"text": "海报贴得太高"})
    client.sign_in(an_account(Role.OFFICER))
    found = db.session.scalars(select(Feedback)).one()
    for status in (302, 409):
        answer = client.submit(f"/desk/feedback/{found.id}/answer", {"answer": "已经重贴", "version": "1"})
        assert answer.status_code == status


@pytest.mark.row("PS-06")
def test_a_phone_is_shown_only_for_a_reason_that_is_kept(client):
    client.post("/feedback", data={"text": "请回电话", "phone": "13800001234"})
    client.sign_in(an_account(Role.OFFICER))
    found = db.session.scalars(select(Feedback)).one()
    assert client.submit(f"/desk/feedback/{found.id}/phone", {"reason": ""}).status_code == 422
    assert "13800001234" in client.submit(f"/desk/feedback/{found.id}/phone", {"reason": "回电"}).text
