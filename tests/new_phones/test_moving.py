"""换手机 on the new phone: what a resident did follows them, by a code that is good once and for 15 minutes."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import joinedload

from tests.factories.attendance import Phone, in_two_workers, rows, the_code
from tests.factories.meetings import a_meeting_now
from tests.factories.new_phones import WHY, a_move
from tests.factories.people import an_account
from tests.factories.registrations import an_invitation
from tests.new_phones.conftest import code_for, code_on, get, her, post
from yiguan.attendance.models import CheckIn
from yiguan.attendance.states import CheckInState
from yiguan.audit.queries import entries_of
from yiguan.base import clock
from yiguan.base.errors import Conflict, NotFound
from yiguan.new_phones import offering, queries
from yiguan.new_phones.acts import TAKE
from yiguan.new_phones.models import PhoneMove
from yiguan.new_phones.states import MoveState
from yiguan.people import residents
from yiguan.people.models import Alias, Person
from yiguan.people.states import JoinProof, Role
from yiguan.store.db import db
from yiguan.workflow.perform import perform


@pytest.mark.row("N04")
def test_one_tap_on_the_new_phone_takes_the_person_over_from_the_old_one(client, second, meeting, old, new):
    code = code_for(client, second, meeting, her().id)
    seen = get(new, f"/M/{code}").text
    assert "您是 李** 吗" in seen
    assert "李秀英" not in seen
    assert post(new, f"/M/{code}").headers["Location"] == "/mine"
    assert meeting.title in get(new, "/mine").text
    assert "还没有记录" in get(old, "/mine").text
    later = a_meeting_now()
    assert "李秀英，点一下就签到" in new.scan(the_code(later))
    assert "请留个称呼" in old.scan(the_code(later))
    new.tap()
    assert rows(later, CheckInState.COUNTED) == 1


@pytest.mark.row("N04")
def test_opening_the_code_changes_nothing_however_often(client, second, meeting, old, new):
    code, before = code_for(client, second, meeting, her().id), her().device_id
    for _ in range(3):
        assert get(new, f"/M/{code}").status_code == 200
    assert her().device_id == before
    assert db.session.query(PhoneMove).one().used_at is None


def test_the_code_works_once_for_a_quarter_of_an_hour_and_a_newer_one_ends_it(client, second, app, meeting, old, new):
    first, third = code_for(client, second, meeting, her().id), Phone(app.test_client())
    code = code_for(client, second, meeting, her().id)
    assert get(new, f"/M/{first}").status_code == 404
    with clock.at(clock.now() + timedelta(minutes=16)):
        assert "过了 15 分钟" in get(new, f"/M/{code}").text
    get(new, f"/M/{code}")
    assert post(new, f"/M/{code}").status_code == 303
    get(third, f"/M/{code}")
    assert post(third, f"/M/{code}").status_code == 404


def test_the_eight_characters_are_typed_where_nothing_can_be_scanned(client, second, meeting, old, new):
    code = code_for(client, second, meeting, her().id)
    assert "8 个字" in get(new, "/new-phone").text
    assert post(new, "/new-phone", code=f"{code[:4]} {code[4:]}".lower()).headers["Location"] == f"/M/{code}"
    wrong = post(new, "/new-phone", code="ABCD EFGH")
    assert wrong.status_code == 422
    assert "请在旧手机上再要一个，或者请工作人员再给" in wrong.text


@pytest.mark.row("PS-04")
def test_trying_codes_is_slowed_down_and_the_right_one_still_opens(client, second, meeting, old, new):
    code = code_for(client, second, meeting, her().id)
    answers = [get(new, f"/M/{n:08d}").status_code for n in range(41)]
    assert (answers[0], answers[-1]) == (404, 429)
    assert post(new, "/new-phone", code="00000099").status_code == 429
    assert get(new, f"/M/{code}").status_code == 200


def test_a_namesake_on_the_new_phone_is_neither_merged_nor_lost(client, second, meeting, old, new):
    code = code_for(client, second, meeting, her().id)
    other = a_meeting_now()
    new.scan(the_code(other))
    new.tap("李秀英")
    answer = post(new, f"/M/{code}")
    assert answer.status_code == 409
    assert "这部手机上已经有一位“李**”了" in answer.text
    assert "在“都是我”前面打勾" in answer.text
    assert meeting.title in get(old, "/mine").text
    assert other.title in get(new, "/mine").text


def test_a_phone_that_keeps_no_cookies_is_told_so_and_the_code_lives_on(client, second, app, meeting, old):
    code = code_for(client, second, meeting, her().id)
    without = Phone(app.test_client(use_cookies=False), cookies=False)
    answer = post(without, f"/M/{code}")
    assert answer.status_code == 409
    assert "换一个浏览器" in answer.text
    assert queries.find(code) is not None


@pytest.mark.row("PS-08")
def test_the_trail_says_who_asked_who_confirmed_who_took_and_the_code_stands_nowhere(client, second, meeting, old, new):
    code, person_id = code_for(client, second, meeting, her().id), her().id
    get(new, f"/M/{code}")
    post(new, f"/M/{code}")
    move, person = db.session.query(PhoneMove).one(), db.session.get_one(Person, person_id)
    kinds = ["staff", "staff", "resident"]
    assert [(e.act, e.actor_kind) for e in entries_of(move)] == [
        *zip(("create", "confirm", "take"), kinds, strict=True)
    ]
    assert entries_of(move)[0].note == WHY
    assert (entries_of(person)[-1].act, entries_of(person)[-1].actor_id) == ("move_phone", person_id)
    assert code not in str([vars(row) for row in (move, person, *entries_of(move), *entries_of(person))])


def test_only_who_runs_the_meeting_asks_and_only_for_its_own_people(app, meeting, old):
    other, number = a_meeting_now(), her().id
    url = f"/bench/meetings/{meeting.code}/people/{number}/new-phone"
    member, convener = app.test_client(), app.test_client()
    member.sign_in(an_account(Role.MEMBER, meeting.unit))
    assert member.submit(url).status_code == 403
    convener.sign_in(an_account(Role.CONVENER, other.unit))
    assert convener.submit(url, {"note": WHY}).status_code == 404
    assert convener.submit(f"/bench/meetings/{other.code}/people/{number}/new-phone", {"note": WHY}).status_code == 404


def test_somebody_who_never_had_a_phone_gets_one_and_staff_sign_in_instead(app):
    line, officer = an_invitation(), an_account(Role.OFFICER)
    move = a_move(MoveState.USED, line.person)
    assert (move.from_device, line.person.device_id) == (None, move.to_device)
    with pytest.raises(Conflict):
        offering.show(officer.person)


@pytest.mark.row("AP-01")
def test_a_program_of_somebody_signed_in_asks_and_reads_the_code_after_another_confirmed(client, second, meeting, old):
    url, headers = f"/api/v1/meetings/{meeting.code}/people/{her().id}/new-phone", {"X-CSRFToken": client.csrf()}
    assert client.post(url, headers=headers, json={}).status_code == 422
    told = client.post(url, headers=headers, json={"note": WHY})
    assert (told.status_code, told.json["state"], told.json["code"]) == (201, "asked", None)
    own = f"/api/v1/new-phones/{told.json['id']}"
    assert client.post(f"{own}/confirm", headers=headers, json={}).status_code == 403
    confirmed = second.post(f"{own}/confirm", headers={"X-CSRFToken": second.csrf()}, json={})
    assert (confirmed.status_code, confirmed.json["code"]) == (200, None)
    code = client.get(own).json["code"]
    assert queries.find(code) is not None


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
        number = a_move(MoveState.OPEN, an_invitation().person).id
        db.session.remove()
    tokens = iter(["a" * 32, "b" * 32])

    def take(_):
        whole = [joinedload(PhoneMove.person), joinedload(PhoneMove.unit)]
        move = db.session.get_one(PhoneMove, number, options=whole)
        try:
            perform(TAKE, move, by=residents.as_actor(move.person), token=next(tokens))
        except (NotFound, Conflict):
            return 0
        return 1

    assert sorted(in_two_workers(real_app, take)) == [0, 1]


@pytest.mark.row("PS-01")
def test_who_is_on_both_phones_says_so_and_is_counted_once_until_it_is_undone(client, second, meeting, old, new):
    """The code with both phones in hand is the proof; the name alone is none."""
    person, code = her(), code_for(client, second, meeting, her().id)
    before, other = person.device_id, a_meeting_now()
    new.scan(the_code(other))
    new.tap("李秀英")
    assert "是同一个人，请打勾" in get(new, f"/M/{code}").text
    assert post(new, f"/M/{code}", same="yes").headers["Location"] == "/mine"
    page = get(new, "/mine").text
    assert meeting.code in page
    assert other.code in page
    assert meeting.code not in get(old, "/mine").text
    alias = db.session.query(Alias).one()
    assert (alias.person_id, alias.proof) == (person.id, JoinProof.STAFF)
    move = db.session.query(PhoneMove).one()
    assert post(old, f"/new-phone/{move.id}/undo").status_code == 303
    assert db.session.get_one(Person, person.id, populate_existing=True).device_id == before
    assert db.session.query(Alias).one().undone_at is not None
    assert "您的两条记录分开了" in get(new, "/mine").text
    assert other.code in get(new, "/mine").text
    assert meeting.code not in get(new, "/mine").text


def test_the_old_phones_own_code_proves_it_too(app, meeting, old, new):
    new.scan(the_code(a_meeting_now()))
    new.tap("李秀英")
    mine = next(one for one in db.session.query(Person) if rows_of(one, meeting))
    made = post(old, "/new-phone/code", person=str(mine.id))
    code = code_on(get(old, made.location).text)
    get(new, f"/M/{code}")
    assert post(new, f"/M/{code}", same="yes").status_code == 303
    assert db.session.query(Alias).one().proof is JoinProof.OLD_PHONE


def rows_of(person, meeting):
    return db.session.query(CheckIn).filter_by(person_id=person.id, meeting_id=meeting.id).count()
