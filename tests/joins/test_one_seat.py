"""Somebody with two lines on one list has one seat while their records are joined, and two again when parted."""

from datetime import timedelta

import hypothesis
import pytest
from hypothesis import given
from hypothesis.strategies import integers, lists, sampled_from, tuples
from sqlalchemy import select

from tests.factories.attendance import a_check_in
from tests.factories.meetings import a_meeting, a_meeting_now, take, the_runner
from tests.factories.people import a_resident
from tests.factories.registrations import a_registration
from tests.factories.working import work_off
from tests.sampling import times
from yiguan.attendance import roll
from yiguan.attendance.jobs import thank
from yiguan.base import clock
from yiguan.base.actor import SYSTEM
from yiguan.base.errors import Conflict
from yiguan.meetings.models import Meeting
from yiguan.notifications.models import Notice
from yiguan.people import joining
from yiguan.people.models import Alias
from yiguan.people.states import JoinProof
from yiguan.registrations import jobs, queries
from yiguan.registrations.models import Registration
from yiguan.registrations.states import HOLDS_SEAT, RegistrationState
from yiguan.store.db import db

S = RegistrationState
SEATS, PEOPLE = 3, 7
places = integers(0, PEOPLE - 1)
steps = lists(tuples(sampled_from(["join", "join", "part"]), places, places), min_size=1, max_size=8)


def lines_at(meeting: Meeting) -> list[Registration]:
    query = select(Registration).where(Registration.meeting_id == meeting.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def people(lines: list[Registration]) -> set[int]:
    return joining.mains([line.person_id for line in lines])


def join_or_part(what: str, one: int, other: int) -> None:
    if what == "join":
        try:
            joining.unite(SYSTEM, one, other, JoinProof.STAFF)
        except Conflict:
            return
    elif alias := db.session.scalar(select(Alias).where(Alias.undone_at.is_(None), Alias.person_id.in_([one, other]))):
        joining.part(SYSTEM, alias)
    db.session.commit()


@pytest.mark.row("PS-01")
@pytest.mark.walk
def test_seats_are_counted_by_people_and_whoever_has_one_keeps_it(app):
    @hypothesis.settings(max_examples=times(12), database=None)
    @given(steps)
    def holds(steps: list[tuple[str, int, int]]) -> None:
        meeting = a_meeting(capacity=SEATS)
        ids = [a_registration(meeting, a_resident(f"居民{n}")).person_id for n in range(PEOPLE)]
        for what, one, other in steps:
            before = {line.id for line in lines_at(meeting) if line.state in HOLDS_SEAT}
            join_or_part(what, ids[one], ids[other])
            work_off(jobs.JOBS)
            seated = [line for line in lines_at(meeting) if line.state in HOLDS_SEAT]
            now, waiting = queries.numbers(meeting.id), people(lines_at(meeting)) - people(seated)
            assert before <= {line.id for line in seated}
            assert (now.taken, now.waiting) == (len(people(seated)), len(waiting))
            assert sum(queries.sides(meeting.id).values()) == now.taken
            assert not (now.waiting and now.taken < meeting.capacity)

    holds()


@pytest.mark.row("RG-04")
def test_a_join_frees_a_seat_for_who_waits_and_parting_takes_none_away(app):
    meeting = a_meeting(capacity=2)
    one, other, third, fourth = (a_registration(meeting, a_resident(f"李秀英{n}")) for n in range(4))
    alias = joining.unite(SYSTEM, one.person_id, other.person_id, JoinProof.STAFF)
    work_off(jobs.JOBS)
    assert (third.state, fourth.state) == (S.REGISTERED, S.WAITLISTED)
    joining.part(SYSTEM, alias)
    work_off(jobs.JOBS)
    assert [line.state for line in (one, other, third, fourth)] == [S.REGISTERED] * 3 + [S.WAITLISTED]
    assert queries.numbers(meeting.id).taken == 3


def test_who_has_a_seat_waits_for_no_second_one(app):
    meeting = a_meeting(capacity=2)
    first, _, again, last = (a_registration(meeting, a_resident(f"王大山{n}")) for n in range(4))
    joining.unite(SYSTEM, first.person_id, again.person_id, JoinProof.STAFF)
    assert queries.before(last) == 0
    meeting.capacity = 3
    work_off(jobs.JOBS)
    assert (again.state, last.state) == (S.WAITLISTED, S.REGISTERED)


def test_who_came_by_one_record_is_on_the_sheet_once_and_is_not_told_that_they_missed_it(app):
    meeting = a_meeting_now(capacity=4)
    listed, absent = (a_registration(meeting, a_resident(f"赵大妈{n}")) for n in range(2))
    came = a_check_in(meeting, "赵大妈")
    joining.unite(SYSTEM, listed.person_id, came.person_id or 0, JoinProof.STAFF)
    assert [line.came for line in roll.lines_of(meeting)] == ["到会", "未到"]
    for act in ("start", "end"):
        take(the_runner(meeting.unit), meeting, act)
    with clock.at(meeting.ends_at + timedelta(hours=30)):
        assert thank() == 2
    told = db.session.execute(select(Notice.person_id, Notice.title).where(Notice.event == f"thanks:{meeting.id}"))
    assert {(number, title[:4]) for number, title in told} == {
        (came.person_id, "谢谢您来"),
        (absent.person_id, "会开过了"),
    }
