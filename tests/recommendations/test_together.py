"""Two at once, for real: each test commits in a database of its own, so that nothing stays for the next one."""

import threading
from pathlib import Path

import flask_migrate
import pytest
from sqlalchemy.orm.exc import StaleDataError

from tests.conftest import DATABASES, test_settings
from tests.factories.minutes import an_item, some_minutes
from tests.factories.people import a_chair, a_convener
from tests.factories.recommendations import a_recommendation
from yiguan.app import create_app
from yiguan.base.errors import Conflict
from yiguan.minutes import acts as minutes_acts
from yiguan.minutes import queries as minutes_queries
from yiguan.numbering.models import AllottedNumber
from yiguan.recommendations import acts, queries, service
from yiguan.recommendations.states import RecommendationState
from yiguan.store.db import db, transaction
from yiguan.workflow.perform import perform

APPROVED = RecommendationState.APPROVED
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module", params=DATABASES)
def own_app(request, instance):
    app = create_app(test_settings(instance, request.param, "yiguan_signing"))
    with app.app_context():
        flask_migrate.upgrade(directory=str(ROOT / "migrations"))
    yield app
    with app.app_context():
        db.engine.dispose()


def at_once(app, *acts):
    """Runs the acts in threads that start together, each in its own transaction; what each came to."""
    barrier, results = threading.Barrier(len(acts)), []

    def run(act):
        barrier.wait()
        try:
            with app.app_context(), transaction():
                results.append(act())
        except (Conflict, StaleDataError) as clash:
            results.append(type(clash))

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def numbers():
    return sorted(db.session.query(AllottedNumber.number).filter_by(series=service.SERIES).all())


def signing(chair, id_):
    return lambda: perform(acts.SIGN, queries.get_recommendation(chair, id_), by=chair).record.number


def test_two_signatures_at_once_get_two_consecutive_numbers(own_app):
    with own_app.app_context():
        ids, chairs = [a_recommendation(APPROVED).id for _ in range(2)], [a_chair(), a_chair("李明")]
        before = len(numbers())
    results = at_once(own_app, *(signing(chair, id_) for chair, id_ in zip(chairs, ids, strict=True)))
    with own_app.app_context():
        assert len(set(results)) == 2
        assert numbers() == [(n,) for n in range(1, before + 3)]


def test_two_chairs_sign_one_recommendation_and_one_number_is_given(own_app):
    with own_app.app_context():
        id_, chairs = a_recommendation(APPROVED).id, [a_chair(), a_chair("李明")]
        before = len(numbers())
    results = at_once(own_app, *(signing(chair, id_) for chair in chairs))
    with own_app.app_context():
        assert [type(result) for result in results].count(str) == 1
        assert numbers() == [(n,) for n in range(1, before + 2)]


def test_a_signing_that_is_rolled_back_leaves_no_gap(own_app):
    with own_app.app_context():
        id_, chair, before = a_recommendation(APPROVED).id, a_chair(), len(numbers())

    def broken():
        signing(chair, id_)()
        raise Conflict

    at_once(own_app, broken)
    assert at_once(own_app, signing(chair, id_))[0].endswith(f"〕{before + 1}号")


def test_two_editors_of_the_same_minutes_at_once_and_one_of_them_is_told(own_app):
    with own_app.app_context():
        minutes = some_minutes()
        convener, code, id_ = a_convener(minutes.unit), minutes.meeting.code, minutes.id

    def writing(words):
        def act():
            found = minutes_queries.get_minutes(convener, code)
            barrier.wait(timeout=0.5)  # both have read the same version
            perform(minutes_acts.EDIT, found, by=convener, summary=words, items=[an_item(text=words)])
            return words

        return act

    barrier = Waiter()
    results = at_once(own_app, writing("第一位写的十几个字的纪要。"), writing("第二位写的十几个字的纪要。"))
    with own_app.app_context():
        stored = db.session.get_one(type(minutes), id_)
        assert stored.summary in results
        assert [item.text for item in minutes_queries.items_of(stored)] == [stored.summary]


class Waiter(threading.Barrier):
    """SQLite lets one writer in at a time, so the second never comes: then the first goes on alone."""

    def __init__(self):
        super().__init__(2)

    def wait(self, timeout=None):
        try:
            return super().wait(timeout)
        except threading.BrokenBarrierError:
            return 0
