"""What somebody was stays with the check-in: no figure changes when a person, a unit or a sector does."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.factories.meetings import a_meeting_now
from tests.factories.organisation import a_station
from tests.factories.people import a_resident, an_account, as_actor
from yiguan.attendance.doors import hand
from yiguan.attendance.ledger.counts import attendance
from yiguan.attendance.models import CheckIn
from yiguan.attendance.roll import lines_of
from yiguan.attendance.states import CheckInSource
from yiguan.base import clock
from yiguan.base.actor import SYSTEM
from yiguan.organisation.states import UnitKind
from yiguan.people import affiliations, appointing, service
from yiguan.people.models import Person
from yiguan.people.states import AffiliationKind, PersonKind, Role
from yiguan.store.db import db


@pytest.fixture
def meeting(app):
    return a_meeting_now()


def a_member(*units, sector="教育"):
    person = service.add_person(SYSTEM, PersonKind.MEMBER, "方允中")
    affiliations.enter(SYSTEM, person, AffiliationKind.SECTOR, sector, starts_on=clock.today())
    for unit in units:
        appointing.appoint(SYSTEM, person, unit.id, Role.MEMBER)
    db.session.commit()
    return person


def count_in(meeting, person, key="by-hand-1"):
    convener = as_actor(an_account(Role.CONVENER, meeting.unit))
    hand.count_in(convener, meeting, person, source=CheckInSource.PROXY, key=key)
    db.session.commit()
    return db.session.scalars(select(CheckIn).where(CheckIn.key == key)).one()


def test_kind_sector_and_unit_are_those_of_the_scan(meeting):
    group = a_station("第一委员小组", kind=UnitKind.GROUP)
    row = count_in(meeting, a_member(group))
    assert (row.as_kind, row.as_sector, row.as_unit_id) == (PersonKind.MEMBER, "教育", group.id)


def test_a_resident_has_no_unit(meeting):
    row = count_in(meeting, a_resident())
    assert (row.as_kind, row.as_sector, row.as_unit_id) == (PersonKind.RESIDENT, "", None)


def test_figures_sheet_and_list_stay_when_the_person_becomes_something_else(meeting):
    person = a_member(a_station("第一委员小组", kind=UnitKind.GROUP))
    count_in(meeting, person)
    before, listed = attendance(meeting.id), [line.side for line in lines_of(meeting)]
    db.session.get_one(Person, person.id).kind = PersonKind.RESIDENT
    affiliations.enter(SYSTEM, person, AffiliationKind.SECTOR, "经济", starts_on=clock.today())
    db.session.commit()
    assert attendance(meeting.id) == before
    assert [line.side for line in lines_of(meeting)] == listed
    assert before.kinds[PersonKind.MEMBER] == 1


def test_an_appointment_that_is_over_gives_no_unit(meeting):
    group = a_station("第一委员小组", kind=UnitKind.GROUP)
    person = service.add_person(SYSTEM, PersonKind.MEMBER, "方允中")
    yesterday = clock.today() - timedelta(days=1)
    appointing.appoint(SYSTEM, person, group.id, Role.MEMBER, starts_on=yesterday, ends_on=yesterday)
    db.session.commit()
    assert count_in(meeting, person).as_unit_id is None


def test_a_members_group_comes_before_the_station_where_they_also_work(meeting):
    station, group = a_station(), a_station("第一委员小组", kind=UnitKind.GROUP)
    person = service.add_person(SYSTEM, PersonKind.MEMBER, "方允中")
    appointing.appoint(SYSTEM, person, station.id, Role.CONVENER)
    appointing.appoint(SYSTEM, person, group.id, Role.MEMBER)
    db.session.commit()
    assert count_in(meeting, person).as_unit_id == group.id
