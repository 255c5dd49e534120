import flask_migrate
import pytest

from tests.client import StaffClient
from tests.conftest import DATABASES, MIGRATIONS, test_settings
from yiguan.app import create_app
from yiguan.sample import load_if_empty
from yiguan.store.db import db


@pytest.fixture(scope="module", params=DATABASES)
def district(request, instance):
    """The sample district, committed for real; and its demo.json."""
    app = create_app(
        test_settings(instance, request.param, f"{request.module.__name__.rpartition('.')[2]}_{request.param}")
    )
    app.test_client_class = StaffClient
    with app.app_context():
        flask_migrate.upgrade(MIGRATIONS)
        demo = load_if_empty(app)
        yield app, demo
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def people(district):
    """`people("convener", "XF")`: a browser in which that person is signed in."""
    app, demo = district

    def sign_in(role: str, unit: str) -> StaffClient:
        who = next(a for a in demo["accounts"] if (a["role"], a["unit"]) == (role, unit))
        client: StaffClient = app.test_client()
        form = {"username": who["username"], "password": who["password"]}
        assert client.post("/sign-in", data=form).status_code == 302
        return client

    return sign_in
