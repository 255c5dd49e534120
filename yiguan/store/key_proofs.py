"""Proves every key against a stored value: what is written under a wrong one, the right one cannot read."""

from sqlalchemy import inspect, select
from sqlalchemy.exc import DBAPIError

from yiguan.base import clock, crypto
from yiguan.secrets import FIELDS, NAMES
from yiguan.settings import Keys
from yiguan.store.db import db, insert_into
from yiguan.store.models import KeyProof

NOT_OURS = "file is not a database"
"""What SQLite says of a file that the database key does not open."""


class WrongKey(Exception):
    """A key is not the one with which this installation was made; the message is a sentence for the operator."""

    def __init__(self, *names: str) -> None:
        self.names = names
        super().__init__(
            f"密钥 {'、'.join(names)} 不是这个数据库原来的那一把，没有启动，数据没有改动。请从备份中放回原来的文件。"
        )


def proof_of(name: str, key: bytes) -> bytes:
    return crypto.mac(key, "proof of a key", name)


def keep(keys: Keys) -> None:
    """Stores the proof of every key that has none yet, in the caller's transaction."""
    rows = [{"name": name, "proof": proof_of(name, _key(keys, name)), "at": clock.now()} for name in NAMES]
    db.session.execute(insert_into(KeyProof).on_conflict_do_nothing(), rows)


def replace(name: str, key: bytes) -> None:
    """From now on the installation has this key."""
    kept = db.session.get_one(KeyProof, name)
    kept.proof, kept.at = proof_of(name, key), clock.now()


def is_proven(name: str, key: bytes) -> bool:
    """Whether this is the installation's key, by what is stored."""
    return crypto.same(db.session.get_one(KeyProof, name).proof, proof_of(name, key))


def wrong(keys: Keys) -> list[str]:
    """The names of the keys that are not those of this installation."""
    stored = db.session.scalars(select(KeyProof))
    return [one.name for one in stored if not crypto.same(one.proof, proof_of(one.name, _key(keys, one.name)))]


def require(keys: Keys) -> None:
    """Raises WrongKey. A database that is away, or not migrated yet, is left to whoever asks for it next."""
    try:
        found = wrong(keys) if inspect(db.engine).has_table(KeyProof.__tablename__) else []
    except DBAPIError as fault:
        found = ["database_key"] if NOT_OURS in str(fault.orig) else []
    finally:
        db.session.remove()
        for engine in db.engines.values():  # no process that is forked later may share a connection
            engine.dispose()
    if found:
        raise WrongKey(*found)


def _key(keys: Keys, name: str) -> bytes:
    key: bytes = getattr(keys, FIELDS[name])
    return key
