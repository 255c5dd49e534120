"""A pack's secret opens one door: the batch of its own meeting, while it lives."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.factories.meetings import a_meeting
from tests.structure.test_routes import address, rules
from yiguan.base import clock
from yiguan.hallbox import packs, queries, service
from yiguan.hallbox.models import BoxPack
from yiguan.store.db import db

EMPTY = {"device": "d" * 32, "records": []}
OPEN = {"/api/v1/check-ins", "/api/v1/codes/<code>"}
"""What a resident without any account does with a receipt of their own."""


@pytest.fixture
def secret(home):
    return packs.unseal(*home.pack())["secret"]


@pytest.mark.row("OF-03")
def test_it_sends_to_its_own_meeting(home, secret):
    assert home.ask(secret, EMPTY).get_json() == {"results": []}


def test_it_sends_to_no_other_meeting_and_is_told_so(home, secret):
    with home.at_work() as meeting:
        other = a_meeting(unit=meeting.unit).code
    answer = home.ask(secret, EMPTY, other)
    assert answer.status_code == 403
    assert "另一场会" in answer.get_json()["message"]


def test_an_unknown_secret_is_refused(home, secret):
    answer = home.ask("yb_" + "0" * 40, EMPTY)
    assert answer.status_code == 401
    assert "无效或已停用" in answer.get_json()["message"]


def test_a_revoked_secret_is_dead_at_once(home, secret):
    with home.at_work() as meeting:
        service.revoke_pack(home.runner, meeting, queries.packs_of(meeting)[0])
    answer = home.ask(secret, EMPTY)
    assert answer.status_code == 401
    assert "已经收回" in answer.get_json()["message"]


def test_an_expired_secret_says_so(home, secret):
    with home.at_work() as meeting:
        last = queries.packs_of(meeting)[0].until
    with clock.at(last):
        answer = home.ask(secret, EMPTY)
    assert answer.status_code == 401
    assert "过期了" in answer.get_json()["message"]


@pytest.mark.row("OF-03")
def test_it_opens_no_other_door_than_a_strangers(home, secret):
    """Every address, with the meeting's own code where one is asked for: what a stranger gets, the box gets."""
    client = FlaskClient(home.app, home.app.response_class, use_cookies=False)
    batch = f"/api/v1/meetings/{home.code}/check-ins/batch"
    for rule in rules(home.app):
        path = address(rule).replace("/ZZZZZ", f"/{home.code}")
        for method in sorted(rule.methods & {"GET", "POST", "PUT", "PATCH", "DELETE"}):
            body: Any = {} if path.startswith("/api") else None
            strange = client.open(path, method=method, json=body)
            box = client.open(path, method=method, json=body, headers={"Authorization": f"Bearer {secret}"})
            assert box.status_code == strange.status_code or path == batch, f"{method} {path}"
            if strange.status_code < 300 and path != batch and rule.rule not in OPEN:
                assert box.content_length == strange.content_length, f"{method} {path}"


def test_the_search_for_it_reads_one_row_by_its_hash(home, secret):
    with home.app.app_context():
        found = queries.actor_by_secret(secret)
        assert found
        assert (found.kind, found.grants, found.extra) == ("box", (), {"meeting": home.code})
        assert secret.encode() not in db.session.query(BoxPack.token_hash).all()[-1][0]
