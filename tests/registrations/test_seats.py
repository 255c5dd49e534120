"""Seats: the last one goes once, whoever presses at the same moment; the waiting list keeps its order."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from threading import Barrier

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.factories.meetings import a_meeting, a_plan, the_runner
from tests.factories.people import a_resident
from tests.factories.registrations import a_registration, an_invitation, as_actor
from tests.factories.working import work_off
from tests.sampling import sample, times
from yiguan.audit.queries import entries_of
from yiguan.base import clock
from yiguan.base.errors import Conflict, Invalid
from yiguan.leads import form_receipts
from yiguan.meetings import acts as meeting_acts
from yiguan.notifications.models import Notice
from yiguan.people import residents
from yiguan.people.device_cookie import cookie_name
from yiguan.registrations import acts as line_acts
from yiguan.registrations import jobs, queries, seats
from yiguan.registrations.models import Registration
from yiguan.registrations.signing_up import sign_up
from yiguan.registrations.states import RegistrationState
from yiguan.store.db import db
from yiguan.workflow.machines import machine
from yiguan.workflow.perform import perform

S = RegistrationState
RIVALS, ROUNDS = 20, 20
_phones = count(1)


def in_order(meeting) -> list[int]:
    """The waiting list as it stands."""
    return [line.person_id for line in queries.waiting(meeting.id, 100)]


def told(person_id: int, event: str) -> int:
    query = select(Notice).where(Notice.person_id == person_id, Notice.event.startswith(event))
    return len(db.session.scalars(query).all())


def press_together(app, code: str) -> Counter[int]:
    """Twenty phones press 报名 at the same moment; the statuses."""
    barrier, tokens = Barrier(RIVALS), [f"rival{next(_phones)}".ljust(32, "z") for _ in range(RIVALS)]
    with app.test_request_context():
        forms = [(token, form_receipts.issue(f"meeting {code}", token)) for token in tokens]

    def press(form: tuple[str, str]) -> int:
        client = FlaskClient(app, app.response_class)
        client.set_cookie(cookie_name(app.extensions["settings"]), form[0])
        barrier.wait()
        data = {"receipt": form[1], "name": "李秀英"}
        return client.post(f"/meetings/{code}/registration", data=data, base_url="http://localhost").status_code

    with ThreadPoolExecutor(RIVALS) as pool:
        return Counter(pool.map(press, forms))


@pytest.mark.row("RG-03")
@pytest.mark.walk
@pytest.mark.parametrize("_", sample(range(ROUNDS), of=4))
def test_twenty_at_once_for_one_seat_and_one_gets_it(real_app, _):
    with real_app.app_context():
        db.session().info["writing"] = True
        meeting = a_meeting(capacity=2)
        an_invitation(meeting)
        code, number = meeting.code, meeting.id
        db.session.remove()
    assert press_together(real_app, code) == {303: RIVALS}
    with real_app.app_context():
        found = queries.numbers(number)
        lines = db.session.execute(select(Registration.place).where(Registration.meeting_id == number)).scalars()
        places = sorted(place for place in lines if place)
    assert (found.taken, found.waiting) == (2, RIVALS - 1)
    assert places == list(range(1, RIVALS))


@pytest.mark.row("RG-04")
def test_who_leaves_makes_room_for_who_waited_first_and_they_are_told_once(app):
    meeting = a_meeting(capacity=2)
    first, _, third, fourth = (a_registration(meeting) for _ in range(4))
    assert [third.state, fourth.state] == [S.WAITLISTED] * 2
    perform(line_acts.WITHDRAW, first, by=as_actor(first))
    assert (third.state, third.place, fourth.state) == (S.REGISTERED, None, S.WAITLISTED)
    assert [entry.act for entry in entries_of(third)] == ["create", "move_up"]
    assert (told(third.person_id, "moved_up"), told(fourth.person_id, "moved_up")) == (1, 0)


@pytest.mark.row("RG-04")
def test_more_seats_and_the_queue_moves_up_in_the_same_act(app):
    meeting = a_meeting(capacity=2)
    waiting = [a_registration(meeting) for _ in range(5)][2:]
    seats.set_seats(the_runner(meeting.unit), meeting, capacity=4)
    assert [line.state for line in waiting] == [S.REGISTERED, S.REGISTERED, S.WAITLISTED]


def test_seats_added_on_the_meetings_own_form_are_given_by_the_worker(app):
    meeting = a_meeting(capacity=2)
    last = [a_registration(meeting) for _ in range(3)][2]
    plan = a_plan(starts_at=meeting.starts_at, capacity=3)
    perform(meeting_acts.EDIT, meeting, by=the_runner(meeting.unit), **plan)
    assert work_off(jobs.JOBS) >= 1
    assert last.state is S.REGISTERED


def test_fewer_seats_than_were_given_are_refused(app):
    meeting = a_meeting(capacity=4)
    for _ in range(3):
        a_registration(meeting)
    with pytest.raises(Invalid) as refusal:
        seats.set_seats(the_runner(meeting.unit), meeting, capacity=2)
    assert "已经有3个座位" in refusal.value.fields["capacity"][0]


def test_who_comes_back_goes_to_the_end_of_the_queue(app):
    meeting = a_meeting(capacity=2)
    _, _, third, fourth = (a_registration(meeting) for _ in range(4))
    perform(line_acts.WITHDRAW, third, by=as_actor(third))
    a_registration(meeting, third.person)
    assert in_order(meeting) == [fourth.person_id, third.person_id]
    assert queries.before(third) == 1


def test_once_the_meeting_has_begun_nobody_moves_up_any_more(app):
    meeting = a_meeting(capacity=2)
    first, _, third = (a_registration(meeting) for _ in range(3))
    with clock.at(meeting.starts_at + timedelta(minutes=1)):
        perform(line_acts.REMOVE, first, by=the_runner(meeting.unit), note="人没有来")
    assert third.state is S.WAITLISTED


def test_no_more_are_invited_than_there_are_seats(app):
    meeting = a_meeting(capacity=2)
    for _ in range(2):
        a_registration(meeting)
    with pytest.raises(Conflict, match="full"):
        an_invitation(meeting)


def step(meeting, people, lines, action: str, who: int) -> None:
    """One thing somebody does; what is refused changes nothing."""
    runner, line = the_runner(meeting.unit), lines.get(who)
    try:
        if action == "sign_up":
            lines[who] = sign_up(residents.as_actor(people[who]), meeting, people[who])
        elif action == "seats":
            seats.set_seats(runner, meeting, capacity=2 + who % 4)
        elif action == "invite":
            an_invitation(meeting, f"客人{who}", phone=f"1390000{who:04d}")
        elif line is not None:
            perform(machine(Registration)[action], line, by=runner, note="有事")
    except (Conflict, Invalid):
        pass


ACTIONS = st.lists(
    st.tuples(st.sampled_from(["sign_up", "sign_up", "withdraw", "remove", "seats", "invite"]), st.integers(0, 7)),
    max_size=14,
)


@pytest.mark.row("RG-04")
@pytest.mark.walk
def test_seats_given_never_exceed_the_room_and_the_queue_keeps_its_order(app):
    @settings(max_examples=times(12), database=None)
    @given(ACTIONS)
    def holds(actions: list[tuple[str, int]]) -> None:
        meeting = a_meeting(capacity=3)
        lines: dict[int, Registration] = {}
        people = [a_resident(f"居民{n}") for n in range(8)]
        for action, who in actions:
            before = in_order(meeting)
            step(meeting, people, lines, action, who)
            after, now = in_order(meeting), queries.numbers(meeting.id)
            assert now.taken <= meeting.capacity
            assert not (now.waiting and now.taken < meeting.capacity)
            kept = [person for person in before if person in after]
            assert after[: len(kept)] == kept

    holds()
