from flask import current_app

from tests.factories.meetings import a_meeting, the_runner
from tests.factories.people import a_resident
from yiguan.base.act import Act
from yiguan.base.actor import Actor
from yiguan.meetings.keys import code_key
from yiguan.meetings.models import Meeting
from yiguan.people import residents
from yiguan.people.models import Person
from yiguan.registrations import acts, codes, inviting, queries
from yiguan.registrations.lines import Row
from yiguan.registrations.models import Registration
from yiguan.registrations.signing_up import sign_up
from yiguan.registrations.states import RegistrationState, Side
from yiguan.store.db import db
from yiguan.workflow.perform import perform

S = RegistrationState
WAYS: dict[RegistrationState, tuple[Act, ...]] = {
    S.INVITED: (),
    S.ACCEPTED: (acts.ACCEPT,),
    S.DECLINED: (acts.DECLINE,),
    S.LEAVE_ASKED: (acts.ASK_LEAVE,),
    S.ON_LEAVE: (acts.ASK_LEAVE, acts.GRANT_LEAVE),
    S.WITHDRAWN: (acts.WITHDRAW,),
}


def as_actor(line: Registration) -> Actor:
    return residents.as_actor(line.person)


def a_registration(meeting: Meeting | None = None, person: Person | None = None) -> Registration:
    """Somebody who signed up on their own phone: a seat, or a place in the queue."""
    meeting, person = meeting or a_meeting(), person or a_resident()
    line = sign_up(residents.as_actor(person), meeting, person)
    db.session.commit()
    return line


def an_invitation(
    meeting: Meeting | None = None, name: str = "钱芷兰", *, phone: str = "", required: bool = False
) -> Registration:
    """Somebody the convener asked, who has no phone we know."""
    meeting = meeting or a_meeting()
    runner, row = the_runner(meeting.unit), Row(1, name, phone, "")
    line = inviting.invite_row(runner, meeting, row, side=Side.RESIDENT, required=required)
    db.session.commit()
    return line


def a_line_in(state: RegistrationState) -> Registration:
    """A line of a list, brought to its state by the acts that lead there."""
    if state is S.REGISTERED:
        return a_registration()
    if state is S.WAITLISTED:
        meeting = a_meeting(capacity=2)
        return [a_registration(meeting, a_resident(f"候补{n}")) for n in range(3)][-1]
    line = a_registration() if state is S.WITHDRAWN else an_invitation(required=state in (S.LEAVE_ASKED, S.ON_LEAVE))
    for act in WAYS[state]:
        perform(act, line, by=the_runner(line.meeting.unit), words="那天出差")
    db.session.commit()
    return line


def the_personal_code(line: Registration) -> str:
    keys = current_app.extensions["settings"].keys
    meeting = db.session.get_one(Meeting, line.meeting_id)
    key = code_key(keys, meeting.code, meeting.key_no)
    return codes.personal_code(key, line.id, line.epoch)


def now(line: Registration) -> Registration:
    """The line as it stands in the database, after somebody else's request."""
    found = queries.registration_of(line.meeting_id, line.person_id)
    assert found is not None
    return found
