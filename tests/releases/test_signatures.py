"""The signatures of an earlier release become rows; what was changed before the upgrade is still found after it."""

import flask_migrate
import pytest
from sqlalchemy import text

from tests.conftest import DATABASES, MIGRATIONS
from tests.releases import snapshot
from tests.releases.before import RELEASE, installation
from yiguan.audit import verify
from yiguan.store.db import db, write_from_here

MOVED = "SELECT person_id, name, role, at, text, digest FROM signature"
BACK = "SELECT signed_by, signed_name, signed_role, signed_at, frozen, digest FROM recommendation"


def read(statement):
    with db.engines["write"].connect() as connection:
        return [str(value) for value in connection.execute(text(statement)).one()]


@pytest.mark.parametrize("kind", DATABASES)
def test_every_signature_moves_whole_there_and_back(kind, tmp_path):
    (letter,) = snapshot.rows_of(RELEASE)["recommendation"]
    with installation(kind, tmp_path, "0018") as app, app.app_context():
        before = read(BACK)
        assert before[-1] == letter["digest"]
        flask_migrate.upgrade(MIGRATIONS, revision="0021")
        assert read(MOVED) == before
        flask_migrate.downgrade(MIGRATIONS, revision="0018")
        assert read(BACK) == before


@pytest.mark.parametrize("kind", DATABASES)
def test_a_letter_that_was_changed_before_the_upgrade_is_named_after_it(kind, tmp_path):
    forged = ("UPDATE recommendation SET addressee = '别处'",)
    with installation(kind, tmp_path, "0018", forged) as app, app.app_context():
        flask_migrate.upgrade(MIGRATIONS)
        write_from_here()
        assert list(verify.changed("recommendation", [1])) == [1]
        assert list(verify.changed("signature", [1])) == [1]
        db.session.rollback()
