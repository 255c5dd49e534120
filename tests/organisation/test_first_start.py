"""An empty installation after its foundation was loaded, on a database of its own."""

import os
from collections import Counter

import flask_migrate
import pytest

from tests.client import StaffClient
from tests.conftest import MIGRATIONS, test_settings
from tests.factories.people import an_account
from yiguan.app import create_app
from yiguan.organisation import queries, seeds
from yiguan.organisation.states import UnitKind
from yiguan.people.states import Role
from yiguan.store.db import db, transaction


@pytest.fixture(scope="module")
def fresh(instance):
    app = create_app(test_settings(instance, "sqlite", f"yiguan_units_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"))
    app.test_client_class = StaffClient
    with app.app_context():
        flask_migrate.upgrade(MIGRATIONS)
        with transaction():
            seeds.load_foundation()
        yield app
        db.engine.dispose()


@pytest.mark.row("ST-01")
def test_the_districts_units_are_all_there(fresh):
    kinds = Counter(unit.kind for unit in queries.units_of(*UnitKind))
    assert (kinds[UnitKind.STATION], kinds[UnitKind.WORKROOM], kinds[UnitKind.GROUP]) == (13, 16, 10)


@pytest.mark.row("ST-01")
def test_each_of_them_stands_in_the_directory_with_its_page_and_its_poster(fresh):
    with fresh.app_context():
        client = fresh.test_client()
        client.sign_in(an_account(Role.OFFICER))
        page = client.page("/desk/units")
        for unit in queries.units_of(*UnitKind):
            assert f"/desk/units/{unit.code}" in page
            assert (f'href="/units/{unit.code}"' in page) == unit.takes_leads
            assert (f"/bench/units/{unit.code}/poster" in page) == unit.has_poster


@pytest.mark.row("ST-01")
@pytest.mark.parametrize("code", ["XF", "GX"])
def test_a_stations_poster_leads_to_its_page(fresh, code):
    with fresh.app_context():
        assert queries.get_unit(code).name in fresh.test_client().page(f"/S/{code}")
