"""What a district had set before the office could: the same after the upgrade, and again after the way back."""

import os
from dataclasses import replace

import flask_migrate
import pytest
from sqlalchemy import text

from tests.conftest import DATABASES, MIGRATIONS, test_settings
from tests.releases import snapshot
from yiguan.app import create_app
from yiguan.base import clock
from yiguan.leads.models import Lead
from yiguan.leads.parameters import FIRST_LOOK
from yiguan.organisation import queries, values
from yiguan.organisation.states import ReasonKind
from yiguan.registrations.parameters import REMIND
from yiguan.store.db import db
from yiguan.topics.parameters import SCREENING

RELEASE, BEFORE = "0006", "0014"
LISTS = (
    "SELECT id, code, label, words, position FROM field ORDER BY id",
    "SELECT id, kind, code, label, hint, valid_from, valid_to FROM reason ORDER BY id",
)


@pytest.fixture(params=DATABASES)
def app_before(request, tmp_path):
    """An installation of the release with settings of its own, just before the upgrade."""
    snapshot.lay_keys(tmp_path, snapshot.keys_of(RELEASE))
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    chosen = test_settings(tmp_path, request.param, f"settings_{worker}")
    app = create_app(replace(chosen, first_look_days=7, remind_hours=(48,)))
    with app.app_context():
        flask_migrate.upgrade(MIGRATIONS, revision=RELEASE)
        snapshot.load(db.engines["write"], RELEASE)
        flask_migrate.upgrade(MIGRATIONS, revision=BEFORE)
        yield app
        db.session.remove()
        db.engine.dispose()
        db.engines["write"].dispose()


def rows():
    with db.engines["write"].connect() as connection:
        return [connection.execute(text(statement)).all() for statement in LISTS]


def test_every_row_is_kept_there_and_back(app_before):
    before = rows()
    flask_migrate.upgrade(MIGRATIONS)
    assert rows() == before
    flask_migrate.downgrade(MIGRATIONS, revision=BEFORE)
    assert rows() == before


def test_forms_and_records_say_what_they_said(app_before):
    fields, reasons = rows()
    flask_migrate.upgrade(MIGRATIONS)
    assert [field.label for field in queries.fields()] == [row.label for row in fields]
    declines = [row.label for row in reasons if row.kind == "lead_decline"]
    assert [reason.label for reason in queries.reasons(ReasonKind.LEAD_DECLINE)] == declines
    for lead in db.session.query(Lead):
        known = {row.code: row.label for row in fields}
        assert queries.field_label(lead.field, clock.local(lead.at).date()) == known.get(lead.field, "")


def test_the_numbers_of_the_installation_go_on(app_before):
    flask_migrate.upgrade(MIGRATIONS)
    assert [values.value_of(one) for one in (FIRST_LOOK, SCREENING)] == [7, 5]
    assert values.value_of(REMIND) == (48,)
