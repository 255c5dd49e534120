"""Who has two records that are joined is erased with both, corrected in both, and shown with both."""

from datetime import timedelta

import pytest

from tests.factories.leads import WORDS
from tests.factories.organisation import a_station
from tests.factories.people import a_resident, an_account
from yiguan.audit.queries import entries_of
from yiguan.base import clock
from yiguan.base.actor import SYSTEM, Actor
from yiguan.base.codes import random_code
from yiguan.base.errors import Invalid
from yiguan.leads import queries as leads
from yiguan.leads import reporting
from yiguan.leads.acts import WITHDRAW
from yiguan.leads.models import Lead
from yiguan.organisation.models import Unit
from yiguan.people import joining, residents, vault
from yiguan.people.models import Person
from yiguan.people.states import JoinProof, Role
from yiguan.progress import erasing, holding, wishes
from yiguan.progress.queries import RECEIPT_WAITS
from yiguan.store.db import db
from yiguan.workflow.perform import perform

TOKEN = "p" * 32
AGES = timedelta(days=900)


def on_the_phone(name: str = "李秀英", phone: str = "13856201234") -> Person:
    person = residents.resident_on(TOKEN, name, phone=phone)
    db.session.commit()
    return person


@pytest.fixture
def two(app) -> tuple[Person, Person]:
    """A with the phone, and B whose phone she has no more."""
    a, b = on_the_phone(), a_resident("李秀英")
    joining.take_in(SYSTEM, b, a, JoinProof.OLD_PHONE)
    db.session.commit()
    return a, b


def a_report(person: Person) -> Lead:
    lead = reporting.submit(person, a_station(), text=WORDS, place="楼下", nonce=random_code(40))
    db.session.commit()
    return lead


def withdraw(lead: Lead) -> None:
    perform(WITHDRAW, leads.get_by_receipt(lead.receipt), by=Actor("resident", id=lead.person_id))


def erased(*people: Person) -> list[bool]:
    db.session.commit()
    db.session.expire_all()
    return [person.erased_at is not None for person in people]


@pytest.mark.row("PS-02")
def test_nobody_is_erased_at_their_wish_while_a_joined_record_of_theirs_is_open(two):
    lead = a_report(two[1])
    wishes.wish(holding.of_phone(TOKEN)[0])
    assert erasing.erase_wished() == 0
    assert erased(*two) == [False, False]
    withdraw(lead)
    assert erasing.erase_wished() == 2
    assert erased(*two) == [True, True]


@pytest.mark.row("NT-02")
def test_the_station_that_knows_a_record_without_a_phone_calls_it_of_a_wish_made_on_the_phone(two, client):
    lead = a_report(two[1])
    client.sign_in(an_account(Role.STATION_STAFF, db.session.get_one(Unit, lead.unit_id)))
    wishes.wish(holding.of_phone(TOKEN)[0])
    db.session.commit()
    assert "您要求删除您的信息" in client.page("/bench/notices/printed")


@pytest.mark.row("PS-02")
@pytest.mark.parametrize("reports", [0, 1])
def test_retention_keeps_both_records_while_one_is_needed(two, reports):
    for person in two:
        person.created_at = clock.now() - AGES
    lead = a_report(two[reports])
    assert erasing.erase_old() == 0
    withdraw(lead)
    with clock.at(clock.now() + AGES):
        assert erasing.erase_old() == 2
    assert erased(*two) == [True, True]


def test_retention_keeps_an_old_record_as_long_as_a_newer_one_of_the_same_person(two):
    two[0].created_at = clock.now() - AGES
    db.session.commit()
    assert erasing.erase_old() == 0


def test_a_join_by_receipts_lends_nobody_a_phone(two):
    """Else whoever joined their own phone to a slip could have its owner erased the same night."""
    desk = residents.resident_at_desk("何秀兰")
    joining.unite(SYSTEM, two[0].id, desk.id, JoinProof.RECEIPTS)
    lead = a_report(desk)
    wishes.wish(holding.of_receipt(lead))
    withdraw(lead)
    assert erasing.erase_wished() == 0
    with clock.at(clock.now() + RECEIPT_WAITS):
        assert erasing.erase_wished() == 1
    assert erased(desk, *two) == [True, False, False]


@pytest.mark.row("PS-03")
def test_what_is_corrected_is_corrected_in_every_record_of_the_person(two):
    held = holding.of_phone(TOKEN)[0]
    wishes.correct(held, name="李秀瑛", phone="")
    db.session.commit()
    assert [(vault.name_of(person), person.phone) for person in two] == [("李秀瑛", None)] * 2
    assert [entries_of(person)[-1].act for person in two] == ["correct_own"] * 2
    erasing._erase([two[1]])
    wishes.correct(held, name="李秀英", phone="13800001111")
    db.session.commit()
    db.session.expire_all()
    assert [vault.name_of(person) for person in two] == ["李秀英", "（已删除）"]


def test_a_name_that_is_taken_on_the_phone_of_a_joined_record_changes_nothing(two):
    elsewhere = a_resident("李秀影")
    joining.unite(SYSTEM, two[0].id, elsewhere.id, JoinProof.STAFF)
    other = a_resident("王大山")
    other.device_id = elsewhere.device_id
    db.session.commit()
    with pytest.raises(Invalid):
        wishes.correct(holding.of_phone(TOKEN)[0], name="王大山", phone="")
    assert [vault.phone_of(person) for person in two] == ["13856201234", "13800001234"]
    assert [vault.name_of(person) for person in two] == ["李秀英"] * 2


def test_two_names_on_one_phone_of_one_person_stay_apart(two):
    beside = on_the_phone("李秀瑛")
    joining.unite(SYSTEM, two[0].id, beside.id, JoinProof.STAFF)
    held = next(held for held in holding.of_phone(TOKEN) if held.person is two[0])
    wishes.correct(held, name="李秀影", phone="")
    db.session.commit()
    assert [vault.name_of(person) for person in (*two, beside)] == ["李秀影", "李秀影", "李秀瑛"]
    assert beside.phone is None


def test_the_page_says_that_something_is_open_which_it_does_not_show(two):
    hidden = a_resident("李秀瑛")
    joining.unite(SYSTEM, two[0].id, hidden.id, JoinProof.RECEIPTS)
    lead = a_report(hidden)
    (held,) = holding.of_phone(TOKEN)
    assert (held.is_needed, held.open_lines) == (True, [])
    assert lead.title not in [line.text for line in held.lines]


@pytest.mark.row("PS-01")
def test_a_join_by_receipts_takes_nothing_away_from_the_phone(two):
    a, b = two
    older = a_resident("李秀瑛")
    older.created_at = clock.now() - AGES
    assert joining.records_on(TOKEN) == [a.id, b.id]
    joining.unite(SYSTEM, a.id, older.id, JoinProof.RECEIPTS)
    assert a.id in joining.counted_as(older.id)
    assert joining.records_on(TOKEN) == [a.id, b.id]
    assert joining.shown_as(older.id) == [older.id]
