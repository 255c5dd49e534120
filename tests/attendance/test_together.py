"""Forty taps at once, on both databases, committed for real: exactly one counted, everybody answered."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Barrier

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.factories.attendance import a_check_in
from tests.factories.meetings import a_meeting_now
from tests.factories.organisation import a_reason
from tests.factories.people import an_account
from tests.meetings.test_together import at_once, signed_in
from tests.sampling import sample
from yiguan.attendance import receipts
from yiguan.attendance.models import CheckIn
from yiguan.attendance.states import CheckInState
from yiguan.audit.queries import entries_of
from yiguan.base import clock
from yiguan.organisation.states import ReasonKind
from yiguan.people import device_cookie, residents
from yiguan.people.models import Person
from yiguan.people.states import Role
from yiguan.store.db import db

TAPS, ROUNDS = 40, 20
_phones = count(1)


def a_phone():
    """A cookie no other test has."""
    return f"together{next(_phones)}".ljust(32, "z")


def receipts_for(app, meeting_id, token, number):
    key, device = app.extensions["settings"].keys.code, residents.device_id_of(token)
    return [receipts.issue(key, meeting_id, device, "screen", clock.now()) for _ in range(number)]


def tap_together(app, token, forms):
    """All forms from one phone at the same moment; the statuses and where they led."""
    barrier = Barrier(len(forms))

    def tap(form):
        client = FlaskClient(app, app.response_class)
        client.set_cookie(device_cookie.cookie_name(app.extensions["settings"]), token, domain="localhost")
        barrier.wait()
        return client.post("/C/" + "S" * 26, data=form, base_url="http://localhost")

    with ThreadPoolExecutor(len(forms)) as pool:
        return list(pool.map(tap, forms))


@pytest.fixture
def meeting_id(real_app):
    with real_app.app_context():
        db.session().info["writing"] = True
        found = a_meeting_now().id
        db.session.remove()
    return found


def states(app, meeting_id):
    with app.app_context():
        query = select(CheckIn.state, func.count()).where(CheckIn.meeting_id == meeting_id).group_by(CheckIn.state)
        return {row[0]: row[1] for row in db.session.execute(query)}


@pytest.mark.walk
@pytest.mark.parametrize("_", sample(range(ROUNDS), of=4))
def test_forty_taps_with_forty_receipts_count_one_and_call_the_rest_already(real_app, meeting_id, _):
    token = a_phone()
    with real_app.app_context():
        forms = [{"receipt": r, "name": "李秀英"} for r in receipts_for(real_app, meeting_id, token, TAPS)]
    answers = tap_together(real_app, token, forms)
    assert Counter(answer.status_code for answer in answers) == {303: TAPS}
    assert states(real_app, meeting_id) == {CheckInState.COUNTED: 1, CheckInState.DUPLICATE: TAPS - 1}
    with real_app.app_context():
        device = residents.device_id_of(token)
        assert db.session.scalar(select(func.count()).where(Person.device_id == device)) == 1


def test_forty_taps_with_one_receipt_have_one_answer_and_one_row(real_app, meeting_id):
    token = a_phone()
    with real_app.app_context():
        (receipt,) = receipts_for(real_app, meeting_id, token, 1)
    answers = tap_together(real_app, token, [{"receipt": receipt, "name": "李秀英"}] * TAPS)
    assert len({(answer.status_code, answer.location) for answer in answers}) == 1
    assert states(real_app, meeting_id) == {CheckInState.COUNTED: 1}


def test_two_who_take_back_one_scan_at_once_take_it_back_once(real_app):
    with real_app.app_context():
        db.session().info["writing"] = True
        a_reason(ReasonKind.CHECKIN_UNDO, "wrong-person")
        meeting = a_meeting_now()
        scan, names = a_check_in(meeting, "王大山").id, [an_account(Role.OFFICER).username for _ in range(2)]
        url = f"/bench/meetings/{meeting.code}/check-ins/{scan}/undo"
        db.session.commit()
        db.session.remove()
    pairs = [signed_in(real_app, name) for name in names]
    assert at_once(url, pairs, {"reason": "wrong-person"}) == {302: 1, 409: 1}
    with real_app.app_context():
        assert len(entries_of(db.session.get_one(CheckIn, scan))) == 1
