"""The pictures of an earlier release keep rows and files; their checksum and owners are read from what is there."""

import flask_migrate
import pytest
from sqlalchemy import text

from tests.conftest import DATABASES, MIGRATIONS
from tests.releases import snapshot
from tests.releases.before import RELEASE, installation
from yiguan.audit import verify
from yiguan.store.db import db, write_from_here

KEPT = "SELECT id, name, media_type, size, width, height, at FROM attachment ORDER BY id"
NEW = "SELECT digest, title, scan FROM attachment ORDER BY id"
OWNERS = (
    "SELECT a.owner_id, a.unit_id FROM attachment a JOIN lead_photo p ON p.attachment_id = a.id ORDER BY a.id",
    "SELECT l.person_id, l.unit_id FROM lead l JOIN lead_photo p ON p.lead_id = l.id ORDER BY p.attachment_id",
)


def read(statement):
    with db.engines["write"].connect() as connection:
        return [tuple(map(str, row)) for row in connection.execute(text(statement))]


@pytest.mark.parametrize("kind", DATABASES)
def test_every_picture_is_kept_there_and_back_and_gets_its_checksum(kind, tmp_path):
    pictures = snapshot.rows_of(RELEASE)["attachment"]
    with installation(kind, tmp_path, "0030") as app, app.app_context():
        before = read(KEPT)
        flask_migrate.upgrade(MIGRATIONS, revision="0031")
        assert read(KEPT) == before
        assert read(NEW) == [(one["name"].removesuffix(".jpg"), "", "unscanned") for one in pictures]
        owners, of_leads = map(read, OWNERS)
        assert owners == of_leads != []
        flask_migrate.downgrade(MIGRATIONS, revision="0030")
        assert read(KEPT) == before


@pytest.mark.parametrize("kind", DATABASES)
def test_no_picture_is_called_changed(kind, tmp_path):
    with installation(kind, tmp_path, "0030") as app, app.app_context():
        flask_migrate.upgrade(MIGRATIONS)
        write_from_here()
        numbers = [one["id"] for one in snapshot.rows_of(RELEASE)["attachment"]]
        assert list(verify.changed("attachment", numbers)) == []
        db.session.rollback()
