"""Units are kept in the browser: corrected, confirmed, moved, retired; nothing invented is shown to anybody."""

import pytest

from tests.factories.leads import a_lead
from tests.factories.organisation import a_district, a_station
from tests.factories.people import an_account
from yiguan.audit.queries import entries_of
from yiguan.base.actor import SYSTEM
from yiguan.organisation import queries, seeds, service
from yiguan.organisation.states import UnitKind
from yiguan.people.states import Role
from yiguan.store.db import db

FACTS = {
    "kind": "station",
    "parent": "TG",
    "name": "幸福社区政协协商站",
    "short_name": "幸福社区",
    "phone": "0562-2851234",
    "hours": "周一到周五 8:30-17:30",
    "address": "井巷新村 3 号",
    "about": "",
}


@pytest.fixture(params=[Role.SYS_ADMIN, Role.OFFICER])
def keeper(client, request):
    client.sign_in(an_account(request.param, name="系统员"))
    return client


def below(unit, name="工作室"):
    """A workroom below the unit."""
    code = f"{unit.code[:3]}R"
    facts = {"kind": UnitKind.WORKROOM, "parent": unit.code, "name": name, "short_name": name}
    room = service.add_unit(SYSTEM, code=code, **facts)
    db.session.commit()
    return room


def now(unit):
    """The unit as it is stored."""
    db.session.expire_all()
    return queries.get_unit(unit.code)


def correct(client, unit, **facts):
    return client.submit(f"/desk/units/{unit.code}/correct", {**FACTS, "version": unit.version, **facts})


def test_corrected_facts_are_what_residents_read_and_the_trail_keeps_the_former_ones(keeper):
    station = a_station("幸福社区协商站")
    station.is_sample = True
    db.session.commit()
    assert correct(keeper, station).status_code == 302
    page = keeper.application.test_client().page(f"/units/{station.code}")
    assert "0562-2851234" in page
    assert not now(station).is_sample
    assert "名称原来是“幸福社区协商站”" in entries_of(station)[-1].note


def test_two_who_correct_at_once_overwrite_nothing(keeper):
    station = a_station()
    seen = station.version
    assert correct(keeper, station).status_code == 302
    answer = keeper.submit(f"/desk/units/{station.code}/correct", {**FACTS, "version": seen, "phone": "0562-2850000"})
    assert answer.status_code == 409
    assert queries.get_unit(station.code).phone == "0562-2851234"


def test_a_moved_unit_takes_all_below_it_along(keeper):
    old, new = a_station("老区"), a_station("新区")
    room = below(old)
    correct(keeper, old, parent=new.code)
    path = f"TG/{new.code}/{old.code}/"
    assert (now(old).path, now(room).path) == (path, f"{path}{room.code}/")
    answer = correct(keeper, new, parent=room.code)
    assert answer.status_code == 422
    assert "不能放到自己" in answer.text


def test_names_that_are_right_are_confirmed_together(keeper):
    stations = [a_station("东站"), a_station("西站")]
    for station in stations:
        station.is_sample = True
    db.session.commit()
    keeper.submit("/desk/units/confirm", {"unit": [station.code for station in stations]})
    assert not any(now(station).is_sample for station in stations)
    assert keeper.submit("/desk/units/confirm").status_code == 422


def test_a_unit_with_open_matters_is_not_retired_and_says_what_is_open(keeper):
    station = a_station()
    a_lead(station)
    answer = keeper.submit(f"/desk/units/{station.code}/retire", {"note": "并入别处"})
    assert answer.status_code == 409
    assert "没有处理的线索 1 件" in answer.text
    assert now(station).retired_on is None


def test_a_retired_unit_takes_nothing_new_answers_for_ever_and_comes_back(keeper):
    station = a_station("老站")
    assert "为什么撤" in keeper.submit(f"/desk/units/{station.code}/retire").text
    assert keeper.submit(f"/desk/units/{station.code}/retire", {"note": "并入别处"}).status_code == 302
    assert "这个站现在不收反映了" in keeper.page(f"/S/{station.code}")
    assert "老站" in keeper.page("/desk/units")
    keeper.submit(f"/desk/units/{station.code}/reopen")
    assert now(station).retired_on is None


def test_what_has_units_below_it_and_the_root_are_not_retired(keeper):
    above = a_station("镇")
    below(above, "村站")
    assert "村站" in keeper.submit(f"/desk/units/{above.code}/retire", {"note": "并"}).text
    assert keeper.submit(f"/desk/units/{a_district().code}/retire", {"note": "并"}).status_code == 409


def test_a_station_with_open_matters_stays_a_station(keeper):
    station = a_station()
    a_lead(station)
    assert "类别现在不能改" in correct(keeper, station, kind="department").text


@pytest.mark.parametrize("phone", ["没有", "12", "0562-2850001 张三"])
def test_a_telephone_is_digits(keeper, phone):
    assert 'id="phone-error"' in correct(keeper, a_station(), phone=phone).text


def test_a_new_installation_shows_no_invented_contact_and_prints_no_poster(app, client):
    seeds.load_foundation()
    db.session.commit()
    client.sign_in(an_account(Role.OFFICER))
    assert client.get("/bench/units/XF/poster").status_code == 409
    invented = {row[name] for row in seeds.rows("units") for name in ("phone", "hours", "address") if row[name]}
    for url in ("/", "/units/XF", "/S/XF", "/api/v1/units", "/desk/units/XF"):
        page = client.page(url)
        assert not [value for value in invented if value in page], url


@pytest.mark.parametrize("role", [Role.SEC_ADMIN, Role.AUDIT_ADMIN, Role.CHAIR])
def test_others_read_the_tree_and_change_nothing(client, role):
    station = a_station()
    client.sign_in(an_account(role))
    assert station.name in client.page("/desk/units")
    for act in ("correct", "retire", "reopen"):
        assert client.submit(f"/desk/units/{station.code}/{act}", FACTS).status_code == 403


def test_nothing_is_put_or_reopened_below_a_retired_unit_and_the_root_stays_the_root(keeper):
    above = a_station("镇")
    room = below(above)
    for unit in (room, above):
        keeper.submit(f"/desk/units/{unit.code}/retire", {"note": "并"})
    assert keeper.submit(f"/desk/units/{room.code}/reopen").status_code == 409
    assert "已经撤了" in correct(keeper, a_station("别处"), parent=above.code).text
    assert "只能是区政协" in correct(keeper, a_district(), kind="station").text
