from datetime import timedelta

import pytest

from tests.factories.leads import a_lead
from yiguan.base import clock
from yiguan.leads import queries
from yiguan.leads.looking_up import look_up
from yiguan.store.db import db


@pytest.fixture
def lead(app):
    return a_lead(phone="13812341234")


@pytest.mark.row("TP-03")
@pytest.mark.parametrize("typed", ["1234", " 1 2 3 4 ", "１２３４"])
def test_the_last_four_digits_of_the_phone_open_the_lead(lead, typed):
    assert look_up(lead, typed)


@pytest.mark.row("TP-03")
def test_the_pick_code_takes_the_place_of_the_phone(lead):
    assert look_up(lead, queries.pick_code_of(lead))


@pytest.mark.row("TP-03")
@pytest.mark.parametrize("typed", ["", "4321", "13812341234", "none", "\x00", "12345"])
def test_wrong_digits_open_nothing(lead, typed):
    assert not look_up(lead, typed)


def test_an_unknown_receipt_opens_nothing(app):
    assert queries.get_by_receipt("ZZZZZZZZ") is None
    assert not look_up(None, "1234")


@pytest.mark.parametrize(
    "change", [str.lower, lambda code: f"{code[:4]} {code[4:]}", lambda code: f"{code[:4]}-{code[4:]}"]
)
def test_a_receipt_is_read_as_people_type_it(lead, change):
    assert queries.get_by_receipt(change(lead.receipt)) is lead


def test_ten_wrong_tries_lock_the_lead_for_a_quarter_of_an_hour(lead):
    for _ in range(10):
        look_up(lead, "0000")
    db.session.commit()
    assert not look_up(lead, "1234")
    with clock.at(clock.now() + timedelta(minutes=16)):
        assert look_up(lead, "1234")


def test_guessing_does_not_make_the_page_of_a_convener_stale(lead):
    before = lead.version
    look_up(lead, "0000")
    db.session.commit()
    assert (lead.version, lead.failed_tries) == (before, 1)


def test_four_digits_open_nothing_when_no_phone_was_left(app):
    lead = a_lead(phone="")
    person = queries.proposer_of(lead)
    person.phone = None
    db.session.commit()
    assert not queries.opens(lead, "none")
    assert queries.opens(lead, queries.pick_code_of(lead))
