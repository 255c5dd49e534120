"""催办 by the clock: whoever a case lies with is told before and after its last day, step by step, each once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.factories.handling import a_case, a_leader, a_unit_leader, dispatcher, take, whole
from tests.factories.people import an_account
from yiguan.base import clock
from yiguan.calendar.working_days import count_working_days
from yiguan.handling import queries
from yiguan.handling.jobs import remind
from yiguan.handling.states import HandlingState
from yiguan.notifications.models import Notice
from yiguan.people.states import Role
from yiguan.store.db import db

S = HandlingState


def on_day(handling, days):
    """So many days after the last day of the case."""
    assert handling.due_on
    return clock.at(clock.now() + (handling.due_on - clock.today()) + timedelta(days=days))


def told(words):
    return set(db.session.scalars(select(Notice.person_id).where(Notice.title.startswith(words))))


@pytest.mark.row("RV-10")
@pytest.mark.row("E14")
@pytest.mark.parametrize(
    ("days", "words"),
    [(-8, ""), (-7, "快到期了"), (0, "快到期了"), (1, "逾期了"), (6, "逾期了"), (7, "逾期多日"), (15, "逾期很久")],
)
def test_each_step_comes_on_its_day(app, days, words):
    handling = a_case(S.RECEIVED)
    leader = a_unit_leader(handling.unit)
    with on_day(handling, days):
        assert remind() == bool(words)
        assert leader.id in told(words) if words else not told("快到期了")


@pytest.mark.row("RV-10")
def test_a_step_is_taken_once_and_the_next_one_on_its_day(app):
    handling = a_case(S.RECEIVED)
    with on_day(handling, 1):
        assert [remind(), remind()] == [1, 0]
    with on_day(handling, 8):
        assert [remind(), remind()] == [1, 0]


@pytest.mark.row("RV-10")
def test_of_what_is_long_late_the_dispatch_office_hears(app):
    handling, watching = a_case(S.RECEIVED), dispatcher()
    with on_day(handling, 2):
        remind()
        assert watching.id not in told("逾期了")
    with on_day(handling, 7):
        remind()
        assert watching.id in told("逾期多日")


@pytest.mark.row("RV-14")
def test_whoever_it_lies_with_is_reminded_and_nobody_else(app):
    handling = a_case(S.UNIT_SIGNED)
    with on_day(handling, -3):
        remind()
        assert told("快到期了") == {handling.leader_id}


def test_a_new_last_day_begins_the_steps_anew(app):
    handling = a_case(S.RECEIVED)
    with on_day(handling, -3):
        assert remind() == 1
        take(handling, "ask_extension")
        take(handling, "grant_extension")
        db.session.commit()
        assert remind() == 0
        with on_day(whole(handling.id), -3):
            assert remind() == 1


def test_what_is_answered_or_paused_is_not_reminded_of(app):
    answered, paused = a_case(S.REPLIED), a_case(S.RECEIVED)
    take(paused, "pause")
    db.session.commit()
    with clock.at(clock.now() + timedelta(days=200)):
        assert remind() == 0
        assert (answered.state, whole(paused.id).due_on) == (S.REPLIED, None)
    assert a_leader().id not in told("逾期")


@pytest.mark.row("RV-14")
def test_the_unit_has_a_day_of_its_own_for_its_draft(client):
    handling = a_case(S.RECEIVED)
    day = queries.draft_until(handling)
    assert day is not None
    assert handling.due_on is not None
    assert count_working_days(day, handling.due_on) == 10
    client.sign_in(an_account(Role.UNIT_LIAISON, handling.unit))
    assert clock.day(day) in client.page(f"/desk/handling/{handling.id}")


@pytest.mark.row("RV-14")
def test_after_the_draft_the_day_for_it_is_over(app):
    assert queries.draft_until(a_case(S.DRAFTED)) is None
