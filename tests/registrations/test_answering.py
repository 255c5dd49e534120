import pytest
from sqlalchemy import select

from tests.factories.meetings import a_meeting, the_runner
from tests.factories.organisation import a_station
from tests.factories.people import a_resident, an_account
from tests.factories.people import as_actor as account_actor
from tests.factories.registrations import a_registration, an_invitation, as_actor, now, the_personal_code
from yiguan.audit.queries import entries_of
from yiguan.base import clock
from yiguan.base.errors import Conflict, Forbidden, Invalid
from yiguan.notifications.models import Notice
from yiguan.people import residents
from yiguan.people.models import Consent
from yiguan.people.states import Role
from yiguan.registrations import acts as line_acts
from yiguan.registrations import queries
from yiguan.registrations.states import RegistrationState
from yiguan.store.db import db
from yiguan.workflow.perform import perform

S = RegistrationState


def url_of(line, action):
    return f"/meetings/{line.meeting.code}/registration/{action}"


def say(client, line, action, **fields):
    """Answers behind the personal code, as its page does."""
    return client.post(url_of(line, action), data={"personal": the_personal_code(line)} | fields)


def titles_for(person_id):
    return db.session.scalars(select(Notice.title).where(Notice.person_id == person_id).order_by(Notice.id)).all()


@pytest.mark.row("RG-02")
def test_who_is_invited_says_yes_behind_the_code_and_agrees_to_the_notice(client):
    line = an_invitation()
    page = client.page(f"/P/{the_personal_code(line)}")
    assert "能来" in page
    assert "来不了" in page
    assert say(client, line, "accept").location == f"/P/{the_personal_code(line)}"
    assert now(line).state is S.ACCEPTED
    assert db.session.scalars(select(Consent).where(Consent.person_id == line.person_id)).one()


@pytest.mark.row("RG-02")
def test_a_no_frees_the_seat_and_keeps_the_persons_word_out_of_the_trail(client):
    meeting = a_meeting(capacity=2)
    line, _, waits = an_invitation(meeting), a_registration(meeting), a_registration(meeting)
    say(client, line, "decline", note="住院了")
    assert (now(line).state, now(line).reason, now(waits).state) == (S.DECLINED, "住院了", S.REGISTERED)
    assert "住院了" not in [entry.note for entry in entries_of(line)]


@pytest.mark.row("RG-02")
def test_leave_needs_a_reason_is_decided_by_the_convener_and_the_person_is_told(client):
    unit = a_station()
    convener = account_actor(an_account(Role.CONVENER, unit))
    line = an_invitation(a_meeting(unit=unit), required=True)
    assert say(client, line, "ask-leave").status_code == 422
    say(client, line, "ask-leave", note="出差在外地")
    line = now(line)
    assert (line.state, titles_for(convener.id)) == (S.LEAVE_ASKED, [f"有人请假：{line.meeting.title}"])
    perform(line_acts.GRANT_LEAVE, line, by=convener, note="知道了")
    assert line.state is S.ON_LEAVE
    assert titles_for(line.person_id)[-1] == f"准假了：{line.meeting.title}"


def test_leave_that_is_not_granted_leaves_the_invitation_as_it_was(app):
    line = an_invitation(required=True)
    perform(line_acts.ASK_LEAVE, line, by=as_actor(line), words="不太想来")
    perform(line_acts.REFUSE_LEAVE, line, by=the_runner(line.meeting.unit), note="您是当事的一方，请一定来")
    assert now(line).state is S.INVITED
    assert titles_for(line.person_id)[-1] == f"还是请您来：{line.meeting.title}"


def test_nobody_grants_their_own_leave(app):
    unit = a_station()
    convener = account_actor(an_account(Role.CONVENER, unit))
    line = an_invitation(a_meeting(unit=unit), required=True)
    perform(line_acts.ASK_LEAVE, line, by=as_actor(line), words="出差在外地")
    line.person_id = convener.id or 0
    with pytest.raises(Forbidden):
        perform(line_acts.GRANT_LEAVE, line, by=convener)


def test_who_must_come_cannot_just_say_no(app):
    line = an_invitation(required=True)
    with pytest.raises(Conflict, match="leave_needed"):
        perform(line_acts.DECLINE, line, by=as_actor(line))


def test_a_seat_given_away_cannot_be_taken_back(app):
    meeting = a_meeting(capacity=2)
    line, *_ = an_invitation(meeting), a_registration(meeting), a_registration(meeting)
    perform(line_acts.DECLINE, line, by=as_actor(line))
    with pytest.raises(Conflict, match="full"):
        perform(line_acts.ACCEPT, line, by=as_actor(line))


def test_nobody_answers_for_somebody_else(app):
    line, stranger = an_invitation(), a_resident()
    for act in line_acts.OWN:
        with pytest.raises(Forbidden):
            perform(act, line, by=residents.as_actor(stranger), words="不来了")


@pytest.mark.row("PS-04")
@pytest.mark.parametrize("code", ["", "x", "0" * 20, "\x00", "é中😀", "A" * 5000])
def test_a_code_we_never_made_answers_for_nobody(client, code):
    line = an_invitation()
    assert client.post(url_of(line, "accept"), data={"personal": code}).status_code == 404
    assert client.get(f"/P/{code or 'A'}").status_code == 404
    assert now(line).state is S.INVITED


def test_a_code_of_one_meeting_says_nothing_at_another(client):
    line, other = an_invitation(), an_invitation()
    answer = client.post(url_of(other, "accept"), data={"personal": the_personal_code(line)})
    assert answer.status_code == 404
    assert [now(line).state, now(other).state] == [S.INVITED] * 2


def test_once_it_has_begun_there_is_nothing_left_to_answer(client):
    line = an_invitation()
    with clock.at(line.meeting.starts_at):
        assert "能来" not in client.page(f"/P/{the_personal_code(line)}")
        assert say(client, line, "accept").status_code == 409
    assert now(line).state is S.INVITED


def test_who_was_taken_off_the_list_cannot_sign_up_again_until_asked_back(app):
    line = a_registration()
    runner = the_runner(line.meeting.unit)
    with pytest.raises(Invalid):
        perform(line_acts.REMOVE, line, by=runner, note="")
    perform(line_acts.REMOVE, line, by=runner, note="与这次的事无关")
    with pytest.raises(Conflict, match="removed"):
        a_registration(line.meeting, line.person)
    perform(line_acts.INVITE_AGAIN, line, by=runner)
    assert (line.state, line.removed) == (S.INVITED, False)


@pytest.mark.row("PS-04")
def test_a_revoked_code_opens_nothing_and_says_so(client):
    line = a_registration()
    old = the_personal_code(line)
    perform(line_acts.RENEW_CODE, line, by=the_runner(line.meeting.unit))
    db.session.commit()
    assert the_personal_code(line) != old
    assert "这个码作废了" in client.page(f"/P/{old}", 404)
    assert client.post(url_of(line, "withdraw"), data={"personal": old}).status_code == 404
    assert now(line).state is S.REGISTERED


def test_two_of_one_phone_each_have_a_code_of_their_own(app):
    meeting = a_meeting()
    here = [residents.resident_on("p" * 32, name) for name in ("李秀英", "王大山")]
    codes = {the_personal_code(a_registration(meeting, person)) for person in here}
    assert len(codes) == 2
    assert {line.person_id for line in queries.of_persons(meeting.id, [p.id for p in here])} == {p.id for p in here}
