"""换届: a term ends on a day; who goes on is appointed again, what is open is handed over, and nothing ends twice."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.factories.attendance import in_two_workers
from tests.factories.handling import a_case
from tests.factories.leads import a_lead
from tests.factories.organisation import a_station, a_term
from tests.factories.people import an_account, as_actor
from yiguan.administration import turnover
from yiguan.audit import verify
from yiguan.audit.queries import entries_of
from yiguan.base import clock
from yiguan.base.actor import SYSTEM
from yiguan.base.errors import Conflict
from yiguan.handling.states import HandlingState
from yiguan.notifications.models import Notice
from yiguan.organisation.models import Term
from yiguan.people import appointing
from yiguan.people.models import Appointment, Person
from yiguan.people.states import Role
from yiguan.settings import Settings, settings
from yiguan.store.db import db, transaction

TODAY = clock.today()
LAST = TODAY + timedelta(days=30)
NEXT = LAST + timedelta(days=1)


@pytest.fixture
def second(app):
    """The term that runs, and after it the third, as the calendar has them."""
    second = a_term(2, TODAY - timedelta(days=1800))
    a_term(3, NEXT).ends_on = NEXT + timedelta(days=1800)
    return second


@pytest.fixture
def office(client, second):
    client.sign_in(an_account(Role.OFFICER, name="周明"))
    return client


def turn(office, *, roles=turnover.ELECTED, stays=(), on=LAST, confirmed=True, number=2, **more):
    sent = {"ends_on": str(on), "role": [str(role) for role in roles], "stays": [str(one) for one in stays]}
    return office.submit(f"/desk/people/terms/{number}", sent | ({"confirmed": "yes"} if confirmed else {}) | more)


def held(account) -> list[Appointment]:
    query = select(Appointment).where(Appointment.person_id == account.person_id).order_by(Appointment.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def term(number: int) -> Term:
    query = select(Term).where(Term.number == number)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def told(account) -> list[str]:
    return list(db.session.scalars(select(Notice.title).where(Notice.person_id == account.person_id)))


def test_a_preview_says_who_leaves_who_goes_on_and_changes_nothing(office):
    station = a_station("幸福社区")
    leaves, stays = an_account(Role.CONVENER, station, "李丽"), an_account(Role.MEMBER, station, "王强")
    a_lead(unit=station)
    answer = turn(office, stays=[held(stays)[0].id], confirmed=False)
    assert answer.status_code == 422
    for said in ("任职结束", "2 个", "李丽", "王强", "1 人", "还没有人", "线索 1 件"):
        assert said in answer.text
    assert held(leaves)[0].ends_on is None
    assert term(2).closed_at is None


@pytest.mark.row("AD-05")
def test_who_leaves_ends_who_stays_is_appointed_again_and_others_go_on(office):
    station = a_station()
    leaves, stays = an_account(Role.MEMBER, station), an_account(Role.CONVENER, station)
    clerk = an_account(Role.STATION_STAFF, station)
    assert turn(office, stays=[held(stays)[0].id]).status_code == 302
    assert [one.ends_on for one in held(leaves)] == [LAST]
    assert [(one.starts_on, one.ends_on) for one in held(stays)] == [(TODAY, LAST), (NEXT, None)]
    assert held(stays)[1].term_id == term(3).id
    assert held(clerk)[0].ends_on is None
    assert [entry.act for entry in entries_of(held(leaves)[0])][-1] == "end_appointment"


@pytest.mark.row("E23")
def test_whoever_works_at_the_unit_afterwards_is_told_what_is_open_there(office):
    station = a_station("幸福社区")
    leaves, clerk = an_account(Role.CONVENER, station), an_account(Role.STATION_STAFF, station)
    a_lead(unit=station)
    turn(office)
    assert any("届满" in title for title in told(leaves))
    assert "二届交下来的：幸福社区" in told(clerk)
    assert "线索 1 件" in db.session.scalars(select(Notice.text).where(Notice.title == "二届交下来的：幸福社区")).one()
    assert "线索 1 件" in office.page("/desk/people/terms/2")


def test_what_a_department_has_open_is_on_the_list_that_is_handed_over(app):
    case = a_case(HandlingState.DISPATCHED)
    listed = {left.unit.id: left.open for left in turnover.left_open(TODAY)}
    assert case.unit is not None
    assert "没有办结的交办" in listed[case.unit.id]


def test_a_term_is_closed_once(office):
    an_account(Role.MEMBER, a_station())
    assert turn(office).status_code == 302
    again = turn(office)
    assert again.status_code == 409
    assert "已经办过了" in again.text
    assert [entry.act for entry in entries_of(term(2))] == ["close_term"]


def test_the_next_term_waits_for_this_one_and_a_foreign_number_is_no_term(office):
    assert turn(office, number=3).status_code == 409
    assert office.get("/desk/people/terms/3").status_code == 409
    assert office.get("/desk/people/terms/9").status_code == 404
    assert office.get("/desk/people/terms/99999999999999999999").status_code == 404


@pytest.mark.parametrize("days", [-1, 4000])
def test_a_day_that_is_over_or_too_late_is_refused_and_the_ticks_stay(office, days):
    stays = an_account(Role.MEMBER, a_station())
    answer = turn(office, on=TODAY + timedelta(days=days), stays=[held(stays)[0].id])
    assert answer.status_code == 422
    assert f'value="{held(stays)[0].id}" checked' in answer.text
    assert held(stays)[0].ends_on is None


def test_no_role_ticked_or_nonsense_in_a_tick_closes_nothing(office):
    an_account(Role.MEMBER, a_station())
    assert "一个任职也没有选到" in turn(office, roles=()).text
    answer = turn(office, stays=["x", "-1", "9" * 30], roles=(Role.SYS_ADMIN,))
    assert answer.status_code == 422
    assert term(2).closed_at is None


def test_a_preview_refuses_a_turn_that_ends_nothing_and_warns_when_nobody_goes_on(office):
    an_account(Role.MEMBER, a_station())
    assert "请核对" not in (nothing := turn(office, roles=(), confirmed=False).text)
    assert "一个任职也没有选到" in nothing
    page = turn(office, confirmed=False).text
    assert "一个连任的都没有勾，1 个任职都会结束。" in page
    assert page.index("请核对，还没有办") < page.index("到届就结束的职务")


def test_a_preview_lists_a_role_by_unit_and_name_and_calls_the_term_by_its_ordinal(office):
    first, second = a_station("东站"), a_station("西站")
    for unit, name in ((second, "乙"), (first, "丙"), (first, "丁")):
        an_account(Role.MEMBER, unit, name)
    page = turn(office, confirmed=False).text
    places = [page.index(f"{name} · ") for name in ("丁", "丙", "乙")]
    assert places == sorted(places)
    assert "第二届换届" in page


def test_three_duties_and_the_officers_own_appointment_are_left_alone(office):
    admin, officer = an_account(Role.SYS_ADMIN), an_account(Role.OFFICER, name="钱进")
    own = db.session.scalars(select(Person.id).join(Appointment).where(Appointment.role == Role.OFFICER)).first()
    answer = turn(office, roles=(*turnover.ROLES, Role.SYS_ADMIN), confirmed=False)
    assert "您自己的任职不在里面" in answer.text
    turn(office, roles=(*turnover.ROLES, Role.SYS_ADMIN))
    assert held(admin)[0].ends_on is None
    assert held(officer)[0].ends_on == LAST
    assert db.session.scalars(select(Appointment.ends_on).where(Appointment.person_id == own)).one() is None


def test_the_terms_bound_moves_with_the_last_day_and_with_it_what_begins_between(office):
    station = a_station()
    early = an_account(Role.MEMBER, station)
    later = appointing.appoint(SYSTEM, db.session.get_one(Person, early.person_id), a_station().id, Role.MEMBER,
                               starts_on=NEXT)  # fmt: skip
    assert later.term_id == term(3).id
    db.session.commit()
    turn(office, on=LAST + timedelta(days=10))
    assert (term(2).ends_on, term(3).starts_on) == (LAST + timedelta(10), LAST + timedelta(11))
    assert held(early)[1].term_id == term(2).id


def test_a_term_without_a_successor_in_the_calendar_makes_one_under_the_name_that_was_typed(client):
    a_term(2, TODAY - timedelta(days=1800))
    client.sign_in(an_account(Role.OFFICER))
    an_account(Role.MEMBER, a_station())
    assert "名称" in turn(client).text
    assert turn(client, name="政协铜官区第三届委员会").status_code == 302
    assert (term(3).name, term(3).starts_on, term(2).ends_on) == ("政协铜官区第三届委员会", NEXT, LAST)


def test_after_the_calendar_turned_the_old_term_is_closed_and_keeps_its_days(client):
    old, _ = a_term(2, TODAY - timedelta(days=1800)), a_term(3, TODAY - timedelta(days=5))
    old.ends_on = TODAY - timedelta(days=6)
    client.sign_in(an_account(Role.OFFICER))
    member = an_account(Role.MEMBER, a_station())
    assert turn(client, on=TODAY).status_code == 302
    assert term(2).ends_on == TODAY - timedelta(days=6)
    assert held(member)[0].ends_on == TODAY


@pytest.mark.parametrize("role", [Role.SYS_ADMIN, Role.AUDIT_ADMIN, Role.CHAIR, Role.MEMBER])
def test_whoever_may_not_appoint_ends_no_term(client, second, role):
    client.sign_in(an_account(Role.OFFICER))
    client.post("/sign-out", data={"csrf_token": client.csrf()})
    client.sign_in(an_account(role))
    assert client.get("/desk/people/terms").status_code in (403, 404)
    assert turn(client).status_code in (403, 404)
    assert term(2).closed_at is None


def test_a_closed_term_verifies(office):
    before = verify.verify(settings())
    an_account(Role.MEMBER, a_station())
    turn(office)
    assert verify.verify(settings()) == before


def test_what_was_entered_ahead_belongs_to_the_term_that_the_closing_makes(client):
    a_term(2, TODAY - timedelta(days=1800))
    client.sign_in(an_account(Role.OFFICER))
    member = an_account(Role.MEMBER, a_station())
    person = db.session.get_one(Person, member.person_id)
    appointing.appoint(SYSTEM, person, a_station().id, Role.MEMBER, starts_on=NEXT)
    db.session.commit()
    turn(client, name="政协铜官区第三届委员会")
    assert held(member)[1].term_id == term(3).id


def test_a_name_that_another_term_has_is_refused_and_the_ticks_stay(client):
    second = a_term(2, TODAY - timedelta(days=1800))
    client.sign_in(an_account(Role.OFFICER))
    stays = an_account(Role.MEMBER, a_station())
    answer = turn(client, name=second.name, stays=[held(stays)[0].id])
    assert answer.status_code == 422
    assert "已经有一届叫" in answer.text
    assert f'value="{held(stays)[0].id}" checked' in answer.text


def test_a_term_without_a_last_day_is_closed_and_shown(client):
    a_term(2, TODAY - timedelta(days=1800))
    a_term(3, TODAY - timedelta(days=5))
    client.sign_in(an_account(Role.OFFICER))
    an_account(Role.MEMBER, a_station())
    turn(client, on=TODAY)
    assert "没有定" in client.page("/desk/people/terms/2")


def test_whoever_cannot_go_on_is_named(office):
    stays = an_account(Role.MEMBER, a_station("幸福社区"), "王强")
    person = db.session.get_one(Person, stays.person_id)
    appointing.end(SYSTEM, held(stays)[0], on=LAST)
    appointing.appoint(SYSTEM, person, a_station().id, Role.AUDIT_ADMIN, starts_on=NEXT + timedelta(days=3))
    db.session.commit()
    answer = turn(office, stays=[held(stays)[0].id])
    assert answer.status_code == 422
    assert "王强（幸福社区）不能连任" in answer.text


def test_of_two_officers_who_end_one_term_at_once_one_does(real_app):
    """The second waits for the row of the term, and finds it closed: nobody is ended, appointed or told twice."""
    with real_app.app_context(), transaction():
        a_term(2, TODAY - timedelta(days=1800))
        a_term(3, NEXT)
        goes_on = an_account(Role.MEMBER, a_station())
        officer, stays = as_actor(an_account(Role.OFFICER)), str(held(goes_on)[0].id)

    def end(_: Settings) -> int:
        ends = turnover.Turn(officer, LAST, roles=(Role.MEMBER,), stays=[stays])
        try:
            turnover.close(ends, term(2), name="")
        except Conflict:
            return 0
        return 1

    assert sorted(in_two_workers(real_app, end)) == [0, 1]
    with real_app.app_context():
        assert [(one.starts_on, one.ends_on) for one in held(goes_on)] == [(TODAY, LAST), (NEXT, None)]
        assert [entry.act for entry in entries_of(term(2))].count("close_term") == 1
