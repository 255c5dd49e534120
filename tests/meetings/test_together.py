"""Two conveners press at the same moment, committed for real on both databases: one act happens, the other is told."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask.testing import FlaskClient

from tests.client import PASSWORD, StaffClient
from tests.factories.meetings import a_meeting
from tests.factories.organisation import a_reason
from tests.factories.people import an_account
from tests.meetings.test_planning import typed
from yiguan.audit.queries import entries_of
from yiguan.base import clock
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import MeetingState
from yiguan.organisation.states import ReasonKind
from yiguan.people.states import Role
from yiguan.store.db import db


@pytest.fixture
def stage(real_app):
    """An announced meeting and two signed-in conveners of its station."""
    with real_app.app_context():
        db.session().info["writing"] = True
        meeting = a_meeting(MeetingState.NOTIFIED)
        a_reason(ReasonKind.MEETING_POSTPONE, "weather")
        names = [an_account(Role.CONVENER, meeting.unit).username for _ in range(2)]
        found = meeting.id, meeting.code, meeting.version, meeting.unit
        db.session.expunge_all()
        db.session.remove()
    return *found, [signed_in(real_app, name) for name in names]


def signed_in(app, username):
    client = StaffClient(app, app.response_class)
    FlaskClient.open(client, "/sign-in", method="POST", data={"username": username, "password": PASSWORD})
    with app.app_context():
        return client, client.csrf()


def at_once(url, clients, form):
    """The same form from both, at the same moment: how often each status came."""
    barrier = Barrier(len(clients))

    def press(pair):
        client, token = pair
        barrier.wait()
        return FlaskClient.open(client, url, method="POST", data=form | {"csrf_token": token}).status_code

    with ThreadPoolExecutor(len(clients)) as pool:
        return Counter(pool.map(press, clients))


def acts_of(app, meeting_id, act):
    with app.app_context():
        return [entry.act for entry in entries_of(db.session.get_one(Meeting, meeting_id))].count(act)


def test_two_who_postpone_at_once_move_the_meeting_once(real_app, stage):
    meeting_id, code, version, _, clients = stage
    new = clock.local(clock.now() + timedelta(days=5))
    form = {
        "version": str(version),
        "reason": "weather",
        "note": "大雨，改天再请。",
        "starts_at": f"{new:%Y-%m-%dT%H:%M}",
    }
    assert at_once(f"/bench/meetings/{code}/postpone", clients, form) == {302: 1, 409: 1}
    assert acts_of(real_app, meeting_id, "postpone") == 1


def test_two_who_edit_at_once_are_both_answered_and_one_is_asked_to_compare(real_app, stage):
    meeting_id, code, version, unit, clients = stage
    with real_app.app_context():
        start = clock.local(db.session.get_one(Meeting, meeting_id).starts_at)
    form = typed(unit, version=str(version), starts_at=f"{start:%Y-%m-%dT%H:%M}")
    assert at_once(f"/bench/meetings/{code}/edit", clients, form) == {302: 1, 409: 1}
    assert acts_of(real_app, meeting_id, "edit") == 1
