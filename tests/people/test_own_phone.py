"""这是我的手机: a member who scans with their own phone is the member, and nobody is counted twice for it."""

from datetime import timedelta
from itertools import count

import hypothesis
import pytest
from hypothesis import given
from hypothesis.strategies import lists, sampled_from
from sqlalchemy import select

from tests.factories.attendance import a_visit, rows
from tests.factories.meetings import a_meeting_now
from tests.factories.organisation import a_station
from tests.factories.people import a_resident, an_account, as_actor
from yiguan.attendance.doors import tap
from yiguan.attendance.ledger import counts
from yiguan.base.actor import SYSTEM
from yiguan.base.errors import Conflict
from yiguan.minutes.queries import present_at
from yiguan.organisation.states import UnitKind
from yiguan.people import joining, own_phone, residents, vault
from yiguan.people.models import Alias, Person
from yiguan.people.states import JoinProof, PersonKind, Role
from yiguan.store.db import db

PHONE = "m" * 32
_numbers = count(1)


@pytest.fixture
def member(app):
    account = an_account(Role.MEMBER, a_station("第一委员小组", kind=UnitKind.GROUP), name="方允中")
    db.session.get_one(Person, account.person_id).kind = PersonKind.MEMBER
    db.session.commit()
    return as_actor(account)


def scan(meeting, name="方允中", token=PHONE):
    outcome = tap.check_in(a_visit(meeting, token, name))
    db.session.commit()
    return outcome


def account_name(account):
    return vault.name_of(db.session.get_one(Person, account.person_id))


def kinds(meeting):
    found = counts.attendance(meeting.id)
    return {kind: number for kind, number in found.kinds.items() if number}


def aliases():
    return db.session.scalars(select(Alias).order_by(Alias.id)).all()


def test_a_members_own_phone_checks_the_member_in(member):
    own_phone.claim(member, PHONE)
    db.session.commit()
    meeting = a_meeting_now()
    assert scan(meeting).person_id == member.id
    assert kinds(meeting) == {PersonKind.MEMBER: 1}


def test_somebody_else_on_that_phone_is_somebody_else(member):
    own_phone.claim(member, PHONE)
    db.session.commit()
    meeting = a_meeting_now()
    scan(meeting)
    assert scan(meeting, "赵小满").person_id != member.id
    assert kinds(meeting) == {PersonKind.MEMBER: 1, PersonKind.RESIDENT: 1}


def test_what_was_done_on_it_under_the_same_name_is_counted_as_the_members_and_keeps_its_row(member):
    before = a_meeting_now()
    stranger = scan(before).person_id
    own_phone.claim(member, PHONE)
    db.session.commit()
    assert [(one.person_id, one.main_id) for one in aliases()] == [(stranger, member.id)]
    assert set(joining.records_on(PHONE)) == {stranger, member.id}
    assert kinds(before) == {PersonKind.RESIDENT: 1}, "what somebody was at a meeting stays"


def test_two_rows_of_one_meeting_are_one_person_in_every_figure_and_two_again_when_parted(member):
    meeting = a_meeting_now()
    scan(meeting)
    own_phone.claim(member, PHONE)
    db.session.commit()
    scan(meeting)
    assert sum(kinds(meeting).values()) == sum(present_at(meeting).values()) == counts.by_part(meeting.id)[1] == 1
    assert counts.present(meeting.id, 1) == 1
    own_phone.leave(member)
    db.session.commit()
    assert sum(kinds(meeting).values()) == counts.by_part(meeting.id)[1] == 2


def test_whoever_joined_it_by_receipts_does_not_keep_the_phone_from_its_owner(member):
    """Receipts are read by staff, and may be found; signing in on the phone is the stronger proof."""
    stranger, thief = scan(a_meeting_now()).person_id, a_resident("李秀英")
    thief.created_at -= timedelta(days=1)
    joining.unite(SYSTEM, stranger, thief.id, JoinProof.RECEIPTS)
    own_phone.claim(member, PHONE)
    db.session.commit()
    running = [(one.person_id, one.main_id) for one in aliases() if one.undone_at is None]
    assert running == [(stranger, member.id)]


def test_what_staff_joined_is_for_the_office_to_part(member):
    stranger, other = scan(a_meeting_now()).person_id, a_resident("李秀英")
    other.created_at -= timedelta(days=1)
    joining.unite(SYSTEM, stranger, other.id, JoinProof.STAFF)
    with pytest.raises(Conflict, match="joined_elsewhere"):
        own_phone.claim(member, PHONE)


