"""Four workers at one outbox, two people at one list, committing for real, on a database of their own."""

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Lock

import flask_migrate
import pytest

from tests.conftest import DATABASES, MIGRATIONS, test_settings
from tests.factories.notifications import a_notice, delivery_of
from tests.factories.organisation import a_station
from tests.factories.people import a_resident, an_account, as_actor
from yiguan.app import create_app
from yiguan.audit.queries import entries_of
from yiguan.notifications import delivery
from yiguan.notifications.acts import TELL_IN_PERSON
from yiguan.notifications.models import Delivery
from yiguan.notifications.queries import ticked
from yiguan.notifications.states import NoticeChannel, NoticeState
from yiguan.people.models import Account
from yiguan.people.residents import resident_at_desk
from yiguan.people.states import Role
from yiguan.store.db import db, transaction
from yiguan.workflow.perform import perform

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
            a_notice(person.id, station, channel=NoticeChannel.SMS)
    sent, lock, barrier = Counter[int](), Lock(), Barrier(WORKERS)

    def send(delivery):
        with lock:
            sent[delivery.id] += 1

    def work(_):
        barrier.wait()
        for _ in range(4):
            with own_app.app_context(), transaction():
                delivery.deliver(10, {NoticeChannel.SMS: send})

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(work, range(WORKERS)))
    with own_app.app_context():
        assert db.session.query(Delivery).filter_by(state=NoticeState.SENT).count() == NOTICES
    assert set(sent.values()) == {1}
    assert len(sent) == NOTICES


def test_a_line_ticked_by_two_at_once_is_told_once(own_app):
    with own_app.app_context():
        station = a_station()
        account = an_account(Role.STATION_STAFF, station)
        notice = a_notice(resident_at_desk("钱阿婆").id, station, unit=station)
        line, number = delivery_of(notice).id, notice.id
        name = account.username
    barrier = Barrier(2)

    def tick(_):
        with own_app.app_context():
            who = as_actor(db.session.query(Account).filter_by(username=name).one())
            barrier.wait()
            with transaction():
                return len([perform(TELL_IN_PERSON, one, by=who) for one in ticked(who, [number])])

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(tick, range(2))) == [0, 1]
    with own_app.app_context():
        assert [entry.act for entry in entries_of(db.session.get_one(Delivery, line))] == ["tell_in_person"]
