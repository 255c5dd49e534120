"""换手机: what a resident did follows them to another phone, by a code from staff, good once and for 15 minutes."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from tests.factories.attendance import Phone, in_two_workers, rows, the_code
from tests.factories.meetings import a_meeting_now
from tests.factories.people import an_account
from tests.factories.registrations import an_invitation
from yiguan.attendance.states import CheckInState
from yiguan.audit.queries import entries_of
from yiguan.base import clock
from yiguan.base.actor import SYSTEM
from yiguan.base.errors import Conflict, NotFound
from yiguan.people import new_phone
from yiguan.people import phone as pages
from yiguan.people.models import Person, PhoneMove
from yiguan.people.states import Role
from yiguan.store.db import db
from yiguan.web.limits import Failures


@pytest.fixture(autouse=True)
def fresh_failures(monkeypatch, still_minute):
    """Nobody has tried anything yet."""
    monkeypatch.setattr(pages, "failures", Failures(40, "test"))


@pytest.fixture
def meeting(client):
    """A meeting of now, its convener signed in."""
    found = a_meeting_now()
    client.sign_in(an_account(Role.CONVENER, found.unit))
    return found


@pytest.fixture
def old(app, meeting):
    """李秀英's phone, which has checked her in."""
    phone = Phone(app.test_client())
    phone.scan(the_code(meeting))
    phone.tap("李秀英")
    return phone


@pytest.fixture
def new(app):
    return Phone(app.test_client())


def her():
    return db.session.query(Person).filter(Person.kind == "resident", Person.device_id.is_not(None)).one()


def code_for(client, meeting, person_id):
    """As the convener gets it: pressed, then read from the page."""
    url = f"/bench/meetings/{meeting.code}/people/{person_id}/new-phone"
    assert "先认准人" in client.page(url)
    assert client.submit(url).status_code == 302
    spelt = re.search(r'<p class="code num">(\w{4}) (\w{4})</p>', client.page(url))
    assert spelt
    return spelt[1] + spelt[2]


def get(phone, url):
    return FlaskClient.open(phone.client, url)


def post(phone, url, **data):
    return FlaskClient.open(phone.client, url, method="POST", data=data)


@pytest.mark.row("N04")
def test_one_tap_on_the_new_phone_takes_the_person_over_and_the_old_one_knows_them_no_more(client, meeting, old, new):
    code = code_for(client, meeting, her().id)
    seen = get(new, f"/M/{code}").text
    assert "您是 李** 吗" in seen
    assert "李秀英" not in seen
    assert post(new, f"/M/{code}").headers["Location"] == "/mine"
    assert meeting.title in get(new, "/mine").text
    assert "还没有记录" in get(old, "/mine").text
    second = a_meeting_now()
    assert "李秀英，点一下就签到" in new.scan(the_code(second))
    assert "请留个称呼" in old.scan(the_code(second))
    new.tap()
    assert rows(second, CheckInState.COUNTED) == 1


@pytest.mark.row("N04")
def test_opening_the_code_changes_nothing_however_often(client, meeting, old, new):
    code, before = code_for(client, meeting, her().id), her().device_id
    for _ in range(3):
        assert get(new, f"/M/{code}").status_code == 200
    assert her().device_id == before
    assert db.session.query(PhoneMove).one().used_at is None


def test_the_code_works_once_and_for_a_quarter_of_an_hour_and_a_newer_one_ends_it(client, app, meeting, old, new):
    first, third = code_for(client, meeting, her().id), Phone(app.test_client())
    client.submit(f"/bench/meetings/{meeting.code}/people/{her().id}/new-phone")
    assert get(new, f"/M/{first}").status_code == 404
    code = new_phone.code_of(db.session.query(PhoneMove).order_by(PhoneMove.until).all()[-1])
    with clock.at(clock.now() + timedelta(minutes=16)):
        assert "过了 15 分钟" in get(new, f"/M/{code}").text
    get(new, f"/M/{code}")
    assert post(new, f"/M/{code}").status_code == 303
    get(third, f"/M/{code}")
    assert post(third, f"/M/{code}").status_code == 404


def test_the_eight_characters_are_typed_where_nothing_can_be_scanned(client, meeting, old, new):
    code = code_for(client, meeting, her().id)
    assert "8 个字" in get(new, "/new-phone").text
    assert post(new, "/new-phone", code=f"{code[:4]} {code[4:]}".lower()).headers["Location"] == f"/M/{code}"
    wrong = post(new, "/new-phone", code="ABCD EFGH")
    assert wrong.status_code == 422
    assert "请工作人员再给一个" in wrong.text