def test_a_phone_that_many_use_becomes_nobodys(member):
    meeting = a_meeting_now()
    for name in ("李秀英", "王大山"):
        scan(meeting, name)
    with pytest.raises(Conflict, match="shared_phone"):
        own_phone.claim(member, PHONE)
    assert db.session.get_one(Person, member.id).device_id is None


def test_a_phone_is_not_taken_from_another_member(member):
    own_phone.claim(member, PHONE)
    db.session.commit()
    other = as_actor(an_account(Role.MEMBER, a_station("第二委员小组", kind=UnitKind.GROUP), name="陶青禾"))
    with pytest.raises(Conflict):
        own_phone.claim(other, PHONE)


def test_a_stations_phone_on_which_the_convener_is_signed_in_stays_the_stations(client):
    meeting = a_meeting_now()
    convener = an_account(Role.CONVENER, meeting.unit, name="王静文")
    client.sign_in(convener)
    assert scan(meeting, "王静文").person_id != convener.person_id


def test_the_account_page_offers_it_and_takes_it_back(client):
    account = an_account(Role.MEMBER, a_station("第一委员小组", kind=UnitKind.GROUP), name="方允中")
    client.sign_in(account)
    assert "这是我的手机" in client.page("/account")
    assert client.submit("/account/phone").status_code == 302
    assert "这部手机是您的" in client.page("/account")
    assert db.session.get_one(Person, account.person_id, populate_existing=True).device_id
    client.submit("/account/phone/leave")
    assert db.session.get_one(Person, account.person_id, populate_existing=True).device_id is None


def test_the_second_claim_of_a_new_phone_takes_the_name_along(member):
    own_phone.claim(member, PHONE)
    own_phone.claim(member, "n" * 32)
    db.session.commit()
    assert not own_phone.is_here(member.id, PHONE)
    assert own_phone.is_here(member.id, "n" * 32)


@hypothesis.settings(max_examples=25, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture])
@given(steps=lists(sampled_from(["scan", "claim", "leave", "other phone"]), min_size=2, max_size=10))
def test_however_phones_are_claimed_and_left_no_row_is_lost_and_nobody_counts_twice(app, steps):
    account = an_account(Role.MEMBER, a_station(kind=UnitKind.GROUP), name=f"方允中{next(_numbers)}")
    who, meeting, name = as_actor(account), a_meeting_now(), account_name(account)
    phone, came = f"{next(_numbers):032}", []
    for step in steps:
        if step == "scan":
            came.append(scan(meeting, name, phone).person_id)
        elif step == "other phone":
            phone = f"{next(_numbers):032}"
        elif step == "claim":
            own_phone.claim(who, phone)
        else:
            own_phone.leave(who)
        db.session.commit()
        main = {one.person_id: one.main_id for one in aliases() if one.undone_at is None}
        assert sum(kinds(meeting).values()) == len({main.get(person, person) for person in came})
        assert rows(meeting) == len(came)


def test_a_namesake_of_the_staff_does_not_take_the_phone(member):
    own_phone.claim(member, PHONE)
    db.session.commit()
    other = as_actor(an_account(Role.MEMBER, a_station("第二委员小组", kind=UnitKind.GROUP), name="方允中"))
    with pytest.raises(Conflict):
        own_phone.claim(other, PHONE)
    assert aliases() == []


def test_claiming_another_phone_leaves_the_first_and_coming_back_fails_nobody(member):
    first, second = PHONE, "n" * 32
    scan(a_meeting_now(), token=first)
    for phone in (first, second):
        own_phone.claim(member, phone)
        db.session.commit()
    assert [one.undone_at is None for one in aliases()] == [False]
    scan(a_meeting_now(), token=first)
    own_phone.claim(member, first)
    own_phone.leave(member)
    db.session.commit()
    assert all(one.undone_at for one in aliases())


def test_a_form_of_residents_does_not_change_a_members_telephone(member):
    vault.set_phone(db.session.get_one(Person, member.id), "13900000001")
    own_phone.claim(member, PHONE)
    residents.resident_on(PHONE, "方允中", phone="13800009999")
    assert vault.phone_of(db.session.get_one(Person, member.id)) == "13900000001"
