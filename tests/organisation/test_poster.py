import pytest

from tests.factories.organisation import a_station
from tests.factories.people import an_account
from yiguan.organisation import addresses
from yiguan.people.states import Role


@pytest.mark.row("AP-03")
def test_a_poster_carries_the_short_address_in_capitals(app):
    station = a_station()
    assert addresses.poster_url(station) == f"HTTP://LOCALHOST/S/{station.code}"
    assert addresses.draw_poster(station).size == 25


@pytest.mark.row("ST-01")
def test_the_poster_of_a_station_prints_with_code_name_and_phone(client):
    station = a_station()
    client.sign_in(an_account(Role.CONVENER, station))
    page = client.page(f"/bench/units/{station.code}/poster")
    assert 'class="qr"' in page
    assert station.name in page
    assert station.phone in page
    assert f"localhost/S/{station.code}" in page
