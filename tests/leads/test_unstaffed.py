"""A real installation takes a matter only where somebody is appointed to read it."""

import pytest

from tests.factories.organisation import a_district, a_station
from tests.factories.people import an_account
from yiguan.people.queries import is_heard
from yiguan.people.states import Role

NOT_YET = "还没有开始收反映"


@pytest.fixture
def new(client, installed):
    installed(mode="production")
    return client


def test_a_station_that_nobody_reads_says_so_and_takes_nothing(new):
    station = a_station()
    assert NOT_YET in new.page(f"/units/{station.code}")
    assert NOT_YET in new.page(f"/units/{station.code}/leads/new", 404)
    words = {
        "text": "楼道里的灯坏了半个月",
        "place": "井巷新村",
        "name": "李秀英",
        "phone": "13800001122",
        "consent": True,
    }
    key = {"Idempotency-Key": "not-yet-1"}
    answer = new.post("/api/v1/leads", json={"unit": station.code, **words}, headers=key)
    assert (answer.status_code, answer.json["message"][:6]) == (409, "这个协商站还")


@pytest.mark.parametrize(("role", "above"), [(Role.CONVENER, False), (Role.OFFICER, True)])
def test_it_takes_them_as_soon_as_a_convener_or_the_office_is_there(new, role, above):
    station = a_station()
    an_account(role, a_district() if above else station)
    assert "我要反映" in new.page(f"/units/{station.code}")
    assert "照平时说话写就行" in new.page(f"/units/{station.code}/leads/new")


def test_a_member_alone_reads_none(app, installed):
    installed(mode="production")
    station = a_station()
    an_account(Role.MEMBER, station)
    assert not is_heard(station)
