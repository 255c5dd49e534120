"""界别 is data with a history that the office keeps; party is neither stored nor shown unless it is switched on."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.factories.meetings import a_meeting_now
from tests.factories.organisation import a_station
from tests.factories.people import an_account, as_actor
from yiguan.attendance.doors import hand
from yiguan.attendance.models import CheckIn
from yiguan.attendance.states import CheckInSource
from yiguan.audit.queries import entries_of
from yiguan.base import clock
from yiguan.base.actor import SYSTEM
from yiguan.people import affiliations
from yiguan.people.models import Affiliation, Person
from yiguan.people.states import AffiliationKind, Role
from yiguan.settings import enter, leave, settings
from yiguan.store.db import db

TODAY = clock.today()
DAY = timedelta(days=1)


@pytest.fixture
def office(client):
    client.sign_in(an_account(Role.OFFICER, name="周明"))
    return client


@pytest.fixture
def member(app):
    return an_account(Role.MEMBER, a_station(), name="方允中").person_id


@pytest.fixture
def with_party(app):
    app.extensions["settings"] = replace(app.extensions["settings"], keeps_party=True)
    before = enter(replace(settings(), keeps_party=True))
    yield
    leave(before)
    app.extensions["settings"] = replace(app.extensions["settings"], keeps_party=False)


def send(client, member, **data):
    return client.submit(f"/desk/people/{member}/affiliate", {"affiliation": "教育界", "since": str(TODAY)} | data)


def entered(member):
    rows = db.session.query(Affiliation).filter_by(person_id=member).order_by(Affiliation.starts_on)
    return [(row.kind, row.name, row.starts_on) for row in rows]


def scanned_as(member):
    """The sector that stands in a check-in of now."""
    meeting = a_meeting_now()
    convener = as_actor(an_account(Role.CONVENER, meeting.unit))
    person = db.session.get_one(Person, member)
    hand.count_in(convener, meeting, person, source=CheckInSource.PROXY, key="by-hand-1")
    db.session.commit()
    return db.session.query(CheckIn).filter_by(person_id=member).order_by(CheckIn.id.desc()).first()


@pytest.mark.row("ST-03")
def test_the_office_enters_a_sector_from_a_day_on_and_its_history_stays(office, member):
    assert send(office, member, since=str(TODAY - 400 * DAY)).status_code == 302
    assert send(office, member, affiliation="经济界").status_code == 302
    page = office.page(f"/desk/people/{member}")
    assert page.index("经济界") < page.index("教育界")
    assert [name for _, name, _ in entered(member)] == ["教育界", "经济界"]


def test_the_same_day_is_corrected_and_the_trail_names_nothing(office, member):
    for name in ("教育界", "经济界"):
        send(office, member, affiliation=name)
    (row,) = db.session.query(Affiliation).filter_by(person_id=member)
    assert row.name == "经济界"
    assert [(entry.act, entry.before, entry.after, entry.note) for entry in entries_of(row)] == [
        ("affiliate", None, None, "")
    ] * 2


def test_a_scan_has_the_sector_of_its_day_whatever_is_entered_later(office, member):
    send(office, member, since=str(TODAY - DAY))
    send(office, member, affiliation="经济界", since=str(TODAY + DAY))
    row = scanned_as(member)
    assert row.as_sector == "教育界"
    send(office, member, affiliation="科技界", since=str(TODAY - DAY))
    assert db.session.get_one(CheckIn, row.id, populate_existing=True).as_sector == "教育界"


def test_a_sector_that_ended_is_none(office, member):
    send(office, member, since=str(TODAY - DAY))
    send(office, member, affiliation="", ended="yes")
    assert scanned_as(member).as_sector == ""


@pytest.mark.parametrize(("field", "typed"), [("since", ""), ("since", "昨天"), ("affiliation", "界" * 21)])
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_stored(office, member, field, typed):
    answer = send(office, member, **{field: typed})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert entered(member) == []


@pytest.mark.parametrize("typed", [{"affiliation": ""}, {"ended": "yes"}])
def test_a_sector_does_not_end_by_an_empty_name_alone(office, member, typed):
    assert "从这天起不属于了，就勾上" in send(office, member, **typed).text
    assert entered(member) == []


def test_only_members_are_offered_a_sector(office, member):
    clerk = an_account(Role.STATION_STAFF, a_station()).person_id
    assert "不属于任何界别" in office.page(f"/desk/people/{member}")
    assert "不属于任何界别" not in office.page(f"/desk/people/{clerk}")


def test_party_is_neither_stored_nor_shown_by_default(office, member):
    answer = send(office, member, kind="party", affiliation="民盟")
    assert answer.status_code == 422
    assert "本平台不记党派" in answer.text
    assert "党派</" not in office.page(f"/desk/people/{member}")
    assert entered(member) == []


def test_party_is_kept_where_it_is_switched_on_and_hidden_again_when_off(app, member, with_party):
    person = db.session.get_one(Person, member)
    affiliations.enter(SYSTEM, person, AffiliationKind.PARTY, "民盟", starts_on=TODAY)
    assert [row.name for row in affiliations.history_of(member)] == ["民盟"]
    off = enter(replace(settings(), keeps_party=False))
    assert affiliations.history_of(member) == []
    leave(off)
    assert scanned_as(member).as_sector == "", "a party is no sector"


@pytest.mark.parametrize("role", [Role.COMMITTEE_STAFF, Role.SYS_ADMIN, Role.SEC_ADMIN])
def test_nobody_but_the_office_enters_or_reads_it(client, member, role):
    client.sign_in(an_account(role))
    assert send(client, member).status_code == 403
    assert entered(member) == []
