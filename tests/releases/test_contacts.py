"""Migration 0015: what an installation showed of invented telephones goes; what somebody typed, and a demo's, stays."""

import flask_migrate
import pytest
from sqlalchemy import text

from tests.conftest import DATABASES, MIGRATIONS, test_settings
from yiguan.app import create_app
from yiguan.audit import baseline, verify
from yiguan.organisation import queries
from yiguan.organisation.states import UnitKind
from yiguan.secrets import ensure_secrets
from yiguan.settings import settings
from yiguan.store.db import db

UNIT = (
    "INSERT INTO unit (code, kind, path, name, short_name, station_kind, level, phone, address, hours, about,"
    " is_sample) VALUES (:code, 'station', :path, '站', '站', '', 'district', :phone, '', '', '', :yes)"
)
WATCHED = (
    "id code kind parent_id path name short_name station_kind level address phone hours about retired_on is_sample"
)
PERSON = "INSERT INTO person (id, kind, sector, created_at, is_sample) VALUES (7, 'staff', '', '2026-11-01', :demo)"
ACCOUNT = (
    "INSERT INTO account (person_id, username, totp_last_step, failures, is_sample, version)"
    " VALUES (7, 'a', 0, 0, :demo, 1)"
)


@pytest.fixture(params=DATABASES)
def before(request, tmp_path):
    ensure_secrets(tmp_path)
    app = create_app(test_settings(tmp_path, request.param, "contacts"))
    with app.app_context():
        flask_migrate.upgrade(MIGRATIONS, revision="0014")
        yield app
        db.session.remove()
        db.engine.dispose()


def upgraded(*, demo: bool) -> dict[str, str]:
    """Code → telephone, after the migration."""
    with db.engines["write"].begin() as connection:
        connection.execute(text(PERSON), {"demo": demo})
        connection.execute(text(ACCOUNT), {"demo": demo})
        for code, phone in (("XF", "0562-2850015"), ("SZ", "0562-2999999")):
            connection.execute(text(UNIT), {"code": code, "path": f"{code}/", "phone": phone, "yes": True})
        baseline.write(connection, baseline.Old("unit", WATCHED))
    flask_migrate.upgrade(MIGRATIONS)
    return {unit.code: unit.phone for unit in queries.units_of(UnitKind.STATION)}


def test_invented_telephones_go_and_typed_ones_stay(before):
    assert upgraded(demo=False) == {"XF": "", "SZ": "0562-2999999"}
    assert [fault for fault in verify.verify(settings()) if fault.startswith("unit")] == []


def test_a_demo_keeps_its_own(before):
    assert upgraded(demo=True)["XF"] == "0562-2850015"
