import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.factories.meetings import a_meeting
from tests.factories.people import a_resident
from tests.factories.registrations import a_registration, the_personal_code
from yiguan.base import clock
from yiguan.base.errors import Conflict, Forbidden
from yiguan.meetings.states import Attendance, MeetingState
from yiguan.people.models import Consent, Person
from yiguan.people.residents import NOTICE_VERSION
from yiguan.registrations import queries
from yiguan.registrations.states import RegistrationState
from yiguan.store.db import db

S = RegistrationState


def url_of(meeting):
    return f"/meetings/{meeting.code}/registration"


def found_in(page, pattern):
    found = re.search(pattern, page)
    assert found, page
    return found[1]


def the_receipt(page):
    return found_in(page, r'name="receipt" value="([^"]+)"')


def sign_up(client, meeting, name="李秀英", **fields):
    """As a phone does: opens the page, fills in, posts."""
    page = FlaskClient.open(client, f"{url_of(meeting)}?who=new").text
    data = {"receipt": the_receipt(page), "name": name} | fields
    return FlaskClient.open(client, url_of(meeting), method="POST", data=data)


def lines_of(meeting):
    return db.session.scalars(queries.guests(meeting.id)).all()


@pytest.mark.row("RG-05")
@pytest.mark.row("PS-01")
def test_a_name_is_enough_and_the_personal_code_comes_back(client):
    meeting = a_meeting()
    answer = sign_up(client, meeting)
    (line,) = lines_of(meeting)
    assert (answer.status_code, answer.location) == (303, f"/P/{the_personal_code(line)}")
    assert line.state is S.REGISTERED
    assert line.person.phone is None
    consent = db.session.scalars(select(Consent).where(Consent.person_id == line.person_id)).one()
    assert consent.version == NOTICE_VERSION


@pytest.mark.row("RG-05")
def test_the_code_can_be_found_again_at_any_time_on_the_same_phone(client):
    meeting = a_meeting()
    sign_up(client, meeting)
    code = the_personal_code(lines_of(meeting)[0])
    spelt = " ".join(code[at : at + 5] for at in range(0, 20, 5))
    assert spelt in client.page(url_of(meeting))
    assert spelt in client.page(f"/P/{code}")
    assert spelt in client.page(f"/P/{code.lower()}")


def test_a_returning_phone_needs_one_tap(client):
    sign_up(client, a_meeting())
    second = a_meeting()
    page = client.page(url_of(second))
    assert "什么都不用填" in page
    person = found_in(page, r'name="person" value="(\d+)"')
    assert sign_up(client, second, "", person=person).status_code == 303
    assert len(lines_of(second)) == 1


def test_who_gave_the_seat_back_finds_the_way_to_another(client):
    meeting = a_meeting()
    code = sign_up(client, meeting).location.rpartition("/")[2]
    url = f"{url_of(meeting)}/withdraw"
    answer = FlaskClient.open(client, url, method="POST", data={"personal": code}, follow_redirects=True)
    assert f'想来可以<a href="{url_of(meeting)}">再报名</a>' in answer.text
    assert "报名" in FlaskClient.open(client, url_of(meeting)).text


def test_without_cookies_the_same_form_twice_is_one_registration(app):
    meeting, client = a_meeting(), app.test_client(use_cookies=False)
    data = {"receipt": the_receipt(client.get(url_of(meeting)).text), "name": "王大山"}
    first, second = client.post(url_of(meeting), data=data), client.again(url_of(meeting), data=data)
    assert first.location == second.location
    assert len(lines_of(meeting)) == 1


def test_signing_up_twice_stays_one_seat(app):
    meeting, person = a_meeting(), a_resident()
    assert a_registration(meeting, person) is a_registration(meeting, person)
    assert queries.numbers(meeting.id).taken == 1


@pytest.mark.parametrize("bad", ["", "x", "\x00", "é中😀" * 90])
def test_a_forged_form_signs_nobody_up(client, bad):
    meeting = a_meeting()
    answer = client.post(url_of(meeting), data={"receipt": bad, "name": "李秀英"})
    assert answer.status_code == 422
    assert 'value="李秀英"' in answer.text
    assert lines_of(meeting) == []


def test_a_form_for_one_meeting_is_no_form_for_another(client):
    meeting, other = a_meeting(), a_meeting()
    receipt = the_receipt(client.page(url_of(meeting)))
    assert client.post(url_of(other), data={"receipt": receipt, "name": "李秀英"}).status_code == 422


@pytest.mark.parametrize("name", ["", "\u3164", "长" * 21])
def test_a_name_that_is_none_is_said_at_its_field_and_the_phone_kept(client, name):
    meeting = a_meeting()
    answer = sign_up(client, meeting, name, phone="13856201234")
    assert answer.status_code == 422
    assert 'id="name-error"' in answer.text
    assert 'value="13856201234"' in answer.text


def test_somebody_elses_number_signs_nobody_up(client):
    meeting, stranger = a_meeting(), a_resident()
    assert sign_up(client, meeting, "", person=str(stranger.id)).status_code == 422
    assert lines_of(meeting) == []


def test_a_meeting_for_the_invited_takes_no_sign_up(app, client):
    meeting, person = a_meeting(attendance=Attendance.INVITED), a_resident()
    assert "只请了名单上的人" in client.page(url_of(meeting))
    with pytest.raises(Forbidden):
        a_registration(meeting, person)


@pytest.mark.parametrize("state", [MeetingState.CANCELLED, MeetingState.IN_PROGRESS, MeetingState.ENDED])
def test_what_is_over_or_called_off_takes_no_sign_up(app, client, state):
    meeting = a_meeting(state)
    assert 'id="sign-up"' not in client.page(url_of(meeting))
    with pytest.raises(Conflict, match="not_taking"):
        a_registration(meeting)


def test_from_its_beginning_on_nobody_signs_up_any_more(app):
    meeting = a_meeting()
    with clock.at(meeting.starts_at), pytest.raises(Conflict, match="not_taking"):
        a_registration(meeting)


def test_who_signs_up_with_a_neighbours_phone_number_is_not_the_neighbour(client, app):
    neighbour = a_registration(a_meeting(), a_resident("钱阿婆", "13800005678"))
    answer = sign_up(client, neighbour.meeting, "孙大爷", phone="13800005678")
    assert answer.location != f"/P/{the_personal_code(neighbour)}"
    names = {line.person_id for line in lines_of(neighbour.meeting)}
    assert len(names) == 2
    assert db.session.get_one(Person, neighbour.person_id).device_id is not None
