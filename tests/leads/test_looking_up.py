from datetime import UTC, datetime, timedelta

import pytest

from tests.factories.leads import a_lead
from yiguan.base import clock
from yiguan.base.errors import TooMany
from yiguan.leads import queries
from yiguan.leads.looking_up import RECEIPT, look_up
from yiguan.people import attempts
from yiguan.people.attempts import Origin
from yiguan.store.db import db

HERE = "198.51.100.7"


@pytest.fixture
def lead(app):
    return a_lead(phone="13812341234")


@pytest.mark.row("TP-03")
@pytest.mark.parametrize("typed", ["1234", " 1 2 3 4 ", "１２３４"])
def test_the_last_four_digits_of_the_phone_open_the_lead(lead, typed):
    assert look_up(lead.receipt, typed, HERE)


@pytest.mark.row("TP-03")
def test_the_pick_code_takes_the_place_of_the_phone(lead):
    assert look_up(lead.receipt, queries.pick_code_of(lead), HERE)


@pytest.mark.row("TP-03")
@pytest.mark.parametrize("typed", ["", "4321", "13812341234", "none", "\x00", "12345"])
def test_wrong_digits_open_nothing(lead, typed):
    assert not look_up(lead.receipt, typed, HERE)


def test_an_unknown_receipt_opens_nothing(app):
    assert queries.get_by_receipt("ZZZZZZZZ") is None
    assert not look_up("ZZZZZZZZ", "1234", HERE)


@pytest.mark.parametrize(
    "change", [str.lower, lambda code: f"{code[:4]} {code[4:]}", lambda code: f"{code[:4]}-{code[4:]}"]
)
def test_a_receipt_is_read_as_people_type_it(lead, change):
    assert queries.get_by_receipt(change(lead.receipt)) is lead


@pytest.fixture(params=["known", "unknown"])
def receipt(request, lead):
    return lead.receipt if request.param == "known" else "ZZZZZZZZ"


def test_whoever_guesses_on_is_told_until_when_whether_or_not_the_receipt_exists(lead, receipt):
    with clock.at(datetime(2026, 11, 28, 7, 0, tzinfo=UTC)):
        for _ in range(6):
            assert look_up(receipt, "0000", HERE) is None
        with pytest.raises(TooMany, match="rate_limited") as told:
            look_up(receipt, "1234", HERE)
    assert "15:00以后再填" in told.value.message
    assert told.value.retry_after_s == 30


def test_guessing_elsewhere_does_not_hold_the_resident_up(lead):
    for _ in range(6):
        look_up(lead.receipt, "0000", "203.0.113.9")
    assert look_up(lead.receipt, "1234", HERE)


def test_guessing_from_everywhere_is_slowed_down_too(lead, receipt):
    for n in range(21):
        look_up(receipt, "0000", f"203.0.113.{n}")
    with pytest.raises(TooMany):
        look_up(receipt, "0000", "203.0.113.99")
    with clock.at(clock.now() + timedelta(hours=1, minutes=1)):
        found = look_up(receipt, "1234", HERE)
        assert (found is not None and found.id == lead.id) == (receipt == lead.receipt)


def test_of_all_tails_few_are_tried_in_a_day(lead):
    """Whoever comes from a new address each time, as fast as they are let."""
    tried, moment = 0, clock.now()
    end = moment + timedelta(days=1)
    while moment < end:
        with clock.at(moment):
            until = attempts.waits_until(RECEIPT, lead.receipt, Origin(f"203.0.113.{tried}"))
            if until is None:
                look_up(lead.receipt, "0000", f"203.0.113.{tried}")
                tried += 1
            moment = until or moment + timedelta(seconds=1)
    assert 20 < tried < 60


def test_guessing_does_not_make_the_page_of_a_convener_stale(lead):
    before = lead.version
    look_up(lead.receipt, "0000", HERE)
    db.session.commit()
    assert lead.version == before


def test_four_digits_open_nothing_when_no_phone_was_left(app):
    lead = a_lead(phone="")
    person = queries.proposer_of(lead)
    person.phone = None
    db.session.commit()
    assert not queries.opens(lead, "none")
    assert queries.opens(lead, queries.pick_code_of(lead))
