"""A right over a meeting is no right over a person: nobody of the staff moves anybody alone, and the person is told."""

from datetime import timedelta

import pytest

from tests.client import StaffClient
from tests.factories.attendance import Phone, the_code
from tests.factories.leads import WORDS
from tests.factories.meetings import a_meeting_now
from tests.factories.new_phones import WHY, a_move
from tests.factories.notifications import delivery_of
from tests.factories.organisation import a_station
from tests.factories.people import a_resident, an_account, as_actor
from tests.new_phones.conftest import asked, code_for, code_on, get, her, post
from yiguan.base import clock
from yiguan.base.codes import random_code
from yiguan.base.errors import Conflict, Forbidden
from yiguan.leads import reporting
from yiguan.new_phones import offering, queries
from yiguan.new_phones.acts import CONFIRM, TAKE, UNDO
from yiguan.new_phones.models import PhoneMove
from yiguan.new_phones.states import MoveState
from yiguan.notifications.models import Notice
from yiguan.notifications.states import NoticeChannel
from yiguan.people import residents, service
from yiguan.people.models import Person
from yiguan.people.states import Role
from yiguan.store.db import db
from yiguan.workflow.perform import perform


@pytest.mark.row("N04")
def test_a_convener_alone_has_no_code_and_cannot_confirm(client, meeting, old, new):
    url = asked(client, meeting, her().id)
    assert code_on(client.page(url)) == ""
    assert client.submit(f"{url}/confirm").status_code == 403
    move = db.session.query(PhoneMove).one()
    assert move.state is MoveState.ASKED
    assert get(new, f"/M/{queries.code_of(move)}").status_code == 404, "the code is not valid before"
    assert post(new, f"/M/{queries.code_of(move)}").status_code == 404


def test_the_code_is_shown_to_who_asked_and_to_nobody_else(client, second, meeting, old):
    code = code_for(client, second, meeting, her().id)
    url = f"/bench/new-phones/{db.session.query(PhoneMove).one().id}"
    assert code_on(client.page(url)) == code
    assert code_on(second.page(url)) == ""


@pytest.mark.parametrize("role", [Role.OFFICER, Role.STATION_STAFF])
def test_the_office_or_a_colleague_confirms(app, role):
    move = a_move()
    account = an_account(role, None if role is Role.OFFICER else move.unit)
    perform(CONFIRM, move, by=as_actor(account))
    assert queries.find(queries.code_of(move)) is not None


@pytest.mark.parametrize("role", [Role.MEMBER, Role.COMMITTEE_STAFF, Role.CHAIR, Role.SYS_ADMIN])
def test_nobody_else_confirms(app, role):
    move = a_move()
    account = an_account(role, move.unit) if role is Role.MEMBER else an_account(role)
    with pytest.raises(Forbidden):
        perform(CONFIRM, move, by=as_actor(account))


def test_somebody_of_another_station_does_not_see_the_request(app):
    move, other = a_move(), a_meeting_now()
    client: StaffClient = app.test_client()
    client.sign_in(an_account(Role.CONVENER, other.unit))
    assert client.get(f"/bench/new-phones/{move.id}").status_code == 404
    assert client.submit(f"/bench/new-phones/{move.id}/confirm").status_code == 404


@pytest.mark.row("AP-01")
def test_a_token_neither_asks_nor_confirms(app, meeting, old):
    account = an_account(Role.CONVENER, meeting.unit)
    secret = service.issue_token(as_actor(account), account, "read write", label="x")
    move = offering.ask(as_actor(an_account(Role.OFFICER)), meeting.unit, her(), note=WHY)
    db.session.commit()
    bearer = {"Authorization": f"Bearer {secret}"}
    url = f"/api/v1/meetings/{meeting.code}/people/{her().id}/new-phone"
    fresh = app.test_client()
    assert fresh.post(url, json={"note": WHY}, headers=bearer).status_code == 403
    assert fresh.post(f"/api/v1/new-phones/{move.id}/confirm", json={}, headers=bearer).status_code == 403


def test_a_reason_is_asked_for(client, meeting, old):
    url = f"/bench/meetings/{meeting.code}/people/{her().id}/new-phone"
    assert client.submit(url, {"note": ""}).status_code == 422
    assert db.session.query(PhoneMove).count() == 0


def test_a_request_that_nobody_confirmed_within_a_day_is_over(app):
    move = a_move()
    with clock.at(clock.now() + timedelta(hours=25)), pytest.raises(Conflict, match="expired"):
        perform(CONFIRM, move, by=as_actor(an_account(Role.OFFICER)))


def test_the_second_one_finds_it_among_what_is_to_do(client, second, meeting, old):
    url = asked(client, meeting, her().id)
    assert url in second.page("/bench/")
    assert url not in client.page("/bench/")
    officer: StaffClient = client.application.test_client()
    officer.sign_in(an_account(Role.OFFICER))
    assert url in officer.page("/desk/")


@pytest.mark.row("N04")
def test_the_old_phone_hears_of_the_request_and_of_the_move(client, second, meeting, old, new):
    code = code_for(client, second, meeting, her().id)
    assert "有人替您申请换手机" in get(old, "/mine").text
    get(new, f"/M/{code}")
    post(new, f"/M/{code}")
    page = get(old, "/mine").text
    assert "李** 的记录换到另一部手机上了" in page
    assert "李秀英" not in page
    assert meeting.unit.phone in page
    assert "您的记录换到另一部手机上了" in get(new, "/mine").text


