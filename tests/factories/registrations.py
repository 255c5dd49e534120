from flask import current_app

from tests.factories.meetings import a_meeting, the_runner
from tests.factories.people import a_resident
from yiguan.base.actor import Actor
from yiguan.meetings.keys import code_key
from yiguan.meetings.models import Meeting
from yiguan.people import residents
from yiguan.people.models import Person
from yiguan.registrations import answering, codes, inviting, queries
from yiguan.registrations.lines import Row
from yiguan.registrations.models import Registration
from yiguan.registrations.states import Side
from yiguan.store.db import db


def as_actor(line: Registration) -> Actor:
    return residents.as_actor(line.person)


def a_registration(meeting: Meeting | None = None, person: Person | None = None) -> Registration:
    """Somebody who signed up on their own phone: a seat, or a place in the queue."""
    meeting, person = meeting or a_meeting(), person or a_resident()
    line = answering.sign_up(residents.as_actor(person), meeting, person)
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


def the_personal_code(line: Registration) -> str:
    keys = current_app.extensions["settings"].keys
    key = code_key(keys, db.session.get_one(Meeting, line.meeting_id).code)
    return codes.personal_code(key, line.id, line.epoch)


def now(line: Registration) -> Registration:
    """The line as it stands in the database, after somebody else's request."""
    found = queries.registration_of(line.meeting_id, line.person_id)
    assert found is not None
    return found
