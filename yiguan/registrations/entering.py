"""Makes a new line of a meeting's list."""

from typing import Any

from yiguan.base import clock
from yiguan.meetings.keys import code_key
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import MeetingState
from yiguan.people import vault
from yiguan.people.models import Person
from yiguan.registrations import codes, notices
from yiguan.registrations.models import Registration
from yiguan.registrations.states import Door, RegistrationState, Side
from yiguan.store.db import db


def make(
    meeting: Meeting, person: Person, side: Side, door: Door, state: RegistrationState, **facts: Any
) -> Registration:
    """A new line of the list; its id is made here, because the personal code is derived from it."""
    number = vault.new_id()
    line = Registration(id=number, meeting=meeting, person=person, side=side, door=door, state=state, epoch=1, **facts)
    key = code_key(vault.keys(), meeting.code, meeting.key_no)
    line.code_index = codes.index_for(vault.keys().code, key, number)
    line.at = line.reminded_at = clock.now()
    line.is_sample = meeting.is_sample
    db.session.add(line)
    return line


def tell_invited(registration: Registration) -> None:
    """Tells the person, if the meeting is announced; otherwise the worker does it afterwards (jobs.py)."""
    if registration.meeting.state is not MeetingState.PLANNED:
        notices.invited(registration)
