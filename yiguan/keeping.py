"""The keys of an installation at its start and after a migration; rotating.py replaces them."""

import sys
from pathlib import Path

import flask_migrate
from flask import Flask
from sqlalchemy import select

from yiguan.app import ROOT
from yiguan.base.crypto import TamperedError
from yiguan.people import vault
from yiguan.people.models import Person
from yiguan.secrets import NAMES, ensure_secrets, hold
from yiguan.settings import settings
from yiguan.store import key_proofs
from yiguan.store.db import db, transaction
from yiguan.store.key_proofs import WrongKey


def lay_keys(folder: Path) -> str:
    """Makes the keys that a new installation lacks, and says so. Raises SecretMissing beside an existing database."""
    missing = [name for name in NAMES if not (folder / name).exists()]
    ensure_secrets(folder)
    if not missing:
        return f"密钥：{folder} 里已经有了，没有改动。"
    return f"密钥：在 {folder} 里新做了 {len(missing)} 把。请现在就另存一份，放到别的地方；丢了密钥，数据就读不出来了。"


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
        sys.exit(_told(refusal))


def head() -> str:
    """The schema that this release needs."""
    return (ROOT / "migrations" / "head.txt").read_text("ascii").strip()


def _try_on_rows() -> None:
    """A database of an earlier release has no proofs: its keys are tried on a row. Raises TamperedError, WrongKey."""
    here = (Person.name.is_not(None), Person.name_index.is_not(None))
    person = db.session.scalars(select(Person).where(*here).limit(1)).first()
    if person is not None and vault.name_index(vault.name_of(person)) != person.name_index:
        raise WrongKey("index_key")


def refuse_wrong_keys(app: Flask) -> None:
    """Ends the process with a sentence when a key is not this installation's; else it holds the keys until its end."""
    with app.app_context():
        hold(settings().key_folder)  # first: a key that is replaced from here on is held as the earlier one
        try:
            key_proofs.require(settings().keys)
        except WrongKey as refusal:
            sys.exit(_told(refusal))


def _told(refusal: WrongKey | TamperedError) -> str:
    """What to do about it: finish a replacement that was killed, or put the file back."""
    names = refusal.names if isinstance(refusal, WrongKey) else ()
    begun = [name for name in names if (settings().key_folder / f"{name}.next").exists()]
    how = (f"请运行 python -m yiguan new-key {name}" for name in begun)
    return f"换密钥没有做完，没有启动。{'；'.join(how)}，它会接着做完。" if begun else str(refusal)
