"""Four workers at one outbox, committing for real, on a database of their own."""

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Lock

import flask_migrate
import pytest

from tests.conftest import DATABASES, MIGRATIONS, test_settings
from tests.factories.notifications import a_notice
from tests.factories.organisation import a_station
from tests.factories.people import a_resident
from yiguan.app import create_app
from yiguan.notifications import delivery
from yiguan.notifications.models import Notice
from yiguan.notifications.states import NoticeChannel, NoticeState
from yiguan.store.db import db, transaction

WORKERS, NOTICES = 4, 40


@pytest.fixture(scope="module", params=DATABASES)
def own_app(request, instance):
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    app = create_app(test_settings(instance, request.param, f"yiguan_outbox_{worker}"))
    with app.app_context():
        flask_migrate.upgrade(MIGRATIONS)
    yield app
    with app.app_context():
        db.engine.dispose()


def test_every_notice_is_sent_by_exactly_one_of_four_workers(own_app):
    with own_app.app_context():
        station, person = a_station(), a_resident()
        for _ in range(NOTICES):
            a_notice(person.id, station)
    sent, lock, barrier = Counter[int](), Lock(), Barrier(WORKERS)

    def send(notice):
        with lock:
            sent[notice.id] += 1

    def work(_):
        barrier.wait()
        for _ in range(4):
            with own_app.app_context(), transaction():
                delivery.deliver(10, {NoticeChannel.PAGE: send})

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(work, range(WORKERS)))
    with own_app.app_context():
        assert db.session.query(Notice).filter_by(state=NoticeState.SENT).count() == NOTICES
    assert set(sent.values()) == {1}
    assert len(sent) == NOTICES
