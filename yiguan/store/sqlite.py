"""SQLite: one encrypted file, concurrent readers, one writer at a time."""

import fcntl
import os
import threading
from pathlib import Path
from typing import Any, cast

import sqlcipher3.dbapi2
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection, QueuePool

from yiguan.settings import Settings

# Once full, the driver's cache of prepared statements drops the newest one and prepares it again at every call: a fresh
# connection each hour begins with an empty one.
DRIVER: dict[str, Any] = {"module": sqlcipher3.dbapi2, "connect_args": {"timeout": 10, "cached_statements": 512}}
DRIVER["pool_recycle"] = 3600
# Last in, first out: the connection used a moment ago still has its pages decrypted.
READERS: dict[str, Any] = DRIVER | {"pool_size": 10, "max_overflow": 6, "pool_use_lifo": True}


class WriterQueue:
    """SQLite's busy handler starves writers: they queue here, threads then processes, before BEGIN IMMEDIATE."""

    def __init__(self, path: Path, timeout_s: float = 10.0) -> None:
        self.path, self.timeout_s = path, timeout_s
        self.threads = threading.Lock()
        self._descriptors: dict[int, int] = {}

    def acquire(self) -> None:
        """Raises OperationalError after the timeout, which the request answers with a retry, then 503."""
        if not self.threads.acquire(timeout=self.timeout_s):
            raise OperationalError("writer queue", None, TimeoutError("database is locked"))
        try:
            fcntl.flock(self._descriptor(), fcntl.LOCK_EX)  # held for one commit only; a dead holder frees it
        except BaseException:
            self.threads.release()
            raise

    def release(self) -> None:
        fcntl.flock(self._descriptor(), fcntl.LOCK_UN)
        self.threads.release()

    def _descriptor(self) -> int:
        pid = os.getpid()
        if pid not in self._descriptors:
            self._descriptors[pid] = os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600)
        return self._descriptors[pid]


class OneWriter(QueuePool):
    """The one connection on which a process writes, handed out after waiting in the queue.

    There is one, because a write on another connection invalidates its cache: each of eight would decrypt all pages
    again.
    """

    queue: WriterQueue

    def _do_get(self) -> ConnectionPoolEntry:
        self.queue.acquire()
        try:
            return super()._do_get()
        except BaseException:
            self.queue.release()
            raise

    # not at the event "commit", which fires before COMMIT itself: the next writer would find the database busy
    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        try:
            super()._do_return_conn(record)
        finally:
            self.queue.release()

    def recreate(self) -> "OneWriter":
        found = cast(OneWriter, super().recreate())
        found.queue = self.queue
        return found


def writer_beside(reader: Engine, settings: Settings) -> Engine:
    """Prepares the engine that reads, and returns one that writes to the same file."""
    writer = create_engine(reader.url, poolclass=OneWriter, pool_size=1, max_overflow=0, **DRIVER)
    cast(OneWriter, writer.pool).queue = WriterQueue(Path(f"{reader.url.database}.lock"))
    _teach(reader, settings, "BEGIN")
    _teach(writer, settings, "BEGIN IMMEDIATE")
    return writer


def _teach(engine: Engine, settings: Settings, begin: str) -> None:
    pragmas = (
        f"key = \"x'{settings.keys.database.hex()}'\"",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "recursive_triggers = ON",
        "busy_timeout = 10000",
        "cache_size = -16000",
    )

    @event.listens_for(engine, "connect")
    def open_(connection: Any, record: Any) -> None:
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}").close()

    # no listener for "begin": with one, SQLAlchemy looks for listeners at every statement
    def do_begin(dbapi_connection: PoolProxiedConnection) -> None:
        cast(Any, dbapi_connection.driver_connection).execute(begin).close()

    engine.dialect.do_begin = do_begin  # type: ignore[method-assign]
