"""An empty database plus one command: the units, and one administrator who must set a password."""

import argparse
import re

import flask_migrate
import pyotp
import pytest
from sqlalchemy import func, select

from tests.client import StaffClient
from tests.conftest import DATABASES, MIGRATIONS, test_settings
from yiguan.app import create_app
from yiguan.base import clock
from yiguan.base.actor import SYSTEM
from yiguan.organisation.models import Unit
from yiguan.people import cli, service
from yiguan.people.models import Account, Person
from yiguan.store.db import db, transaction

SENTENCE = "每逢周五下午去站里坐一坐看看"


@pytest.fixture(params=DATABASES)
def empty(request, instance):
    app = create_app(test_settings(instance, request.param, f"empty_{request.param}"))
    app.test_client_class = StaffClient
    with app.app_context():
        flask_migrate.upgrade(MIGRATIONS)
        yield app
        db.session.remove()
        flask_migrate.downgrade(MIGRATIONS, revision="base")
        db.engine.dispose()


def typed(*words: str) -> int:
    """What an operator types after `python -m yiguan`."""
    parser = argparse.ArgumentParser()
    cli.add_commands(parser.add_subparsers())
    asked = parser.parse_args(words)
    return int(asked.act(asked))


@pytest.mark.row("AD-01")
def test_one_command_gives_the_units_and_an_administrator_who_sets_a_password(empty, capsys):
    assert typed("init") == 0
    link = re.search(r"http://localhost(/first-password/\S+)", capsys.readouterr().out)
    assert link
    client = empty.test_client()
    assert client.post("/sign-in", data={"username": "admin", "password": ""}).status_code == 422
    assert client.post(link[1], data={"password": SENTENCE, "again": SENTENCE}).status_code == 302
    assert client.post("/sign-in", data={"username": "admin", "password": SENTENCE}).status_code == 302
    assert db.session.scalar(select(func.count()).where(Unit.kind == "station")) == 13
    assert client.page("/units/XF").count("幸福社区")


@pytest.mark.row("AD-01")
def test_nothing_of_the_sample_comes_along_and_a_second_time_changes_nothing(empty, capsys):
    typed("init")
    people = db.session.scalar(select(func.count()).select_from(Person))
    assert people == 1
    assert db.session.scalar(select(func.count()).where(Account.is_sample)) == 0
    assert typed("init", "--admin", "other") == 1
    assert "什么都没有改动" in capsys.readouterr().out
    assert db.session.scalar(select(func.count()).select_from(Account)) == 1


def test_whoever_lost_the_phone_signs_in_with_the_password_and_enrols_anew(empty, capsys):
    typed("init")
    with transaction():
        account = db.session.scalars(select(Account)).one()
        service.enrol_totp(SYSTEM, account, pyotp.random_base32())
    assert typed("totp-off", "admin") == 0
    assert db.session.scalars(select(Account.totp_secret)).one() is None
    assert typed("totp-off", "nobody") == 1
    assert "没有叫" in capsys.readouterr().out


def test_the_only_administrator_without_a_phone_is_let_in_by_the_installation(empty, capsys):
    typed("init")
    with transaction():
        account = db.session.scalars(select(Account)).one()
        service.enrol_totp(SYSTEM, account, pyotp.random_base32())
    assert typed("init", "--lost-factor") == 0
    assert "/first-password/" in capsys.readouterr().out
    assert db.session.scalars(select(Account.totp_secret)).one() is None
    with transaction():
        db.session.scalars(select(Account)).one().disabled_at = clock.now()
    assert typed("init", "--lost-factor") == 1
