"""An installation of an earlier release, just before one migration."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import flask_migrate
from sqlalchemy import text

from tests.conftest import MIGRATIONS, test_settings
from tests.releases import snapshot
from yiguan.app import create_app
from yiguan.store.db import db
from yiguan.web.app import Yiguan

RELEASE = "0006"


@contextmanager
def installation(kind: str, folder: Path, revision: str, changes: Sequence[str] = ()) -> Iterator[Yiguan]:
    """The release's rows brought to this revision, then changed by these statements."""
    snapshot.lay_keys(folder, snapshot.keys_of(RELEASE))
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    app = create_app(test_settings(folder, kind, f"before_{revision}_{worker}"))
    with app.app_context():
        flask_migrate.upgrade(MIGRATIONS, revision=RELEASE)
        snapshot.load(db.engines["write"], RELEASE)
        flask_migrate.upgrade(MIGRATIONS, revision=revision)
        with db.engines["write"].begin() as connection:
            for statement in changes:
                connection.execute(text(statement))
    yield app
    with app.app_context():
        db.engine.dispose()
        db.engines["write"].dispose()
