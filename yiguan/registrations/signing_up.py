"""报名: signs a person up, to a seat or to the waiting list."""

from yiguan.audit import trail
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, require
from yiguan.meetings.models import Meeting
from yiguan.people.models import Person
from yiguan.registrations import acts, entering, queries, rules, seats
from yiguan.registrations.marks import CREATE
from yiguan.registrations.models import Registration
from yiguan.registrations.states import Door, RegistrationState, Side
from yiguan.workflow.perform import perform

S = RegistrationState


def sign_up(
    actor: Actor, meeting: Meeting, person: Person, *, side: Side = Side.RESIDENT, unit_name: str = ""
) -> Registration:
    """Gives a seat, or the last place of the waiting list. A line that exists already is not changed."""
    require(rules.can_sign_up(actor, meeting, person.id), "这场会只请了名单上的人。想参加，请打协商站的电话问问。")
    seats.lock(meeting)
    if not rules.is_taking(meeting):
        raise Conflict("现在不能报名了：会议已经开始，或者有了变动。想参加，请打协商站的电话。", code="not_taking")
    seats.move_up(meeting)
    kept = queries.registration_of(meeting.id, person.id)
    if kept is None:
        state, place = seats.seat_or_place(meeting)
        kept = entering.make(meeting, person, side, Door.SIGNED_UP, state, place=place, unit_name=unit_name)
        trail.record(kept, CREATE, by=actor, after=str(state))
    elif kept.state is S.WITHDRAWN:
        state, _ = seats.seat_or_place(meeting)
        perform(acts.SIGN_UP if state is S.REGISTERED else acts.WAIT, kept, by=actor)
    return kept
