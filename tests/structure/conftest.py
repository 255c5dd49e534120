import flask_migrate
import pytest
from sqlalchemy import select

from tests.client import StaffClient
from tests.conftest import DATABASES, MIGRATIONS, test_settings
from tests.factories.joins import HOW, seen_at
from tests.factories.people import a_convener, a_resident
from tests.structure.everywhere import meeting_with_paper
from yiguan.app import create_app
from yiguan.joins import asking
from yiguan.new_phones import offering
from yiguan.organisation.models import Unit
from yiguan.people.models import Person
from yiguan.people.states import PersonKind, Role
from yiguan.registrations import inviting
from yiguan.sample import load_if_empty
from yiguan.store.db import db, transaction


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
        a_request()
        guests()
        yield app, demo
        db.session.remove()
        db.engine.dispose()


def a_request():
    """Somebody of XF wants to move to a new phone, two records may be one person; a colleague must confirm both."""
    with transaction():
        unit = db.session.scalars(select(Unit).where(Unit.code == "XF")).one()
        here = (Person.kind == PersonKind.RESIDENT, Person.device_id.is_not(None))
        person = db.session.scalars(select(Person).where(*here).order_by(Person.id).limit(1)).one()
        offering.ask(a_convener(unit), unit, person, note="手机丢了，当面看过身份证。")
        two = [a_resident("李秀英"), a_resident("李秀瑛")]
        seen_at(unit, *two)
        convener = a_convener(unit)
        asking.ask(convener, asking.pair(convener, *(one.id for one in two)), note=HOW)


def guests():
    """The members of WXH are invited to a meeting of another unit, which has a paper to read."""
    with transaction():
        meeting = meeting_with_paper()
        unit = db.session.scalars(select(Unit).where(Unit.code == "WXH")).one()
        inviting.invite_unit(a_convener(meeting.unit), meeting, unit, role=Role.MEMBER, required=False)


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
