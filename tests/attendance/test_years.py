"""Every key of a check-in has its meeting's year; audit entries and notices have that of their moment."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, inspect, select
from sqlalchemy.exc import IntegrityError

from tests.factories.attendance import a_check_in
from tests.factories.leads import a_lead
from tests.factories.meetings import a_meeting_now
from tests.factories.organisation import a_reason, a_station
from tests.factories.people import a_convener
from yiguan.attendance.ledger import undoing
from yiguan.attendance.models import CheckIn, Undoing
from yiguan.audit.models import AuditEntry
from yiguan.base import clock
from yiguan.meetings.states import MeetingState
from yiguan.notifications.models import Notice
from yiguan.organisation.states import ReasonKind
from yiguan.store.db import db

EVENING = datetime(2026, 12, 31, 15, 40, tzinfo=UTC)
"""23:40 in Tongling; a meeting begins at 23:50."""


def test_a_check_in_has_its_meetings_year_although_it_came_after_midnight(app):
    with clock.at(EVENING):
        meeting = a_meeting_now()
        first = a_check_in(meeting, "李秀英")
    with clock.at(EVENING + timedelta(minutes=22)):
        second = a_check_in(meeting, "王大山")
    assert clock.local(second.at).year == 2027
    assert [meeting.year, first.year, second.year] == [2026] * 3


def test_a_postponed_meeting_keeps_its_year_and_so_its_keys(app):
    with clock.at(EVENING):
        meeting = a_meeting_now(MeetingState.OPEN)
    meeting.starts_at += timedelta(days=30)
    meeting.ends_at += timedelta(days=30)
    db.session.commit()
    assert meeting.year == 2026


def test_an_undoing_goes_with_its_check_in(app):
    meeting = a_meeting_now()
    scan = a_check_in(meeting)
    a_reason(ReasonKind.CHECKIN_UNDO, "left")
    undoing.undo(a_convener(meeting.unit), meeting, scan, reason="left")
    assert db.session.scalars(select(Undoing)).one().year == scan.year


def test_entries_and_notices_have_the_year_of_their_moment_in_tongling(app):
    unit = a_station()
    a_convener(unit)
    with clock.at(EVENING + timedelta(minutes=20)):
        a_lead(unit)
    assert set(db.session.scalars(select(Notice.year))) == {2027}
    assert set(db.session.scalars(select(AuditEntry.year).where(AuditEntry.act == "create"))) == {2027}


def test_the_database_knows_the_year_in_every_key(app):
    looked = inspect(db.session.connection())
    unique = {one["name"]: list(one["column_names"]) for one in looked.get_indexes("check_in") if one["unique"]}
    unique |= {one["name"]: list(one["column_names"]) for one in looked.get_unique_constraints("check_in")}
    assert len(unique) >= 2
    assert [name for name, columns in unique.items() if "year" not in columns] == []
    key = ["id", "year"] if db.session.get_bind().dialect.name == "postgresql" else ["id"]
    assert looked.get_pk_constraint("check_in")["constrained_columns"] == key
    (refers,) = looked.get_foreign_keys("undoing")
    assert refers["referred_columns"] == key


@pytest.mark.parametrize("changes", [{"key": "another"}, {"state": "refused"}], ids=["counted twice", "one key twice"])
def test_the_keys_still_hold(app, changes):
    scan = a_check_in(a_meeting_now())
    facts = {column.name: getattr(scan, column.name) for column in CheckIn.__table__.columns if column.name != "id"}
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(insert(CheckIn).values(facts | changes))
