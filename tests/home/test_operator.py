import re

from sqlalchemy import text

from yiguan.home import operator
from yiguan.store.db import db


def test_a_running_program_is_healthy_and_ready(client):
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").status_code == 200


def test_an_old_schema_is_not_ready(client):
    db.session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    db.session.commit()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["schema"]) == (503, "0000")


def test_the_figures_are_for_this_machine_or_a_token(client):
    assert re.search(r'yiguan_notices\{state="waiting"\} \d+\n', client.page("/metrics"))
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "10.0.0.9"}).status_code == 403


def test_a_token_opens_the_figures_from_afar(client, monkeypatch):
    monkeypatch.setattr(operator, "settings", lambda: type("S", (), {"metrics_token": "t" * 32})())
    far = {"REMOTE_ADDR": "10.0.0.9"}
    right, wrong = ({"Authorization": f"Bearer {token}"} for token in ("t" * 32, "u" * 32))
    assert client.get("/metrics", environ_base=far, headers=right).status_code == 200
    assert client.get("/metrics", environ_base=far, headers=wrong).status_code == 403
