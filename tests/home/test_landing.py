import pytest

from tests.factories.organisation import a_station


@pytest.mark.row("ST-01")
def test_the_first_page_names_every_station_with_its_phone(client):
    station = a_station("幸福社区协商站")
    page = client.page("/")
    assert station.name in page
    assert f'href="tel:{station.phone}"' in page
    assert f"/units/{station.code}" in page


def test_a_receipt_typed_as_people_type_leads_to_its_page(client):
    assert client.get("/lookup?code=1234 O678").location == "/leads/12340678"
    assert client.get("/lookup?code=abcd-2345 ").location == "/leads/ABCD2345"
    assert client.get("/lookup?code=abc234").location == "/topics/ABC234"
    assert client.get("/lookup?code=o1b2c").location == "/meetings/01B2C"


def test_a_code_that_cannot_be_one_is_kept_and_explained(client):
    answer = client.get("/lookup?code=你好")
    assert answer.status_code == 422
    assert "8位数字" in answer.text
    assert 'value="你好"' in answer.text


@pytest.mark.parametrize("typed", ["", "%20"])
def test_nothing_typed_is_no_wrong_number(client, typed):
    page = client.page(f"/lookup?code={typed}", 422)
    assert "请写编号" in page
    assert "没有这样的编号" not in page


@pytest.mark.row("AP-03")
def test_the_posters_short_address_opens_the_stations_page(client):
    station = a_station()
    for address in (f"/S/{station.code}", f"/units/{station.code.lower()}"):
        page = client.page(address)
        assert station.name in page
        assert f"/units/{station.code}/leads/new" in page


def test_an_unknown_station_is_answered_with_a_sentence(client):
    assert "首页选一个" in client.page("/S/QQ", 404)
