"""A last day that had to wait for next year's holidays is worked out anew when they are known."""

from datetime import date, datetime

import pytest

from tests.factories.calendar import limit_of
from tests.factories.leads import a_lead
from tests.factories.people import a_convener
from yiguan.audit.queries import entries_of
from yiguan.base import clock
from yiguan.base.clock import LOCAL
from yiguan.calendar import jobs, service
from yiguan.calendar.days import CalendarDay, read_anew
from yiguan.leads import acts
from yiguan.leads.models import Lead
from yiguan.store.db import db
from yiguan.workflow.perform import perform

PUBLISHED = (date(2098, 10, 1), date(2099, 10, 1), date(2099, 1, 1), date(2099, 1, 2))
"""Free days of 2098 and 2099 as they will be known, two of New Year's holiday among them."""


@pytest.fixture(autouse=True)
def in_the_last_days_of_a_year(app):
    with clock.at(datetime(2098, 12, 29, 9, tzinfo=LOCAL)):
        yield


def published():
    """As a later release of the official calendar would have them: nobody entered them, so nothing moved yet."""
    db.session.add_all(CalendarDay(day=day, worked=False, name="元旦") for day in PUBLISHED)
    read_anew()


def now(lead):
    return db.session.get_one(Lead, lead.id, populate_existing=True)


def test_once_the_holidays_are_known_limit_and_lead_get_their_day(app):
    lead = a_lead()
    limit, version = limit_of(lead), lead.version
    assert (lead.due_on, limit.tentative) == (date(2099, 1, 1), True)
    published()
    assert service.settle() == 1
    assert (limit.due, limit.tentative, now(lead).due_on, now(lead).version) == (
        date(2099, 1, 5), False, date(2099, 1, 5), version,
    )  # fmt: skip
    assert "除去元旦2天、周末2天" in limit.words
    settled = entries_of(limit)[-1]
    assert (settled.act, settled.before, settled.after) == ("settle", "2099-01-01", "2099-01-05")


def test_nothing_is_settled_before_its_holidays_are_known_and_nothing_twice(app):
    a_lead()
    assert [job.does() for job in jobs.JOBS] == [0]
    published()
    assert [service.settle(), service.settle()] == [1, 0]


@pytest.mark.parametrize("act", [acts.ASK, acts.WITHDRAW], ids=lambda act: act.name)
def test_what_is_paused_or_over_is_left_as_it_is(app, act):
    lead = a_lead()
    perform(act, lead, by=a_convener(lead.unit), note="是哪个单元？")
    published()
    assert service.settle() == 0
    assert now(lead).due_on is None
