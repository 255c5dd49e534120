"""Whoever is parted from a record by an account's own phone is told: when it is claimed, and when it is left."""

from datetime import timedelta

import pytest

from tests.factories.organisation import a_station
from tests.factories.people import a_resident, an_account
from yiguan.base.actor import SYSTEM
from yiguan.notifications.models import Notice
from yiguan.people import joining, residents
from yiguan.people.device_cookie import cookie_name
from yiguan.people.models import Person
from yiguan.people.states import JoinProof, Role
from yiguan.settings import settings
from yiguan.store.db import db

PHONE = "m" * 32


@pytest.fixture
def other(app):
    """Joined by receipts to what 方允中 did on his phone."""
    mine, other = residents.resident_on(PHONE, "方允中"), a_resident("李秀英")
    other.created_at -= timedelta(days=1)
    joining.unite(SYSTEM, mine.id, other.id, JoinProof.RECEIPTS)
    db.session.commit()
    return other


def claim(client):
    client.sign_in(an_account(Role.MEMBER, a_station(), name="方允中"))
    client.set_cookie(cookie_name(settings()), PHONE)
    assert client.submit("/account/phone").status_code == 302


def told(person: Person) -> list[str]:
    return [notice.title for notice in db.session.query(Notice).filter_by(person_id=person.id)]


@pytest.mark.row("PS-01")
def test_the_other_record_is_told_once_that_the_two_were_parted(client, other):
    claim(client)
    assert told(other) == ["您的两条记录分开了"]
    client.submit("/account/phone/leave")
    assert told(other) == ["您的两条记录分开了"]
    mine = db.session.query(Person).filter_by(device_id=residents.device_id_of(PHONE), kind="resident").one()
    assert told(mine) == ["您的两条记录分开了"]


def test_who_was_joined_to_the_account_itself_stays_one_with_it_and_hears_nothing(client):
    account = an_account(Role.MEMBER, a_station(), name="周立本")
    mine = residents.resident_on("k" * 32, "周立本")
    joining.unite(SYSTEM, mine.id, account.person_id, JoinProof.RECEIPTS)
    db.session.commit()
    client.sign_in(account)
    client.set_cookie(cookie_name(settings()), "k" * 32)
    assert client.submit("/account/phone").status_code == 302
    assert told(mine) == told(db.session.get_one(Person, account.person_id)) == []
