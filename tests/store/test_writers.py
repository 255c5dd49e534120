"""Writers queue on one lock, give it back, and lose no update, on both databases."""

import fcntl
import threading
from pathlib import Path

import flask_migrate
import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool

from tests.conftest import MIGRATIONS
from yiguan.audit import trail
from yiguan.base.act import Mark
from yiguan.base.actor import SYSTEM
from yiguan.organisation.models import Field
from yiguan.store.db import db, transaction
from yiguan.store.sqlite import OneWriter


def test_after_a_write_the_lock_is_free_for_another_process(real_app):
    with real_app.app_context():
        with transaction():
            db.session.scalar(select(Field.id))
        lock = Path(f"{db.engine.url.database}.lock")
        assert lock.exists() == (db.engine.dialect.name == "sqlite")  # PostgreSQL has row locks of its own
        if lock.exists():
            with lock.open() as another:
                fcntl.flock(another, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_the_writers_of_a_process_use_one_connection_and_queue_for_it_also_after_a_fresh_start(real_app):
    with real_app.app_context():
        writer = db.engines["write"]
        if writer.dialect.name != "sqlite":
            pytest.skip("PostgreSQL has row locks of its own")
        writer.dispose()
        assert isinstance(writer.pool, OneWriter)
        queue = writer.pool.queue
        with transaction():
            db.session.scalar(select(Field.id))
            queue.timeout_s = 0.05
            with pytest.raises(OperationalError, match="locked"):
                writer.connect()
        queue.timeout_s = 10
        with writer.connect() as one:
            first = one.connection.driver_connection
        with writer.connect() as another:
            assert another.connection.driver_connection is first


def test_the_migrations_leave_no_connection_whose_cache_of_statements_they_have_filled(real_app):
    with real_app.app_context():
        flask_migrate.upgrade(MIGRATIONS)
        pool = db.engines["write"].pool
        assert isinstance(pool, QueuePool)
        assert pool.checkedin() == 0


def test_eight_threads_raise_one_row_two_hundred_times_and_no_update_is_lost(real_app):
    with real_app.app_context(), transaction():
        field = Field(code="contended", label="0")
        db.session.add(field)
        trail.record(field, Mark("field", "add", "加一项"), by=SYSTEM)

    def raise_it() -> None:
        for _ in range(25):
            with real_app.app_context(), transaction():
                row = db.session.scalars(select(Field).where(Field.code == "contended").with_for_update()).one()
                row.label = str(int(row.label) + 1)

    threads = [threading.Thread(target=raise_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with real_app.app_context(), transaction():
        row = db.session.scalars(select(Field).where(Field.code == "contended")).one()
        label = row.label
        db.session.delete(row)
    assert label == "200"
