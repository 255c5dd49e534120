"""Two at the same moment, committed for real: nobody is lost between a seat that becomes free and one who gives up."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask.testing import FlaskClient

from tests.factories.meetings import a_meeting
from tests.factories.registrations import a_registration, an_invitation, the_personal_code
from yiguan.registrations import queries
from yiguan.registrations.states import RegistrationState
from yiguan.store.db import db

S = RegistrationState


def say_together(app, url, codes):
    """Each says the same behind their own code at the same moment."""
    barrier = Barrier(len(codes))

    def say(code):
        client = FlaskClient(app, app.response_class)
        barrier.wait()
        return client.post(url, data={"personal": code}, base_url="http://localhost").status_code

    with ThreadPoolExecutor(len(codes)) as pool:
        return sorted(pool.map(say, codes))


@pytest.fixture
def stage(real_app):
    """A meeting with two seats, both taken, and three who wait; their codes in this order."""
    with real_app.app_context():
        db.session().info["writing"] = True
        meeting = a_meeting(capacity=2)
        lines = [a_registration(meeting) for _ in range(5)]
        found = meeting.id, meeting.code, [the_personal_code(line) for line in lines]
        db.session.remove()
    return found


@pytest.mark.row("RG-04")
@pytest.mark.parametrize("_", range(5))
def test_all_with_a_seat_leave_while_the_first_in_the_queue_gives_up(real_app, stage, _):
    number, code, codes = stage
    url = f"/meetings/{code}/registration/withdraw"
    assert say_together(real_app, url, codes[:3]) == [303, 303, 303]
    with real_app.app_context():
        found = queries.numbers(number)
    assert (found.by_state[S.REGISTERED], found.waiting, found.by_state[S.WITHDRAWN]) == (2, 0, 3)


def test_two_who_had_said_no_want_the_one_seat_left(real_app):
    with real_app.app_context():
        db.session().info["writing"] = True
        meeting = a_meeting(capacity=3)
        lines = [an_invitation(meeting, name) for name in ("钱芷兰", "谭维桢")]
        codes, number, code = [the_personal_code(line) for line in lines], meeting.id, meeting.code
        a_registration(meeting)
        db.session.remove()
    base = f"/meetings/{code}/registration"
    assert say_together(real_app, f"{base}/decline", codes) == [303, 303]
    with real_app.app_context():
        db.session().info["writing"] = True
        a_registration(db.session.merge(meeting))
        db.session.remove()
    assert say_together(real_app, f"{base}/accept", codes) == [303, 409]
    with real_app.app_context():
        assert queries.numbers(number).taken == 3
