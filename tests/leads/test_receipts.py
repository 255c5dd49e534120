"""The number on a slip: 8 digits from now on, and what earlier slips say."""

from itertools import chain, repeat

import pytest
from sqlalchemy import func, select

from tests.factories.leads import WORDS, a_lead
from tests.factories.organisation import a_station
from tests.factories.people import a_convener, a_resident
from yiguan.base.codes import random_code
from yiguan.base.errors import Conflict
from yiguan.leads import queries, receipts, reporting
from yiguan.leads.models import Lead
from yiguan.people.states import Channel
from yiguan.store.db import db

OLD = "ABCD2345"


@pytest.mark.row("PS-04")
def test_a_receipt_has_eight_digits_and_no_meaning(app):
    numbers = {a_lead().receipt for _ in range(20)}
    assert len(numbers) == 20
    assert all(len(number) == 8 and number.isdecimal() for number in numbers)


@pytest.mark.parametrize("typed", ["1000 1234", "1000-1234", "１０００１２３４", "looo l234"])
def test_digits_are_read_however_they_were_typed(typed):
    assert receipts.read(typed) == "10001234"


@pytest.mark.parametrize("typed", ["1234", "123456789", "1234 567U", "A000 1234", "", "1" * 50])
def test_what_cannot_be_a_receipt_is_none(typed):
    assert receipts.read(typed) is None


def test_the_letters_of_an_earlier_slip_open_its_matter_for_ever(client):
    lead = a_lead(phone="13812341234")
    lead.receipt = OLD

    db.session.commit()
    assert queries.get_by_receipt("abcd 2345") is lead
    assert "ABCD 2345" in client.page(f"/leads/{OLD}")


@pytest.fixture
def taken(app, monkeypatch):
    """The next two numbers drawn are those of a lead that is there."""
    lead = a_lead()
    drawn = chain(repeat(lead.receipt, 2), ["00000017"])
    monkeypatch.setattr(receipts, "new", lambda: next(drawn))
    return lead


def test_a_number_that_another_has_is_drawn_again_and_the_form_is_kept(taken):
    lead = reporting.submit(a_resident("方素琴"), a_station(), text=WORDS, place="井巷", nonce=random_code(40))
    db.session.commit()
    assert (lead.receipt, lead.text, len(queries.pick_code_of(lead))) == ("00000017", WORDS, 4)
    assert db.session.scalar(select(func.count(Lead.id))) == 2


def test_what_staff_type_is_kept_too(taken):
    unit = a_station()
    lead = reporting.enter(a_convener(unit), unit, channel=Channel.VISIT, name="周大爷", text=WORDS, place="井巷")
    assert lead.receipt == "00000017"
    db.session.commit()


def test_numbers_that_are_all_taken_are_said_and_nothing_is_half_stored(taken, monkeypatch):
    monkeypatch.setattr(receipts, "new", lambda: taken.receipt)
    with pytest.raises(Conflict) as refused:
        reporting.submit(a_resident("方素琴"), a_station(), text=WORDS, place="井巷", nonce=random_code(40))
    assert "没有存下" in refused.value.message
    assert db.session.scalar(select(func.count(Lead.id))) == 1
