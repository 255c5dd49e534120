from yiguan.base import clock
from yiguan.base.actor import SYSTEM, Actor
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import BEFORE_THE_START, Attendance
from yiguan.people.states import CONVENING, DISTRICT_STAFF
from yiguan.registrations.models import Registration


def can_manage(actor: Actor, meeting: Meeting) -> bool:
    """Whether the actor may invite, grant leave and remove people: those who run the meeting."""
    return actor.has(*CONVENING, *DISTRICT_STAFF, path=meeting.unit.path)


def can_sign_up(actor: Actor, meeting: Meeting, person_id: int) -> bool:
    """Everybody may sign up themselves at an open meeting; those who run it may sign up others."""
    own = actor.id == person_id and meeting.attendance is Attendance.OPEN
    return own or can_manage(actor, meeting)


def can_answer(actor: Actor, registration: Registration) -> bool:
    """The person themselves, or those who run the meeting, for an answer by telephone."""
    return actor.id == registration.person_id or can_manage(actor, registration.meeting)


def is_taking(meeting: Meeting) -> bool:
    """Whether people may sign up and answer: the meeting is announced and has not begun."""
    return meeting.state in BEFORE_THE_START and clock.now() < meeting.starts_at


def can_run_list(actor: Actor, registration: Registration) -> bool:
    return can_manage(actor, registration.meeting)


def can_come_back(actor: Actor, registration: Registration) -> bool:
    return can_sign_up(actor, registration.meeting, registration.person_id)


def is_the_program(actor: Actor, registration: Registration) -> bool:
    """Only the program itself moves the waiting list up."""
    return actor.kind == SYSTEM.kind


def is_asked(registration: Registration) -> bool:
    """Whether the person may still answer."""
    return is_taking(registration.meeting)


def may_say_no(registration: Registration) -> bool:
    return is_asked(registration) and not registration.required


def must_ask_leave(registration: Registration) -> bool:
    """Required people ask for leave, others decline."""
    return is_asked(registration) and registration.required
