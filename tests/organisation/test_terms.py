"""届: what was made in a term stays in it, and nothing is renumbered when the next one begins (domain.md §9.2.9)."""

from datetime import UTC, date, datetime

import pytest

from tests.factories.leads import a_lead
from tests.factories.organisation import a_plenary, a_station, a_term
from tests.factories.people import an_account
from tests.factories.topics import a_topic
from yiguan.base import clock
from yiguan.base.actor import SYSTEM
from yiguan.numbering import sealed
from yiguan.numbering.service import allot, allot_since
from yiguan.people import appointing
from yiguan.people.models import Appointment
from yiguan.people.states import Role
from yiguan.store.db import db
from yiguan.topics.states import TopicState

LAST_MINUTE, FIRST_MINUTE = datetime(2026, 12, 31, 15, 59, tzinfo=UTC), datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
PROPOSAL = "{term}届{plenary}次会议第{number:03d}号"


@pytest.fixture
def terms(app):
    return a_term(2, date(2021, 12, 1)), a_term(3, date(2027, 1, 1))


def made_at(moment, make):
    with clock.at(moment):
        return make()


def test_a_record_belongs_to_the_term_of_its_day_in_tongling(terms):
    last, first = (made_at(moment, a_lead) for moment in (LAST_MINUTE, FIRST_MINUTE))
    assert (last.term, first.term) == terms
    assert (last.term.label, first.term.label) == ("二届", "三届")


def test_what_is_older_than_every_term_belongs_to_the_first_and_without_terms_to_none(app):
    assert a_lead().term is None
    first = a_term(2, date(2021, 12, 1))
    assert made_at(datetime(2021, 5, 1, tzinfo=UTC), a_lead).term is first


def test_an_appointment_belongs_to_the_term_in_which_it_begins(terms):
    account, station = an_account(Role.MEMBER), a_station()
    made_at(FIRST_MINUTE, lambda: appointing.appoint(SYSTEM, account.person, station.id, Role.MEMBER))
    db.session.commit()
    found = db.session.query(Appointment).filter_by(person_id=account.person_id).order_by(Appointment.id).all()
    assert [one.term for one in found] == list(terms)


def test_the_end_of_a_term_changes_no_number_and_no_record(terms):
    topic = made_at(LAST_MINUTE, lambda: a_topic(state=TopicState.APPROVED))
    number = topic.number
    terms[0].ends_on = date(2026, 11, 30)
    db.session.commit()
    with clock.at(FIRST_MINUTE):
        other = a_topic(topic.unit, TopicState.APPROVED)
    assert (topic.number, topic.term) == (number, terms[0])
    assert other.term is terms[1]
    assert list(sealed.without_gaps()) == []


def test_a_series_by_the_year_goes_on_when_a_term_ends_within_it(app):
    a_term(1, date(2016, 12, 1))
    before = made_at(datetime(2021, 11, 1, tzinfo=UTC), lambda: allot("a", "{year}-{number}"))
    a_term(2, date(2021, 12, 1))
    after = made_at(datetime(2021, 12, 9, tzinfo=UTC), lambda: allot("a", "{year}-{number}"))
    assert (before, after) == ("2021-1", "2021-2")


@pytest.mark.row("PP-04")
def test_proposals_count_since_their_plenary_over_the_turn_of_the_year(terms):
    third = a_plenary(terms[0], 3, date(2026, 1, 12))
    moments = (LAST_MINUTE, FIRST_MINUTE)
    words = [made_at(moment, lambda: allot_since(third, "proposal", PROPOSAL)) for moment in moments]
    assert words == ["二届三次会议第001号", "二届三次会议第002号"]
    fourth = a_plenary(terms[0], 4, date(2026, 12, 20))
    assert allot_since(fourth, "proposal", PROPOSAL) == "二届四次会议第001号"
    assert list(sealed.without_gaps()) == []


def test_two_terms_may_hold_a_plenary_in_one_year(terms):
    plenaries = a_plenary(terms[0], 5, date(2027, 1, 1)), a_plenary(terms[1], 1, date(2027, 1, 9))
    said = [allot_since(plenary, "proposal", PROPOSAL) for plenary in plenaries]
    assert said == ["二届五次会议第001号", "三届一次会议第001号"]
    assert allot("proposal", "{year}第{number}号").endswith("第1号")


def test_the_term_is_named_by_page_and_api(client, terms):
    topic = a_topic(state=TopicState.APPROVED)
    client.sign_in(an_account(Role.CONVENER, topic.unit))
    assert "二届" in client.page(f"/bench/topics/{topic.id}")
    assert client.get(f"/api/v1/topics/{topic.id}").json["term"] == 2
