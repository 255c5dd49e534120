from typing import Any

import pytest

from tests.factories.organisation import a_district, a_station
from tests.factories.people import a_convener, an_account, an_officer
from yiguan.base.errors import Forbidden
from yiguan.organisation import queries, service
from yiguan.organisation.states import UnitKind
from yiguan.people.states import Role

FOURTEENTH: dict[str, Any] = {
    "kind": "station",
    "parent": "TG",
    "name": "新城社区协商站",
    "short_name": "新城社区",
    "code": "xyz",
    "phone": "0562-2850099",
}


@pytest.mark.row("ST-01")
def test_a_fourteenth_station_needs_no_code(client):
    a_district()
    client.sign_in(an_account(Role.OFFICER))
    answer = client.submit("/desk/units/new", FOURTEENTH)
    assert answer.location == "/desk/units/XYZ"
    assert "新城社区协商站" in client.page("/S/XYZ")
    assert "新城社区协商站" in client.page("/")


@pytest.mark.row("ST-01")
def test_the_directory_shows_kind_code_page_and_poster_of_every_unit(client):
    station, group = a_station(), a_station("第一委员小组", kind=UnitKind.GROUP)
    client.sign_in(an_account(Role.OFFICER))
    page = client.page("/desk/units")
    for unit in (station, group):
        assert unit.name in page
        assert unit.kind.label in page
        assert f'href="/units/{unit.code}"' in page
        assert f'href="/bench/units/{unit.code}/poster"' in page


def test_a_code_in_use_is_explained_and_everything_typed_stays(client):
    station = a_station()
    client.sign_in(an_account(Role.OFFICER))
    answer = client.submit("/desk/units/new", {**FOURTEENTH, "code": station.code.lower()})
    assert answer.status_code == 422
    assert "已经有单位在用" in answer.text
    assert 'value="新城社区协商站"' in answer.text


@pytest.mark.parametrize(("field", "wrong"), [("code", "X1"), ("code", "ABCDEF"), ("name", "​"), ("parent", "NIX")])
def test_a_wrong_field_is_named(client, field, wrong):
    a_district()
    client.sign_in(an_account(Role.OFFICER))
    answer = client.submit("/desk/units/new", {**FOURTEENTH, field: wrong})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text


def test_a_convener_adds_no_unit(app):
    convener = a_convener(a_station())
    words = {key: value for key, value in FOURTEENTH.items() if key != "kind"}
    with pytest.raises(Forbidden):
        service.add_unit(convener, kind=UnitKind.STATION, **words)


def test_a_new_unit_lies_in_its_parents_reach(app):
    station = a_station()
    words = {**FOURTEENTH, "parent": station.code, "kind": UnitKind.WORKROOM, "code": "WKX"}
    service.add_unit(an_officer(), **words)
    assert queries.get_unit("WKX").path == f"{station.path}WKX/"


def test_programs_read_the_units_and_only_the_office_adds_one(client):
    before = client.get("/api/v1/units").json["total"]
    station = a_station(kind=UnitKind.STATION)
    found = client.get(f"/api/v1/units/{station.code}").json
    assert (found["name"], found["page"], found["qr"]) == (
        station.name, f"/units/{station.code}", f"/S/{station.code}",
    )  # fmt: skip
    assert client.get("/api/v1/units").json["total"] > before
    assert client.post("/api/v1/units", json=FOURTEENTH).status_code == 401
