"""What the program decides by is a row, not an act's name in the trail: on the sample district, before and after."""

from datetime import timedelta
from importlib import import_module

import flask_migrate
import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, null, select, text
from sqlalchemy.orm import joinedload

from tests.client import StaffClient
from tests.conftest import DATABASES, MIGRATIONS, test_settings
from tests.factories.attendance import a_check_in
from tests.factories.meetings import the_runner
from tests.factories.reception import PIN, a_link
from yiguan.app import create_app
from yiguan.attendance import due, helper_links, jobs, queries
from yiguan.attendance.closing import corrections
from yiguan.attendance.ledger import undoing
from yiguan.attendance.models import CheckIn, HelperLink, LinkUse, Thanks, Undoing
from yiguan.attendance.states import CheckInState
from yiguan.audit.models import AuditEntry
from yiguan.base import clock
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import MeetingState
from yiguan.sample import load_if_empty
from yiguan.store.db import db

BEFORE = "0008"


@pytest.fixture(scope="module", params=DATABASES)
def district(request, instance):
    """The sample district after some evenings: taken back, helped at the desk, thanked."""
    app = create_app(test_settings(instance, request.param, f"facts_{request.param}"))
    with app.app_context():
        flask_migrate.upgrade(MIGRATIONS)
        demo = load_if_empty(app)
        play_on(app.extensions["settings"])
        yield app, demo
        db.session.remove()
        db.engine.dispose()


def play_on(settings):
    open_, closed = (a_meeting(state) for state in (MeetingState.OPEN, MeetingState.CLOSED))
    a_check_in(open_, "周志强")
    for meeting, reason in ((open_, "wrong-person"), (closed, "double")):
        undoing.undo(the_runner(meeting.unit), meeting, counted(meeting), reason=reason)
    link, token = a_link(open_)
    for name in ("钱芷兰", "孙大勇"):
        assert helper_links.let_in(link, token, pin=PIN, name=name)
    with clock.at(closed.ends_at + timedelta(hours=20)):
        assert jobs.thank()
    db.session.commit()


def a_meeting(state):
    """The district's latest one in this state."""
    query = select(Meeting).where(Meeting.state == state).order_by(Meeting.starts_at.desc())
    return db.session.scalars(query.options(joinedload(Meeting.unit)).limit(1)).one()


def counted(meeting):
    return db.session.scalars(queries.scans_of(meeting.id).where(CheckIn.state == CheckInState.COUNTED).limit(1)).one()


def the_trail():
    """As it was asked until now: by the names of acts."""
    act = AuditEntry.subject + "." + AuditEntry.act
    columns = (AuditEntry.subject_id, AuditEntry.at)
    return [
        db.session.execute(select(*columns, more).where(act == name).order_by(AuditEntry.id)).all()
        for name, more in (
            ("check_in.undo", AuditEntry.reason),
            ("helper_link.open", AuditEntry.actor_id),
            ("meeting.thank", AuditEntry.actor_id),
        )
    ]


def the_rows():
    undone = select(Undoing.check_in_id, Undoing.at, Undoing.reason).order_by(Undoing.id)
    used = select(LinkUse.link_id, LinkUse.at, LinkUse.person_id).order_by(LinkUse.id)
    thanked = select(Thanks.meeting_id, Thanks.at, null()).order_by(Thanks.id)  # by the worker, which is nobody
    return [db.session.execute(query).all() for query in (undone, used, thanked)]


def alike(rows, trail):
    """The same numbers and words; the moments of one act are a moment apart."""
    pairs = [pair for kinds in zip(rows, trail, strict=True) for pair in zip(*kinds, strict=True)]
    same = all((row[0], row[2]) == (entry[0], entry[2]) for row, entry in pairs)
    return same and all(abs(row[1] - entry[1]) < timedelta(seconds=5) for row, entry in pairs)


def what_is_said():
    """Corrections after a closing, helpers of a link, meetings that wait for thanks, reasons that a box sends home."""
    closed = a_meeting(MeetingState.CLOSED)
    later = corrections.since(closed, queries.sheet_of(closed))
    with clock.at(closed.ends_at + timedelta(hours=20)):
        waiting = {meeting.id for meeting in due.unthanked(18)}
    return (
        [(one.word, one.row.id) for one in later],
        helper_links.helpers_by(db.session.scalars(select(HelperLink)).all()),
        waiting,
        queries.reasons_of_undoing(db.session.scalars(select(CheckIn.id))),
    )


def there_and_back():
    """Down to the release before and up again; the addresses that answers were kept for there."""
    db.session.remove()
    flask_migrate.downgrade(MIGRATIONS, revision=BEFORE)
    kept = db.session.scalars(text("SELECT scope FROM answer")).all()
    db.session.remove()
    flask_migrate.upgrade(MIGRATIONS)
    return {scope.partition(":")[0] for scope in kept}


def test_the_rows_say_what_the_trail_said_before_and_after_the_upgrade(district):
    said, rows = what_is_said(), the_rows()
    assert all(the_trail()), "there is something of each kind to compare"
    assert alike(rows, the_trail()), "an act and its row are written in one transaction"
    there_and_back()
    assert the_rows() == the_trail()
    assert what_is_said() == said
    assert [word for word, _ in said[0]] == ["撤销"]


def test_a_repeat_across_the_upgrade_is_still_one_write(district):
    app, demo = district
    app.test_client_class = StaffClient
    meeting = a_meeting(MeetingState.OPEN)
    token = next(one["token"] for one in demo["tokens"] if one["unit"] == meeting.unit.code)
    url = f"/api/v1/meetings/{meeting.code}/helper-links"
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "across"}
    first = FlaskClient.open(app.test_client(), url, method="POST", json={"pin": "903517"}, headers=headers)
    assert first.status_code == 201, first.text
    assert there_and_back() == {"reception_sheet_api.make_link"}
    again = FlaskClient.open(app.test_client(), url, method="POST", json={"pin": "903517"}, headers=headers)
    assert again.json == first.json
    assert db.session.scalar(select(func.count()).select_from(HelperLink)) == 2


def test_every_address_that_changed_its_name_is_renamed_to_one_that_there_is(district):
    app, _ = district
    rooms = import_module("migrations.versions.0009_attendance").ROOMS
    known = {name for name in app.blueprints if name.startswith("attendance_")}
    assert set(rooms.values()) == known
