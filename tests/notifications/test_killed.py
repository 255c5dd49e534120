"""A worker that is killed between a gateway's answer and its own note, and what 20,000 notices cost."""

import os
import signal
import subprocess
import sys
import time

import pytest
from sqlalchemy import event, insert, text

from tests.conftest import DATABASES, migrated
from tests.factories.notifications import a_notice, delivery_of
from tests.factories.organisation import a_station
from tests.factories.people import a_resident
from yiguan.base import clock
from yiguan.notifications import delivery
from yiguan.notifications.models import Delivery, Notice
from yiguan.notifications.states import NoticeChannel, NoticeState
from yiguan.settings import settings
from yiguan.store.db import db, transaction

MANY = 20_000
WORKER = """
import os, signal, sys
from datetime import datetime
from yiguan.app import create_app
from yiguan.base import clock
from yiguan.notifications.delivery import deliver
from yiguan.notifications.states import NoticeChannel
from yiguan.store.db import transaction

def send(delivery):
    print(delivery.id, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

with create_app().app_context(), clock.at(datetime.fromisoformat(sys.argv[1])), transaction():
    deliver(by={NoticeChannel.SMS: send})
"""


@pytest.fixture(scope="module", params=DATABASES)
def own_app(request, instance):
    with migrated(instance, request.param, "killed") as app:
        yield app


def run_and_kill(app):
    """The keys of the messages that the gateway took from a worker which was killed while it answered."""
    with app.app_context():
        chosen = settings()
    own = {"YIGUAN_INSTANCE": str(chosen.instance), "YIGUAN_DATABASE_URL": chosen.database_url, "YIGUAN_MODE": "test"}
    command = [sys.executable, "-c", WORKER, clock.now().isoformat()]
    done = subprocess.run(command, env=os.environ | own, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    return [int(line) for line in done.stdout.split()]


def test_what_a_killed_worker_had_claimed_is_sent_again_under_the_same_key(own_app):
    with own_app.app_context():
        notices = [a_notice(a_resident().id, a_station(), channel=NoticeChannel.SMS) for _ in range(3)]
    first, again = run_and_kill(own_app), []
    with own_app.app_context(), transaction():
        assert delivery.deliver(by={NoticeChannel.SMS: lambda one: again.append(one.id)}) == 0
    with own_app.app_context(), clock.at(clock.now() + delivery.LEASE), transaction():
        assert delivery.deliver(by={NoticeChannel.SMS: lambda one: again.append(one.id)}) == 3
    assert len(first) == 1
    assert set(first) < set(again)
    with own_app.app_context():
        assert [(one.state, one.tries) for one in map(delivery_of, notices)] == [(NoticeState.SENT, 2)] * 3


def test_a_claim_among_20000_deliveries_reads_an_index_and_is_quick(own_app):
    with own_app.app_context(), transaction():
        fill(a_resident().id)
        db.session.execute(text("ANALYZE"))
        sent = []
        event.listen(db.engines["write"], "before_cursor_execute", lambda *args: sent.append(args[2:4]))
        began = time.perf_counter()
        assert len(delivery.claim(20, [NoticeChannel.SMS])) == 20
        assert time.perf_counter() - began < 0.5
        plan = explained(*next(found for found in sent if found[0].startswith("UPDATE")))
        assert "ix_delivery_due" in plan
        assert "SCAN delivery" not in plan
        assert "Seq Scan" not in plan
        db.session.rollback()


def fill(person_id):
    """Delivered ones and lines for the printed list, and thirty messages that are due."""
    now, common = clock.now(), {"person_id": person_id, "subject": "unit", "subject_id": 1, "title": "事", "year": 2026}
    ids = range(1_000_000, 1_000_000 + MANY)
    db.session.execute(insert(Notice), [{**common, "id": id_, "event": f"many:{id_}", "at": now} for id_ in ids])
    for part, channel, state in (
        (ids[:-5_030], NoticeChannel.PAGE, NoticeState.SENT),
        (ids[-5_030:-30], NoticeChannel.PRINTED, NoticeState.WAITING),
        (ids[-30:], NoticeChannel.SMS, NoticeState.WAITING),
    ):
        how = {"channel": channel, "state": state, "next_try_at": now, "year": 2026}
        db.session.execute(insert(Delivery), [{**how, "notice_id": id_} for id_ in part])


def explained(statement, parameters):
    explain = "EXPLAIN QUERY PLAN " if db.engine.dialect.name == "sqlite" else "EXPLAIN "
    rows = db.session.connection().exec_driver_sql(explain + statement, parameters).all()
    return "\n".join(str(row[-1]) for row in rows)
