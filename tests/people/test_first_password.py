from datetime import timedelta

import pytest

from yiguan.base import clock
from yiguan.base.actor import SYSTEM
from yiguan.people import service
from yiguan.people.states import PersonKind
from yiguan.store.db import db

GOOD = {"password": "明天上午九点半在议事厅开会", "again": "明天上午九点半在议事厅开会"}


@pytest.fixture
def link(app):
    person = service.add_person(SYSTEM, PersonKind.STAFF, "新来的")
    _, secret = service.create_account(SYSTEM, person, "newcomer")
    db.session.commit()
    return f"/first-password/{secret}"


def test_the_link_opens_once_and_the_password_then_signs_in(client, link):
    assert client.page(link).count("newcomer") == 1
    assert client.post(link, data=GOOD).status_code == 302
    assert client.post("/sign-in", data={"username": "newcomer", "password": GOOD["password"]}).status_code == 302
    assert client.get(link).status_code == 404


def test_a_short_password_and_a_mistyped_one_are_told_apart(client, link):
    short = client.post(link, data={"password": "短", "again": "短"})
    assert short.status_code == 422
    assert "密码至少12位" in short.get_data(as_text=True)
    unlike = client.post(link, data={**GOOD, "again": "另一句话另一句话另一句话"})
    assert "两次填的不一样" in unlike.get_data(as_text=True)


def test_after_three_days_the_link_is_dead(client, link):
    with clock.at(clock.now() + timedelta(hours=73)):
        assert "请联系系统管理员" in client.page(link, 404)
