"""What the installation's keys make: written under the present key, read under the one of its time (decision 0041)."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import LargeBinary, Table
from sqlalchemy.orm import MappedColumn, mapped_column

from yiguan.base import crypto
from yiguan.settings import settings
from yiguan.store.db import Base

CONTEXT, FATE = "context", "fate"


class Fate(StrEnum):
    """What becomes of a hash when its key is replaced."""

    ANEW = "made anew of the value that is stored, encrypted, beside it"
    BOTH = "of a secret that is not stored: recognised under the earlier key too, until that is retired"
    RETIRED = "of a printed code: recognised under the earlier code key too, made anew when that is retired"
    SEALED = "stays, and is verified under the seal key of its time"
    KEYLESS = "made without a key, or under one that is not replaced"


@dataclass(frozen=True)
class Encrypted:
    """A column that is encrypted with the person key."""

    table: Table
    column: str
    context: str


def encrypted(context: str) -> MappedColumn[Any]:
    """A column that holds what `encrypt` made; `context` with the row's own columns in braces."""
    return mapped_column(LargeBinary, info={CONTEXT: context})


def hashed(fate: Fate, *, unique: bool | None = None) -> MappedColumn[Any]:
    """A column of 32 bytes that are made of a value and cannot be undone."""
    return mapped_column(LargeBinary(32), unique=unique, info={FATE: fate})


def encrypted_columns() -> Iterator[Encrypted]:
    """Everything that is encrypted with the person key."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if context := column.info.get(CONTEXT):
                yield Encrypted(table, column.name, context)


def encrypt(text: str, context: str) -> bytes:
    return crypto.encrypt(settings().keys.person, text, context)


def decrypt(blob: bytes, context: str) -> str:
    """Raises TamperedError, also for what was encrypted with a key that is not kept any more."""
    ring = settings().keys.ring("person")
    key = next((one for one in ring if crypto.key_id(one) == blob[:1]), ring[0])
    return crypto.decrypt(key, blob, context)


def hash_of(*parts: bytes | str | int) -> bytes:
    """The keyed hash by which a secret is stored from now on."""
    return crypto.mac(settings().keys.index, *parts)


def marked(secret: str) -> str:
    """The secret with the id of the present index key in front, for `index_key_of`."""
    return f".{crypto.key_id(settings().keys.index).hex()}.{secret}"


def index_key_of(secret: str) -> bytes:
    """The key from which an id was derived that stands in many tables: the one that the secret names, or the first."""
    ring = settings().keys.ring("index")
    return next((key for key in ring if secret.startswith(f".{crypto.key_id(key).hex()}.")), ring[-1])


def hashes_of(*parts: bytes | str | int) -> list[bytes]:
    """The hashes under which the same secret may have been stored, the present one first."""
    return [crypto.mac(key, *parts) for key in settings().keys.ring("index")]


def is_hash_of(stored: bytes, *parts: bytes | str | int) -> bool:
    return any(crypto.same(stored, one) for one in hashes_of(*parts))
