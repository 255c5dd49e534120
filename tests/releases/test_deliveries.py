"""How the notices of an earlier release went out becomes rows: states, tries and moments are kept there and back."""

import flask_migrate
import pytest
from sqlalchemy import text

from tests.conftest import DATABASES, MIGRATIONS
from tests.releases import snapshot
from tests.releases.before import RELEASE, installation
from yiguan.store.db import db

BEFORE = "SELECT id, channel, state, tries, next_try_at, sent_at FROM notice ORDER BY id"
AFTER = "SELECT notice_id, channel, state, tries, next_try_at, sent_at FROM delivery ORDER BY notice_id"
FAILED = ("UPDATE notice SET channel = 'printed', state = 'failed', tries = 7, sent_at = NULL WHERE id = 1",)
WAITING = ("UPDATE notice SET channel = 'page', state = 'waiting', sent_at = NULL WHERE id = 1",)


def read(statement):
    with db.engines["write"].connect() as connection:
        return [tuple(map(str, row)) for row in connection.execute(text(statement))]


@pytest.mark.parametrize("kind", DATABASES)
def test_every_notice_keeps_how_it_went_out(kind, tmp_path):
    notices = snapshot.rows_of(RELEASE)["notice"]
    with installation(kind, tmp_path, "0029", FAILED) as app, app.app_context():
        before = read(BEFORE)
        assert len(before) == len(notices)
        assert before[0][1:4] == ("printed", "failed", "7")
        flask_migrate.upgrade(MIGRATIONS, revision="0030")
        assert read(AFTER) == before
        flask_migrate.downgrade(MIGRATIONS, revision="0029")
        assert read(BEFORE) == before


@pytest.mark.parametrize("kind", DATABASES)
def test_a_page_that_still_waited_for_the_worker_has_been_shown(kind, tmp_path):
    with installation(kind, tmp_path, "0029", WAITING) as app, app.app_context():
        flask_migrate.upgrade(MIGRATIONS, revision="0030")
        assert read(AFTER)[0][2] == "sent"
        assert read("SELECT sent_at FROM delivery WHERE notice_id = 1") == read("SELECT at FROM notice WHERE id = 1")
