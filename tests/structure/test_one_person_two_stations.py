"""What staff see of a person never exceeds their own unit: somebody with matters at two stations, every address."""

from dataclasses import dataclass

import pytest

from tests.client import StaffClient
from tests.factories.attendance import a_check_in
from tests.factories.joins import seen_at
from tests.factories.meetings import a_meeting_now
from tests.factories.organisation import a_station
from tests.factories.people import a_convener, a_resident, an_account
from tests.factories.registrations import a_registration
from tests.structure.everywhere import addresses
from tests.structure.test_routes import rules
from yiguan.base.codes import random_code
from yiguan.joins import asking
from yiguan.leads import acts as leads
from yiguan.leads import reporting
from yiguan.new_phones import offering
from yiguan.organisation.models import Unit
from yiguan.people import residents, vault
from yiguan.people.models import Person
from yiguan.people.states import Role
from yiguan.registrations.acts import WITHDRAW
from yiguan.store.db import db
from yiguan.workflow.perform import perform

SURFACES = ("/bench", "/reception", "/hall", "/desk", "/api")
STRANGERS = "/api/v1/codes/"
"""Where strangers try codes, which is limited."""
ROLES = (Role.CONVENER, Role.STATION_STAFF, Role.MEMBER)


@dataclass
class Place:
    """What the person has at one station, and the words that are found nowhere else."""

    unit: Unit
    values: dict[str, object]
    words: tuple[str, ...]


def a_place(person: Person, name: str) -> Place:
    unit = a_station(f"{name}协商站")
    words = tuple(f"{name}的{what}" for what in ("线索原话", "内部备注", "不来的原因", "换手机的理由", "认人的理由"))
    text, note, why, moving, how = words
    lead = reporting.submit(person, unit, text=text, place="楼下", nonce=random_code(40))
    perform(leads.NOTE, lead, by=a_convener(unit), words=note)
    meeting = a_meeting_now(unit=unit)
    line = a_registration(meeting, person)
    perform(WITHDRAW, line, by=residents.as_actor(person), words=why)
    scan = a_check_in(meeting, "王大山")
    same = a_resident(vault.name_of(person))
    seen_at(unit, same)
    convener = a_convener(unit)
    joined = asking.ask(convener, asking.pair(convener, person.id, same.id), note=how)
    move = offering.ask(a_convener(unit), unit, person, note=moving)
    db.session.commit()
    values = {"lead_id": lead.id, "receipt": lead.receipt, "code": meeting.code, "topics_code": "ABCDEF"}
    values |= {"registration_id": line.id, "check_in_id": scan.id, "person_id": person.id, "phone_move_id": move.id}
    values |= {"appointment_id": 1, "join_request_id": joined.id, "other": same.id}
    values |= {"unit": unit.code, "unit_code": unit.code, "link": "nothing", "link_id": 1, "position": 1}
    values |= {"year": 2026, "term_number": 2, "parameter": "first-look-days", "reason_id": 1, "field_id": 1}
    values |= {"wording": "notice-lead-asked"}
    values |= dict.fromkeys(("topic_id", "recommendation_id", "handling_id", "version", "feedback_id", "file_id"), 1)
    values |= dict.fromkeys(("look_back_id", "look_id", "evidence_id", "reply_id"), 1)
    return Place(unit, values, (*words, lead.receipt))


@pytest.fixture
def places(app):
    person = residents.resident_on("p" * 32, "李秀英", phone="13800001234")
    return a_place(person, "江滨"), a_place(person, "山南")


def asked(app, place: Place, other: Place) -> set[str]:
    """Every staff address with the own records, with the other station's, and with one of these at a time."""
    found = set()
    mixed = [place.values, other.values, *(place.values | {name: other.values[name]} for name in place.values)]
    for rule in rules(app):
        if "GET" in rule.methods and rule.rule.startswith(SURFACES) and not rule.rule.startswith(STRANGERS):
            found |= {address for values in mixed for address in addresses(rule, values)}
    found |= {f"/reception/{place.values['code']}?q=李秀英", f"/reception/{place.values['code']}?q=1234"}
    pairs = [(one["person_id"], two["other"]) for one in (place.values, other.values) for two in mixed]
    found |= {f"/bench/joins/new?person={one}&other={two}" for one, two in pairs}
    return found | {f"/bench/joins?person={one}" for one, _ in pairs}


@pytest.mark.row("ST-02")
@pytest.mark.parametrize("role", ROLES)
def test_staff_of_one_station_read_nothing_of_the_others_about_the_same_person(app, places, role):
    here, there = places
    client = StaffClient(app, app.response_class)
    client.sign_in(an_account(role, here.unit))
    seen = {address: client.get(address).get_data(as_text=True) for address in sorted(asked(app, here, there))}
    assert not [(address, word) for address, page in seen.items() for word in there.words if word in page]
    if role is not Role.MEMBER:
        assert {word for word in here.words if any(word in page for page in seen.values())} == set(here.words)


def test_the_same_walk_finds_what_it_looks_for(app, places):
    """The office reaches both stations, and reads the words of both."""
    here, there = places
    client = StaffClient(app, app.response_class)
    client.sign_in(an_account(Role.OFFICER))
    pages = [client.get(address).get_data(as_text=True) for address in asked(app, here, there)]
    assert {word for word in there.words if any(word in page for page in pages)} == set(there.words)
