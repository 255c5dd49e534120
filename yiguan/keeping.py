"""The keys of an installation at its start, after a migration, and when one of them is replaced."""

import argparse
import secrets
import sys
from typing import Any

import flask_migrate
from flask import Flask
from sqlalchemy import select

from yiguan.app import ROOT
from yiguan.base.crypto import TamperedError
from yiguan.people import vault
from yiguan.people.models import Person
from yiguan.secrets import read_secret, write_secret
from yiguan.settings import settings
from yiguan.store import key_proofs
from yiguan.store.db import db, transaction
from yiguan.store.key_proofs import WrongKey

REPLACEABLE = ("secret_key",)
"""Nothing that is stored depends on these; the others need their rows written anew, which no command does yet."""


def migrate() -> None:
    """Brings the database up to date, and stores the proof of each key that has none. Ends the process with a sentence
    when a key is not this installation's.
    """
    try:
        key_proofs.require(settings().keys)
        flask_migrate.upgrade(str(ROOT / "migrations"))
        with transaction():
            _try_on_rows()
            key_proofs.keep(settings().keys)
    except (WrongKey, TamperedError) as refusal:
        sys.exit(str(refusal))


def _try_on_rows() -> None:
    """A database of an earlier release has no proofs: its keys are tried on a row. Raises TamperedError, WrongKey."""
    here = (Person.name.is_not(None), Person.name_index.is_not(None))
    person = db.session.scalars(select(Person).where(*here).limit(1)).first()
    if person is not None and vault.name_index(vault.name_of(person)) != person.name_index:
        raise WrongKey("index_key")


def refuse_wrong_keys(app: Flask) -> None:
    """Ends the process with a sentence when a key is not this installation's."""
    with app.app_context():
        try:
            key_proofs.require(settings().keys)
        except WrongKey as refusal:
            sys.exit(str(refusal))


def add_commands(commands: Any) -> None:
    new = commands.add_parser("new-key", help="换一把密钥；现在只能换 secret_key，换了以后工作人员要重新登录")
    new.add_argument("name", choices=REPLACEABLE)
    new.set_defaults(act=new_key)


def new_key(asked: argparse.Namespace) -> int:
    """Killed at any moment, it is finished by the same command: the next key lies beside the old one until the end."""
    folder, coming = settings().instance, f"{asked.name}.next"
    write_secret(folder, coming, secrets.token_hex(32))
    with transaction():
        key_proofs.replace(asked.name, bytes.fromhex(read_secret(folder, coming)))
    (folder / coming).replace(folder / asked.name)
    print(f"{asked.name} 换好了。请重新启动服务和后台任务，并且把新的密钥文件放进密钥的备份。")
    return 0
