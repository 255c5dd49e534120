"""用时: median days of each step by unit, against the days on which the steps were done."""

from datetime import timedelta

import pytest

from tests.factories.handling import a_case, dispatcher, take
from tests.factories.organisation import a_department
from tests.factories.people import an_account
from yiguan.base import clock
from yiguan.handling.states import HandlingState
from yiguan.handling.times import times
from yiguan.people.states import Role
from yiguan.store.db import db

S = HandlingState
WAY = ("receive", "write", "draft", "countersign", "check", "sign", "sign_off", "send")


def answered(*days, unit=None):
    """Each step of the way so many days after the one before."""
    case = a_case(S.PENDING)
    take(case, "dispatch", unit=unit or case.unit)
    at = clock.now()
    for step, later in zip(WAY, days, strict=True):
        at += timedelta(days=later)
        with clock.at(at):
            take(case, step)
    db.session.commit()
    return case, at


@pytest.mark.row("SA-05")
def test_each_step_is_counted_from_the_one_before_and_the_middle_one_is_shown(app):
    case, _ = answered(1, 2, 3, 0, 1, 1, 1, 1)
    answered(3, 2, 5, 0, 1, 1, 1, 1, unit=case.unit)
    _, last = answered(5, 2, 9, 0, 1, 1, 1, 1, unit=case.unit)
    (found,) = times(dispatcher(), clock.local(last).year)
    assert found.unit.id == case.unit_id
    assert (found.sent, found.in_time, found.whole) == (3, 3, 14)
    assert list(found.steps.values()) == [10, 2, 1, 1]


@pytest.mark.row("SA-05")
def test_an_answer_after_its_last_day_is_not_in_time(app):
    _, last = answered(1, 2, 130, 0, 1, 1, 1, 1)
    (found,) = times(dispatcher(), clock.local(last).year)
    assert (found.sent, found.in_time) == (1, 0)


@pytest.mark.row("SA-05")
def test_a_unit_reads_its_own_times_and_no_others(client):
    _, last = answered(1, 2, 3, 0, 1, 1, 1, 1)
    year = clock.local(last).year
    client.sign_in(an_account(Role.UNIT_LIAISON, a_department("区城管局")))
    assert "还没有送出的答复" in client.page(f"/desk/handling/times?year={year}")


def test_a_year_without_answers_or_a_nonsense_one_says_so(client):
    client.sign_in(an_account(Role.OFFICER))
    for asked in ("", "?year=1999", "?year=x", "?year=99999999999999999999"):
        assert "还没有送出的答复" in client.page(f"/desk/handling/times{asked}")
