"""Appointments: from when to when, by whom, handed over; 三员 stay apart; a name alone joins nobody."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.factories.leads import a_lead
from tests.factories.organisation import a_department, a_district, a_station
from tests.factories.people import an_account, as_actor
from yiguan.audit.queries import entries_of
from yiguan.base import clock
from yiguan.base.actor import SYSTEM
from yiguan.notifications.models import Notice
from yiguan.people import appointing, namesakes, queries, service, vault
from yiguan.people.models import Appointment, Person
from yiguan.people.states import PersonKind, Role
from yiguan.store.db import db

LI = {"name": "李丽", "phone": "13956200001"}
TODAY = clock.today()


@pytest.fixture
def office(client):
    client.sign_in(an_account(Role.OFFICER, name="周明"))
    return client


def add(client, unit, role="convener", **facts):
    return client.submit("/desk/people/new", {**LI, "unit": unit.code, "role": role, **facts})


def held(name="李丽"):
    """The appointments of everybody of this name, oldest first."""
    query = select(Appointment).join(Person, Person.id == Appointment.person_id)
    query = query.where(Person.name_index == vault.name_index(name))
    return db.session.scalars(query.order_by(Appointment.id).execution_options(populate_existing=True)).all()


def test_a_person_is_added_with_a_role_a_unit_and_two_dates(office):
    station = a_station()
    answer = add(office, station, starts_on=str(TODAY), ends_on=str(TODAY + timedelta(1)), title="站长")
    page = office.page(answer.location)
    assert "李丽" in page
    assert "139****0001" in page
    assert "13956200001" not in page
    assert held()[0].ends_on == TODAY + timedelta(1)


@pytest.mark.row("ST-03")
def test_the_same_name_and_phone_is_the_same_person_with_two_appointments(office):
    add(office, a_station("东站"))
    add(office, a_station("西站"), name="李 丽")
    first, second = held()
    assert first.person_id == second.person_id


def test_a_name_alone_joins_nobody(office):
    add(office, a_station())
    answer = add(office, a_station("西站"), phone="")
    assert answer.status_code == 422
    assert "分不清是不是同一个人" in answer.text
    assert 'value="李丽"' in answer.text
    add(office, a_station("南站"), phone="13956200002", another="yes")
    assert len({one.person_id for one in held()}) == 2


def test_a_telephone_of_somebody_else_is_refused(office):
    add(office, a_station())
    answer = add(office, a_station("西站"), name="王强")
    assert "已经登记在李丽名下" in answer.text


def test_an_appointment_that_ends_before_it_begins_is_refused_and_kept_on_the_page(office):
    answer = add(office, a_station(), starts_on="2026-12-01", ends_on="2026-11-30")
    assert answer.status_code == 422
    assert "到期的日子比开始的早" in answer.text
    assert held() == []


@pytest.mark.parametrize(
    ("role", "made"), [("convener", a_department), ("officer", a_station), ("unit_leader", a_district)]
)
def test_a_role_is_held_where_it_fits(office, role, made):
    answer = add(office, made(), role)
    assert 'id="role-error"' in answer.text


def test_the_same_role_is_not_held_twice_at_a_time_but_again_later(office):
    station = a_station()
    add(office, station, starts_on="2026-01-01", ends_on="2026-12-31")
    assert "已经任着这个职" in add(office, station, starts_on="2026-06-01").text
    assert add(office, station, starts_on="2027-01-01").status_code == 302


@pytest.mark.parametrize("first", ["sys_admin", "sec_admin", "audit_admin"])
@pytest.mark.parametrize("second", ["sec_admin", "officer"])
def test_one_of_the_three_administrators_is_nothing_else(office, first, second):
    add(office, a_district(), first)
    answer = add(office, a_district(), second)
    assert answer.status_code == 422
    assert len(held()) == 1


def test_who_became_an_administrator_after_another_duty_ended_may(office):
    add(office, a_district(), "officer", starts_on="2026-01-01", ends_on="2026-03-31")
    assert add(office, a_district(), "sec_admin", starts_on="2026-04-01").status_code == 302


def test_an_appointment_that_is_over_opens_nothing(office):
    station = a_station()
    convener = an_account(Role.CONVENER, station, name="王强")
    one = held("王强")[0]
    office.submit(f"/desk/people/{one.person_id}/appointments/{one.id}/end", {"ends_on": str(TODAY)})
    with clock.at(clock.now() + timedelta(days=1)):
        assert as_actor(convener).grants == ()


def test_whoever_leaves_hands_over_and_the_successor_reads_what_is_open(office):
    station = a_station()
    a_lead(station)
    an_account(Role.CONVENER, station, name="王强")
    one = held("王强")[0]
    where = f"/desk/people/{one.person_id}/appointments/{one.id}"
    assert "没有处理的线索" in office.page(where)
    office.submit(f"{where}/hand-over", {**LI, "ends_on": str(TODAY)})
    new = held()[0]
    assert (held("王强")[0].ends_on, new.starts_on, new.role) == (TODAY, TODAY + timedelta(1), Role.CONVENER)
    told = db.session.scalars(select(Notice).where(Notice.person_id == new.person_id)).one()
    assert "没有处理的线索 1 件" in told.text
    assert [entry.act for entry in entries_of(held("王强")[0])][-2:] == ["end_appointment", "hand_over"]


def test_nobody_takes_over_from_themselves(office):
    add(office, a_station())
    one = held()[0]
    answer = office.submit(
        f"/desk/people/{one.person_id}/appointments/{one.id}/hand-over", {**LI, "ends_on": str(TODAY)}
    )
    assert "同一个" in answer.text
    assert held()[0].ends_on is None


def test_nobody_changes_the_own_appointments(client):
    officer = an_account(Role.OFFICER, name="周明")
    client.sign_in(officer)
    answer = client.submit(f"/desk/people/{officer.person_id}/appoint", {"unit": "TG", "role": "chair"})
    assert answer.status_code == 403
    assert "不能改自己的任职" in answer.text
    page = client.page(f"/desk/people/{officer.person_id}")
    assert "自己的任职请办公室的另一位来办" in page
    assert "离任、交接" not in page
    assert "再任一个职" not in page


def test_a_wrong_name_is_corrected_and_the_trail_keeps_neither(office):
    add(office, a_station())
    person_id = held()[0].person_id
    office.submit(f"/desk/people/{person_id}/correct", {"name": "李莉", "phone": "13956200009"})
    person = db.session.get_one(Person, person_id, populate_existing=True)
    assert (vault.name_of(person), vault.phone_of(person)) == ("李莉", "13956200009")
    assert entries_of(person)[-1].note == "姓名、电话"


def test_people_are_found_by_a_part_of_the_name_by_unit_and_by_what_they_lack(office):
    east, west = a_station("东站"), a_station("西站")
    add(office, east)
    an_account(Role.CONVENER, west, name="王强")
    assert "李丽" in office.page("/desk/people?name=丽")
    assert "王强" not in office.page(f"/desk/people?unit={east.code}")
    without = office.page("/desk/people?show=without")
    assert "李丽" in without
    assert "王强" not in without


def test_the_administrator_appoints_until_an_officer_works(client):
    client.sign_in(an_account(Role.SYS_ADMIN, name="系统员"))
    assert add(client, a_district(), "officer").status_code == 302
    assert add(client, a_district(), "chair", name="吴建", phone="13956200003").status_code == 302
    client.application.test_client().sign_in(an_account(Role.OFFICER, name="周明"))
    assert add(client, a_station(), name="孙芳", phone="13956200004").status_code == 403


@pytest.mark.parametrize("role", [Role.SEC_ADMIN, Role.AUDIT_ADMIN, Role.CHAIR, Role.DISPATCH_OFFICER])
def test_nobody_else_appoints_or_reads_the_list(client, role):
    client.sign_in(an_account(role))
    for url in ("/desk/people", "/desk/people/new", "/desk/people/import"):
        assert client.get(url).status_code == 403, url
    assert add(client, a_station()).status_code == 403


def test_the_last_administrator_stays(office):
    admin = an_account(Role.SYS_ADMIN, name="系统员")
    one = held("系统员")[0]
    answer = office.submit(f"/desk/people/{one.person_id}/appointments/{one.id}/end", {"ends_on": str(TODAY)})
    assert answer.status_code == 409
    assert "最后一位" in answer.text
    assert held("系统员")[0].ends_on is None
    assert admin.disabled_at is None


def test_a_resident_is_not_kept_here(office):
    resident = service.add_person(SYSTEM, PersonKind.RESIDENT, "赵小满")
    db.session.commit()
    assert office.get(f"/desk/people/{resident.id}").status_code == 404
    assert resident not in namesakes.staff()


def test_appointing_leaves_what_was(app):
    station, person = a_station(), service.add_person(SYSTEM, PersonKind.STAFF, "李丽")
    one = appointing.appoint(SYSTEM, person, station.id, Role.CONVENER)
    appointing.end(SYSTEM, one, on=TODAY)
    assert [entry.act for entry in entries_of(one)] == ["appoint", "end_appointment"]


def where(one):
    return f"/desk/people/{one.person_id}/appointments/{one.id}"


def test_an_end_is_never_put_off_since_another_duty_may_have_begun(office):
    add(office, a_district(), "officer", ends_on=str(TODAY + timedelta(1)))
    add(office, a_district(), "sec_admin", starts_on=str(TODAY + timedelta(2)))
    answer = office.submit(f"{where(held()[0])}/end", {"ends_on": str(TODAY + timedelta(9))})
    assert "不能改得更晚" in answer.text
    assert held()[0].ends_on == TODAY + timedelta(1)


def test_a_mistaken_appointment_is_called_off_and_made_again(office):
    station = a_station()
    add(office, station, starts_on=str(TODAY))
    office.submit(f"{where(held()[0])}/end", {"ends_on": str(TODAY - timedelta(1))})
    assert queries.grants_of(held()[0].person_id) == ()
    assert add(office, station, starts_on=str(TODAY)).status_code == 302
    assert [one.ends_on for one in held()] == [None]
    answer = office.submit(f"{where(held()[0])}/end", {"ends_on": str(TODAY - timedelta(2))})
    assert "就等于没有任过" in answer.text


@pytest.mark.parametrize("days", [1, 400])
def test_an_administrator_who_leaves_soon_is_no_other_one(office, days):
    an_account(Role.SYS_ADMIN, name="系统员")
    an_account(Role.SYS_ADMIN, name="接替员")
    held("接替员")[0].ends_on = TODAY + timedelta(days)
    db.session.commit()
    for on in (TODAY, TODAY - timedelta(1)):
        assert office.submit(f"{where(held('系统员')[0])}/end", {"ends_on": str(on)}).status_code == 409


def test_one_appointment_is_handed_over_once_and_its_end_goes_along(office):
    until = TODAY + timedelta(30)
    add(office, a_station(), ends_on=str(until))
    here = where(held()[0])
    first = {"name": "孙芳", "phone": "13956200004", "ends_on": str(TODAY)}
    assert office.submit(f"{here}/hand-over", first).status_code == 302
    assert held("孙芳")[0].ends_on == until
    again = office.submit(f"{here}/hand-over", {**first, "name": "王五", "phone": "13956200005"})
    assert again.status_code == 409
    assert held("王五") == []


def test_disabling_every_officer_gives_the_administrator_nothing(client):
    officer, admin = an_account(Role.OFFICER, name="周明"), an_account(Role.SYS_ADMIN, name="系统员")
    client.application.test_client().sign_in(officer)
    service.disable(SYSTEM, officer)
    db.session.commit()
    client.sign_in(admin)
    assert client.get("/desk/people").status_code == 403
