import pytest
from sqlalchemy import select

from tests.factories.organisation import a_station
from tests.factories.people import an_account
from yiguan.leads import queries
from yiguan.leads.models import Lead
from yiguan.people.models import Consent
from yiguan.people.states import Channel, Role
from yiguan.store.db import db

SAID = {
    "channel": "visit",
    "text": "我住六楼，膝盖不行",
    "place": "井巷新村3栋",
    "name": "陈桂香",
    "public_name": "surname",
    "consent": "yes",
    "read_back": "yes",
}


@pytest.fixture
def desk(client):
    unit = a_station()
    client.sign_in(an_account(Role.STATION_STAFF, unit, name="赵小兰"))
    return client, unit


@pytest.mark.row("ST-04")
def test_staff_type_for_a_resident_and_who_for_whom_and_the_consent_are_kept(desk):
    client, unit = desk
    answer = client.submit("/bench/leads/new", {**SAID, "unit": unit.code})
    lead = db.session.scalars(select(Lead)).one()
    consent = db.session.scalars(select(Consent).where(Consent.person_id == lead.person_id)).one()
    assert (answer.status_code, lead.channel, consent.channel) == (302, Channel.VISIT, Channel.VISIT)
    page = client.page(f"/bench/leads/{lead.id}")
    assert "赵小兰代录" in page
    assert "已念给本人听" in page


@pytest.mark.row("ST-04")
def test_the_slip_carries_the_code_and_the_pick_code(desk):
    client, unit = desk
    answer = client.submit("/bench/leads/new", {**SAID, "unit": unit.code})
    lead = db.session.scalars(select(Lead)).one()
    slip = client.page(answer.location)
    assert f"{lead.receipt[:4]} {lead.receipt[4:]}" in slip
    assert queries.pick_code_of(lead) in slip


@pytest.mark.parametrize("lacking", ["consent", "read_back", "channel", "text", "name"])
def test_nothing_is_entered_without_consent_read_back_and_the_three_answers(desk, lacking):
    client, unit = desk
    said = {key: value for key, value in SAID.items() if key != lacking}
    answer = client.submit("/bench/leads/new", {**said, "unit": unit.code})
    assert answer.status_code == 422
    assert f'id="{lacking}-error"' in answer.get_data(as_text=True)
    assert db.session.scalars(select(Lead)).all() == []


def test_staff_do_not_enter_for_another_station(desk):
    client, _ = desk
    assert client.submit("/bench/leads/new", {**SAID, "unit": a_station().code}).status_code == 403
