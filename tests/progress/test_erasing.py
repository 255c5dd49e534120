from datetime import datetime, timedelta

import pytest

from tests.factories.leads import a_lead
from tests.factories.people import a_resident
from tests.factories.registrations import a_registration
from tests.factories.topics import a_topic
from yiguan.audit.queries import entries_of
from yiguan.base import clock
from yiguan.home.models import Feedback
from yiguan.leads.models import Lead
from yiguan.leads.states import LeadState
from yiguan.people import vault
from yiguan.people.models import Person
from yiguan.progress import erasing, jobs
from yiguan.store.db import db
from yiguan.topics.models import Support

TONIGHT = clock.from_local(datetime(2029, 2, 1, 3, 10))  # noqa: DTZ001 - made aware here
LONG_AGO = TONIGHT - timedelta(days=800)


def at_night() -> int:
    with clock.at(TONIGHT):
        done = erasing.erase_old()
    db.session.commit()
    return done


@pytest.mark.row("PS-02")
def test_two_years_after_the_last_matter_the_name_goes_and_the_matter_stays(app):
    with clock.at(LONG_AGO):
        lead = a_lead(state=LeadState.DECLINED)
    assert at_night() == 1
    person = db.session.get_one(Person, lead.person_id, populate_existing=True)
    assert (person.name, person.phone, person.phone_index) == (None, None, None)
    assert vault.name_of(person) == "（已删除）"
    assert entries_of(person)[-1].act == "erase"
    assert db.session.get_one(Lead, lead.id).text
    assert at_night() == 0


@pytest.mark.parametrize("state", [LeadState.SUBMITTED, LeadState.NEEDS_INFO])
def test_nobody_is_forgotten_while_their_matter_is_open(app, state):
    with clock.at(LONG_AGO):
        a_lead(state=state)
    assert at_night() == 0


def listed(person: Person) -> None:
    with clock.at(TONIGHT - timedelta(days=300)):
        a_registration(person=person)


def supporting(person: Person) -> None:
    db.session.add(Support(topic_id=a_topic().id, person_id=person.id, at=clock.now()))


def asking(person: Person) -> None:
    db.session.add(Feedback(text="请回电话", person_id=person.id, at=clock.now(), answer=""))


@pytest.mark.parametrize("involve", [listed, supporting, asking])
def test_nobody_is_forgotten_whom_a_slice_still_needs(app, involve):
    with clock.at(LONG_AGO):
        person = a_resident()
        db.session.flush()
        involve(person)
    assert at_night() == 0


def test_somebody_who_came_last_year_is_remembered(app):
    with clock.at(TONIGHT - timedelta(days=300)):
        a_resident()
    assert at_night() == 0


def test_names_are_erased_at_night():
    erase = next(job for job in jobs.JOBS if job.does is erasing.erase_old)
    assert clock.local(erase.when(TONIGHT)).hour == 3
