"""座位: seats are given under a lock on the meeting's row; free ones go to the waiting list in its order."""

from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.act import Act, Happened, Said
from yiguan.base.actor import SYSTEM, Actor
from yiguan.base.errors import Conflict, Invalid, require
from yiguan.meetings.models import Meeting
from yiguan.meetings.rules import whom_to_ask
from yiguan.registrations import notices, queries, rules
from yiguan.registrations.marks import SET_SEATS
from yiguan.registrations.models import Registration
from yiguan.registrations.states import RegistrationState
from yiguan.store.db import db
from yiguan.workflow.perform import perform

S = RegistrationState


def lock(meeting: Meeting, registration: Registration | None = None) -> None:
    """Locks the meeting's row, so that changes of this list wait for each other, and reads it again.

    It is not FOR UPDATE, which would block check-ins, whose rows refer to the meeting.
    """
    db.session.flush()
    names = ["state", "capacity", "starts_at", "ends_at", "attendance", "version"]
    db.session.refresh(meeting, names, with_for_update={"key_share": True})
    if registration is not None:
        db.session.refresh(registration, ["state", "place", "required", "epoch", "version"])


def set_seats(actor: Actor, meeting: Meeting, *, capacity: int) -> Meeting:
    """Changes the number of seats and moves the waiting list up. Raises Invalid for fewer seats than are taken."""
    require(rules.can_manage(actor, meeting), whom_to_ask(meeting.unit))
    lock(meeting)
    taken = queries.numbers(meeting.id).taken
    if capacity < taken:
        raise Invalid(fields={"capacity": [f"已经有{taken}个座位给了人，座位数不能比这少。"]})
    before, meeting.capacity = meeting.capacity, capacity
    trail.record(meeting, SET_SEATS, by=actor, before=str(before), after=str(capacity))
    move_up(meeting)
    return meeting


def require_seats(meeting: Meeting, wanted: int) -> None:
    """Raises Conflict when the free seats are not enough; the meeting must be locked."""
    free = max(0, free_seats(meeting))
    if wanted > free:
        raise Conflict(
            f"座位还剩{free}个，这次要请{wanted}位，坐不下，一位也没有请。请先改座位数，或者少请几位。", code="full"
        )


def lock_line(registration: Registration) -> None:
    lock(registration.meeting, registration)


def fill(happened: Happened) -> None:
    """Moves the waiting list up after an act that may have freed a seat."""
    move_up(happened.record.meeting)


def _take_seat(actor: Actor, registration: Registration) -> None:
    registration.place = None
    registration.reminded_at = clock.now()


MOVE_UP = Act(
    record=Registration,
    name="move_up",
    label="候补到了座位",
    summary="A seat became free and goes to whoever waits first.",
    sources=(S.WAITLISTED,),
    target=S.REGISTERED,
    may=rules.is_the_program,
    does=_take_seat,
    said=Said("候补到了座位"),
    tells=(notices.moved_up,),
    on=(),
    api=False,
)


def move_up_everywhere() -> int:
    """Fills seats that became free when a meeting was edited in its own slice; returns how many people moved."""
    return sum(move_up(meeting) for meeting in queries.with_a_queue() if _locked(meeting))


def seat_or_place(meeting: Meeting) -> tuple[RegistrationState, int | None]:
    """A free seat if nobody waits, or the next place of the waiting list."""
    now = queries.numbers(meeting.id)
    if now.waiting == 0 and now.taken < meeting.capacity:
        return S.REGISTERED, None
    return S.WAITLISTED, queries.next_place(meeting.id)


def free_seats(meeting: Meeting) -> int:
    return meeting.capacity - queries.numbers(meeting.id).taken


def _locked(meeting: Meeting) -> bool:
    lock(meeting)
    return True


def move_up(meeting: Meeting) -> int:
    """Gives free seats to the waiting list in its order, until the meeting begins, and tells each person."""
    moved = 0
    while rules.is_taking(meeting) and free_seats(meeting) > 0 and (first := queries.waiting(meeting.id, 1)):
        perform(MOVE_UP, first[0], by=SYSTEM)
        moved += 1
    return moved
