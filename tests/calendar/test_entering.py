"""Whatever days are entered and taken back: what runs is what the calendar says, what ended is as it was."""

from datetime import date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from tests.factories.leads import a_lead
from tests.factories.people import a_convener, an_officer
from tests.factories.topics import a_topic
from yiguan.base import clock
from yiguan.base.clock import LOCAL
from yiguan.calendar import course, entering
from yiguan.calendar.days import CalendarDay, entered, read_anew
from yiguan.calendar.models import TimeLimit
from yiguan.calendar.working_days import Entered
from yiguan.leads import acts
from yiguan.leads.models import Lead
from yiguan.store.db import db
from yiguan.topics.models import Topic
from yiguan.topics.states import TopicState
from yiguan.workflow.perform import perform

TODAY = date(2026, 11, 27)
DAYS = st.integers(0, 20).map(lambda n: TODAY + timedelta(days=n))
ENTERED = st.one_of(st.none(), st.booleans().map(Entered))
CHANGES = st.lists(st.dictionaries(DAYS, ENTERED, min_size=1, max_size=6), min_size=1, max_size=4)


@given(changes=CHANGES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_running_limits_follow_the_calendar_and_ended_ones_stay(app, changes):
    with clock.at(datetime(2026, 11, 27, 9, tzinfo=LOCAL)):
        db.session.execute(update(CalendarDay).values(worked=None))
        read_anew()
        officer, over = an_officer(), a_lead()
        running: list[Lead | Topic] = [a_lead(), a_topic(state=TopicState.SCREENING)]
        perform(acts.WITHDRAW, over, by=a_convener(over.unit))
        kept = db.session.get_one(TimeLimit, over.limit_id).explain
        for change in changes:
            told = {move.limit.id: move.found.due for move in entering.preview(change)}
            assert {move.limit.id: move.found.due for move in entering.enter(officer, change)} == told
        for record in running:
            limit = db.session.get_one(TimeLimit, record.limit_id)
            fresh = course.begin(limit.start, limit.promised, entered())
            assert (limit.due, limit.explain) == (fresh.due, fresh.explain)
            assert db.session.scalar(select(type(record).due_on).where(type(record).id == record.id)) == fresh.due
        assert db.session.get_one(TimeLimit, over.limit_id).explain == kept
        assert db.session.scalar(select(Lead.due_on).where(Lead.id == over.id)) is None
