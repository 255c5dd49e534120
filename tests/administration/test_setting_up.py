"""The guided way of a new installation tells from what is stored what is still to be done."""

import pytest

from tests.factories.people import an_account
from yiguan.administration import setting_up
from yiguan.base.actor import SYSTEM
from yiguan.organisation import queries, seeds
from yiguan.organisation import service as units
from yiguan.organisation.states import STATION_KINDS, UnitKind
from yiguan.people.states import Role
from yiguan.store.db import db


@pytest.fixture
def new(app, client):
    """An installation of which nothing is done but `init`."""
    seeds.load_foundation()
    db.session.commit()
    client.sign_in(an_account(Role.SYS_ADMIN, name="系统员"))
    return client


def undone():
    return [step.title for step in setting_up.steps() if not step.done]


def test_at_first_everything_is_to_be_done_but_accounts(new):
    page = new.page("/desk/setup")
    for title in undone():
        assert title in page
    assert len(undone()) == 6


def test_signing_in_leads_there(new):
    assert new.get("/start").location == "/desk/setup"


def test_a_step_is_done_when_what_it_asks_for_is_stored(new):
    everything = queries.units_of(*UnitKind)
    units.confirm_units(SYSTEM, everything)
    for unit in everything:
        unit.phone = "0562-2850001" if unit.kind in STATION_KINDS else ""
    for role in (Role.SEC_ADMIN, Role.AUDIT_ADMIN, Role.OFFICER):
        new.application.test_client().sign_in(an_account(role, name=role.label))
    an_account(Role.CONVENER, queries.get_unit("XF"), name="李丽")
    assert undone() == []
    page = new.page("/desk/setup")
    assert "都准备好了" in page
    assert "这一步现在归区政协办公室办" in page


def test_what_is_missing_is_counted(new):
    queries.get_unit("XF").phone = "0562-2850001"
    an_account(Role.SEC_ADMIN, name="安全员")
    said = {step.title: step.said for step in setting_up.steps()}
    assert "还有 38 个没有电话" in said["给协商站、工作室填上电话"]
    assert "还缺：审计管理员、区政协办公室" in said["定下另外两位管理员和办公室的第一个人"]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYS_ADMIN])
def test_it_is_the_system_administrators(client, role):
    client.sign_in(an_account(role))
    assert client.get("/desk/setup").status_code == 403