@pytest.mark.row("PS-04")
def test_trying_codes_is_slowed_down_and_the_right_one_still_opens(client, meeting, old, new):
    code = code_for(client, meeting, her().id)
    answers = [get(new, f"/M/{n:08d}").status_code for n in range(41)]
    assert (answers[0], answers[-1]) == (404, 429)
    assert post(new, "/new-phone", code="00000099").status_code == 429
    assert get(new, f"/M/{code}").status_code == 200


def test_a_namesake_on_the_new_phone_is_neither_merged_nor_lost(client, meeting, old, new):
    code = code_for(client, meeting, her().id)
    other = a_meeting_now()
    new.scan(the_code(other))
    new.tap("李秀英")
    answer = post(new, f"/M/{code}")
    assert answer.status_code == 409
    assert "这部手机上已经有一位“李**”了" in answer.text
    assert meeting.title in get(old, "/mine").text
    assert other.title in get(new, "/mine").text


def test_a_phone_that_keeps_no_cookies_is_told_so_and_the_code_lives_on(client, app, meeting, old):
    code = code_for(client, meeting, her().id)
    without = Phone(app.test_client(use_cookies=False), cookies=False)
    answer = post(without, f"/M/{code}")
    assert answer.status_code == 409
    assert "换一个浏览器" in answer.text
    assert new_phone.find(code) is not None


@pytest.mark.row("PS-08")
def test_the_trail_says_who_gave_the_code_and_that_it_was_used_and_the_code_stands_nowhere(client, meeting, old, new):
    code, person_id = code_for(client, meeting, her().id), her().id
    get(new, f"/M/{code}")
    post(new, f"/M/{code}")
    move, person = db.session.query(PhoneMove).one(), db.session.get_one(Person, person_id)
    assert [(e.act, e.actor_kind) for e in entries_of(move)] == [("create", "staff")]
    assert (entries_of(person)[-1].act, entries_of(person)[-1].actor_id) == ("move_phone", person_id)
    assert code not in str([vars(row) for row in (move, person, *entries_of(move), *entries_of(person))])


def test_only_who_runs_the_meeting_gives_a_code_and_only_for_its_own_people(app, meeting, old):
    other, number = a_meeting_now(), her().id
    url = f"/bench/meetings/{meeting.code}/people/{number}/new-phone"
    member, convener = app.test_client(), app.test_client()
    member.sign_in(an_account(Role.MEMBER, meeting.unit))
    assert member.submit(url).status_code == 403
    convener.sign_in(an_account(Role.CONVENER, other.unit))
    assert convener.submit(url).status_code == 404
    assert convener.submit(f"/bench/meetings/{other.code}/people/{number}/new-phone").status_code == 404


def test_somebody_who_never_had_a_phone_gets_one_and_staff_sign_in_instead(app):
    line, officer = an_invitation(), an_account(Role.OFFICER)
    move = new_phone.offer(SYSTEM, line.person)
    db.session.refresh(move, ["person"])
    new_phone.take_over(move, "n" * 32)
    assert line.person.device_id is not None
    with pytest.raises(Conflict):
        new_phone.offer(SYSTEM, officer.person)


@pytest.mark.row("AP-01")
def test_a_program_gives_a_code_too(client, meeting, old, new):
    url, headers = f"/api/v1/meetings/{meeting.code}/people/{her().id}/new-phone", {"X-CSRFToken": client.csrf()}
    told = client.post(url, headers=headers)
    assert told.status_code == 201
    assert told.json["address"] == f"HTTP://LOCALHOST/M/{told.json['code']}"
    assert get(new, f"/M/{told.json['code']}").status_code == 200


def test_the_line_of_a_registration_and_the_desk_lead_to_it(client):
    meeting = a_meeting_now()
    line = an_invitation(meeting, "王大山")
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    url = f"/bench/meetings/{meeting.code}/people/{line.person_id}/new-phone"
    assert url in client.page(f"/bench/meetings/{meeting.code}/registrations/{line.id}")
    assert url in client.page(f"/reception/{meeting.code}?q=王大")


def test_two_phones_that_tap_at_once_end_as_one(real_app):
    with real_app.app_context():
        db.session().info["writing"] = True
        code = new_phone.code_of(new_phone.offer(SYSTEM, an_invitation().person))
        db.session.commit()
        db.session.remove()
    tokens = iter(["a" * 32, "b" * 32])

    def take(_):
        found = new_phone.find(code)
        try:
            new_phone.take_over(found, next(tokens)) if found else None
        except NotFound:
            return 0
        return int(found is not None)

    assert sorted(in_two_workers(real_app, take)) == [0, 1]
