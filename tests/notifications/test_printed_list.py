import pytest

from tests.factories.notifications import a_notice, delivery_of
from tests.factories.organisation import a_station
from tests.factories.people import a_resident, an_account
from tests.queries import counted
from yiguan.audit.queries import entries_of
from yiguan.notifications.states import NoticeChannel, NoticeState
from yiguan.people import residents
from yiguan.people.states import Role
from yiguan.store.db import db


def a_line(station, name="钱阿婆", title="您反映的事已采用"):
    return a_notice(residents.resident_at_desk(name).id, station, title=title, unit=station)


def test_the_station_sees_whom_it_must_tell_with_the_name_in_full(client):
    station = a_station()
    a_line(station)
    client.sign_in(an_account(Role.STATION_STAFF, station))
    for address in ("/bench/notices/printed", "/bench/notices/printed/sheet"):
        page = client.page(address)
        assert "钱阿婆" in page
        assert "您反映的事已采用" in page


def test_another_station_sees_nothing_of_it_and_can_tick_nothing_off(client):
    station = a_station()
    line = a_line(station)
    client.sign_in(an_account(Role.CONVENER, a_station()))
    assert "钱阿婆" not in client.page("/bench/notices/printed")
    assert client.submit("/bench/notices/printed", {"notice": line.id}).status_code == 422
    assert delivery_of(line).state is NoticeState.WAITING


def test_who_was_told_leaves_the_list_and_a_trace(client):
    station = a_station()
    told = a_line(station)
    a_line(station, "孙大爷")
    client.sign_in(an_account(Role.CONVENER, station))
    client.submit("/bench/notices/printed", {"notice": told.id})
    page = client.page("/bench/notices/printed")
    assert "钱阿婆" not in page
    assert "孙大爷" in page
    assert [entry.act for entry in entries_of(delivery_of(told))] == ["tell_in_person"]


def test_ticking_nothing_says_so_and_changes_nothing(client):
    station = a_station()
    a_line(station)
    client.sign_in(an_account(Role.CONVENER, station))
    answer = client.submit("/bench/notices/printed")
    assert answer.status_code == 422
    assert "没有勾选" in answer.text
    assert "钱阿婆" in answer.text


@pytest.mark.row("NT-01")
def test_a_message_that_failed_for_good_is_told_by_the_station(client, installed):
    installed(sms="console")
    station = a_station()
    notice = a_notice(a_resident("吴桂英", "13800005566").id, station, title="您反映的事已采用", unit=station)
    failed = delivery_of(notice, NoticeChannel.SMS)
    client.sign_in(an_account(Role.CONVENER, station))
    assert "吴桂英" not in client.page("/bench/notices/printed")
    failed.state = NoticeState.FAILED
    db.session.add(failed)
    db.session.commit()
    assert "吴桂英" in client.page("/bench/notices/printed")
    client.submit("/bench/notices/printed", {"notice": notice.id})
    assert "吴桂英" not in client.page("/bench/notices/printed")
    assert delivery_of(notice, NoticeChannel.SMS).state is NoticeState.SENT


def test_whoever_is_called_on_anyway_is_listed_once(client, installed):
    installed(sms="console")
    station = a_station()
    notice = a_notice(residents.resident_at_desk("钱阿婆", phone="13800005566").id, station, unit=station)
    delivery_of(notice, NoticeChannel.SMS).state = NoticeState.FAILED
    db.session.commit()
    client.sign_in(an_account(Role.CONVENER, station))
    assert client.get("/api/v1/notices/printed").json["total"] == 1


def test_programs_tick_the_same_list(client):
    station = a_station()
    line = a_line(station)
    client.sign_in(an_account(Role.CONVENER, station))
    assert client.get("/api/v1/notices/printed").json["total"] == 1
    head = {"X-CSRFToken": client.csrf()}
    assert client.post("/api/v1/notices/printed/told", json={"notices": [line.id]}, headers=head).json == {"told": 1}
    assert client.get("/api/v1/notices/printed").json["total"] == 0


def test_a_stranger_reads_no_inbox_through_the_api(client):
    assert client.get("/api/v1/notices").status_code == 401
    assert client.post("/api/v1/notices/printed/told", json={"notices": [1]}).status_code == 401


def test_a_long_list_costs_no_more_statements_than_a_short_one(client):
    station = a_station()
    client.sign_in(an_account(Role.CONVENER, station))
    costs = []
    for more in (20, 40):
        for _ in range(more):
            a_line(station)
        with counted() as sent:
            client.page("/bench/notices/printed")
        costs.append(len(sent))
    assert costs[0] == costs[1] <= 8