def test_the_station_is_asked_to_call_whom_it_has_moved(app):
    person = a_move(MoveState.USED, a_resident("王大山", "13800001234")).person
    notices = db.session.query(Notice).filter_by(person_id=person.id)
    told = [(delivery_of(notice).channel, notice.title) for notice in notices]
    assert (NoticeChannel.PRINTED, "请打电话告诉本人：记录换到另一部手机上了") in told
    assert (NoticeChannel.PAGE, "您的记录换到另一部手机上了") in told


@pytest.mark.row("N04")
def test_the_old_phone_takes_the_person_back_exactly_as_before(client, second, meeting, old, new):
    before, pages = her().device_id, {page: get(old, page).text for page in ("/mine",)}
    code = code_for(client, second, meeting, her().id)
    get(new, f"/M/{code}")
    post(new, f"/M/{code}")
    move = db.session.query(PhoneMove).one()
    assert post(new, f"/new-phone/{move.id}/undo").status_code == 404
    assert post(old, f"/new-phone/{move.id}/undo").status_code == 303
    assert her().device_id == before
    assert meeting.title in get(old, "/mine").text
    assert meeting.title in pages["/mine"]
    assert "还没有记录" in get(new, "/mine").text
    assert post(old, f"/new-phone/{move.id}/undo").status_code == 404, "once"


@pytest.mark.row("N04")
def test_staff_undo_with_a_reason_and_the_person_is_told(client, second, meeting, old, new):
    code, before = code_for(client, second, meeting, her().id), her().device_id
    get(new, f"/M/{code}")
    post(new, f"/M/{code}")
    url = f"/bench/new-phones/{db.session.query(PhoneMove).one().id}"
    assert second.submit(f"{url}/undo", {"note": ""}).status_code == 422
    assert second.submit(f"{url}/undo", {"note": "本人打电话来，说没有换过。"}).status_code == 302
    assert her().device_id == before
    assert "您的记录换回原来的手机了" in get(old, "/mine").text


def test_after_two_weeks_it_stays(app):
    move = a_move(MoveState.USED)
    with clock.at(clock.now() + timedelta(days=15)), pytest.raises(Conflict, match="too_late"):
        perform(UNDO, move, by=as_actor(an_account(Role.OFFICER)), note=WHY)


def test_who_moves_on_from_a_stolen_move_loses_both(app):
    """The thief shows a code on the new phone and moves on to a third one: undoing the first takes both back."""
    person = residents.resident_on("o" * 32, "李秀英")
    first = a_move(MoveState.USED, person)
    later = offering.show(person)
    perform_take(later, "z" * 32)
    officer = as_actor(an_account(Role.OFFICER))
    perform(UNDO, first, by=officer, note=WHY)
    assert person.device_id == residents.device_id_of("o" * 32)
    with pytest.raises(Conflict, match="undone_already"):
        perform(UNDO, later, by=officer, note=WHY)


def test_a_phone_that_took_somebody_back_once_does_it_no_second_time(app):
    """Else whoever stole the old phone takes the person back for ever."""
    person = residents.resident_on("o" * 32, "李秀英")
    for ends in ("once", "never"):
        move = a_move(MoveState.USED, person)
        if ends == "never":
            with pytest.raises(Conflict, match="undone_before"):
                perform(UNDO, move, by=residents.as_actor(person), note=WHY)
        else:
            perform(UNDO, move, by=residents.as_actor(person), note=WHY)


def perform_take(move: PhoneMove, token: str) -> None:
    perform(TAKE, move, by=residents.as_actor(move.person), token=token)


@pytest.mark.row("N04")
def test_the_old_phone_shows_the_code_itself(app, client, meeting, old, new):
    made = post(old, "/new-phone/code", person=str(her().id))
    assert made.status_code == 303
    code = code_on(get(old, made.location).text)
    assert get(new, made.location).status_code == 404
    get(new, f"/M/{code}")
    assert post(new, f"/M/{code}").status_code == 303
    assert meeting.title in get(new, "/mine").text
    assert get(old, made.location).status_code == 404


def test_a_phone_shows_no_code_for_somebody_it_does_not_know(app, meeting, old, new):
    other = a_meeting_now()
    new.scan(the_code(other))
    new.tap("王大山")
    stranger = db.session.query(Person).filter(Person.device_id == residents.device_id_of(cookie_of(new))).one()
    assert post(old, "/new-phone/code", person=str(stranger.id)).status_code == 404
    assert post(Phone(app.test_client()), "/new-phone/code", person=str(her_by(old).id)).status_code == 404


def cookie_of(phone: Phone) -> str:
    return next(cookie.value for cookie in (phone.client._cookies or {}).values() if "device" in cookie.key)


def her_by(phone: Phone) -> Person:
    return db.session.query(Person).filter(Person.device_id == residents.device_id_of(cookie_of(phone))).one()


@pytest.mark.row("N04")
def test_what_a_convener_could_take_away_before_stays_where_it_is(client, meeting, old, new):
    """The attack of the issue: a matter at another station, read and taken away by the convener of one meeting."""
    lead = reporting.submit(her(), a_station(), text=WORDS, place="别处", nonce=random_code(40))
    db.session.commit()
    url = asked(client, meeting, her().id)
    code = queries.code_of(db.session.query(PhoneMove).one())
    for step in (f"{url}/confirm", f"{url}/take", f"{url}/undo"):
        assert client.submit(step, {"note": WHY, "token": "n" * 32}).status_code in (403, 404, 405, 409)
    post(new, f"/M/{code}")
    assert lead.text not in get(new, f"/leads/{lead.receipt}").text
    assert lead.receipt in get(old, "/mine").text
