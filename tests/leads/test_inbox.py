from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.factories.leads import a_lead
from tests.factories.organisation import a_station
from tests.factories.people import an_account, as_actor
from tests.queries import counted
from yiguan.attachments.pictures import DECODERS, normalise
from yiguan.audit.queries import entries_of
from yiguan.base import clock
from yiguan.leads import acts, queries, reporting
from yiguan.leads.models import Lead
from yiguan.leads.states import OPEN, LeadState
from yiguan.people.states import Role
from yiguan.people.vault import name_of, phone_of
from yiguan.store.db import db
from yiguan.workflow.perform import perform


def signed_in(client, role=Role.CONVENER, unit=None):
    account = an_account(role, unit)
    client.sign_in(account)
    return account


@pytest.mark.row("TR-01")
def test_the_inbox_shows_what_has_the_least_time_left_first(client):
    unit = a_station()
    with clock.at(clock.now() - timedelta(days=20)):
        a_lead(unit, text="早就到期的事")
    a_lead(unit, text="今天才来的事")
    a_lead(unit, LeadState.NEEDS_INFO, text="等居民补充的事")
    signed_in(client, unit=unit)
    page = client.page("/bench/leads")
    places = [page.index(words) for words in ("早就到期的事", "今天才来的事", "等居民补充的事")]
    assert places == sorted(places)
    assert "工作日" in page


@pytest.mark.row("TR-02")
def test_what_is_late_has_a_list_of_its_own_and_leaves_it_when_answered(client):
    unit = a_station()
    with clock.at(clock.now() - timedelta(days=20)):
        late = a_lead(unit, text="早就到期的事")
    a_lead(unit, text="今天才来的事")
    account = signed_in(client, unit=unit)
    page = client.page("/bench/leads?state=overdue")
    assert "早就到期的事" in page
    assert "今天才来的事" not in page
    perform(acts.ASK, queries.get_lead(as_actor(account), late.id), by=as_actor(account), note="在几楼？")
    db.session.commit()
    assert "早就到期的事" not in client.page("/bench/leads?state=overdue")


@pytest.mark.row("ST-02")
def test_another_station_neither_lists_nor_opens_the_lead(client):
    lead = a_lead(text="只给本站看")
    signed_in(client, unit=a_station())
    assert "只给本站看" not in client.page("/bench/leads")
    client.page(f"/bench/leads/{lead.id}", 404)
    client.page(f"/bench/leads/{lead.id}/photos/0", 404)


@pytest.mark.row("ST-02")
@pytest.mark.parametrize(
    "act", ["ask", "move", "transfer", "decline", "answer", "recheck", "note", "withdraw", "contact"]
)
def test_another_station_cannot_act_on_it(client, act):
    lead = a_lead()
    signed_in(client, unit=a_station())
    assert client.submit(f"/bench/leads/{lead.id}/{act}", {"text": "x"}).status_code == 404


@pytest.mark.parametrize(("role", "status"), [(Role.OFFICER, 200), (Role.STATION_STAFF, 200), (Role.MEMBER, 404)])
def test_the_office_and_the_station_open_a_lead_and_a_member_does_not(client, role, status):
    unit = a_station()
    lead = a_lead(unit)
    signed_in(client, role, None if role is Role.OFFICER else unit)
    client.page(f"/bench/leads/{lead.id}", status)


def test_the_filters_count_and_lead_to_their_lists(client):
    unit = a_station()
    a_lead(unit, LeadState.DECLINED, text="不归区里管的事")
    signed_in(client, unit=unit)
    assert "不归区里管的事" not in client.page("/bench/leads")
    assert "不归区里管的事" in client.page("/bench/leads?state=declined")
    assert "等着处理" in client.page("/bench/leads?state=nonsense")


def test_an_empty_inbox_says_what_to_do_first(client):
    signed_in(client, unit=a_station())
    assert "替上门的居民登记" in client.page("/bench/leads")


def test_the_list_needs_the_same_few_statements_for_any_number_of_leads(client):
    unit = a_station()
    a_lead(unit)
    signed_in(client, unit=unit)
    sent = []
    for more in (19, 40):
        _copy(unit, more)
        db.session.remove()  # as every request begins: the calendar is read once in each
        with counted() as statements:
            client.page("/bench/leads")
        sent.append(len(statements))
    assert sent[0] == sent[1] <= 8


def _copy(unit, number):
    first = db.session.scalars(select(Lead).where(Lead.unit_id == unit.id)).first()
    names = {column.key for column in Lead.__table__.columns} - {"id", "receipt", "nonce", "limit_id"}
    fixed = {name: getattr(first, name) for name in names}
    for n in range(number):
        db.session.add(Lead(**fixed, receipt=f"{number:02}{n:06}", nonce=f"{number}-{n}"))
    db.session.commit()


@pytest.mark.row("PS-06")
def test_name_and_phone_are_masked_until_a_reason_is_given_and_the_look_is_logged(client):
    unit = a_station()
    lead = a_lead(unit, phone="13812341234")
    person = queries.proposer_of(lead)
    account = signed_in(client, unit=unit)
    page = client.page(f"/bench/leads/{lead.id}")
    assert "138****1234" in page
    assert (name_of(person) in page, phone_of(person) in page) == (False, False)
    refused = client.submit(f"/bench/leads/{lead.id}/contact", {"why": " "})
    assert (refused.status_code, "13812341234" in refused.get_data(as_text=True)) == (422, False)
    shown = client.submit(f"/bench/leads/{lead.id}/contact", {"why": "约时间上门"}).get_data(as_text=True)
    assert "13812341234" in shown
    assert account.person_id in {entry.actor_id for entry in _looks(person)}


def _looks(person):
    return [entry for entry in entries_of(person) if entry.act == "reveal_phone"]


def test_every_open_state_stands_in_the_inbox(app):
    assert set(OPEN) == {LeadState.SUBMITTED, LeadState.NEEDS_INFO}


def test_photos_are_served_to_the_own_station_only_and_without_a_place_in_them(client, app):
    unit = a_station()
    lead = a_lead(unit)
    turned = (Path(__file__).parents[1] / "attachments" / "turned.heic").read_bytes()
    with DECODERS.taken() as slot:
        drawn = normalise(turned, slot)
    reporting.add_photos(lead, [drawn], app.extensions["settings"].uploads)
    db.session.commit()
    signed_in(client, unit=unit)
    with client.get(f"/bench/leads/{lead.id}/photos/0") as answer:
        assert (answer.status_code, answer.mimetype, b"Exif" in answer.data) == (200, "image/jpeg", False)
        assert answer.headers["Cache-Control"] == "no-store"
    client.page(f"/bench/leads/{lead.id}/photos/1", 404)
