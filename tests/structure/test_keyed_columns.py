"""Every column of bytes says which key made it, so that replacing a key forgets none."""

from importlib import import_module
from importlib.util import find_spec

from sqlalchemy import LargeBinary

from yiguan.slices import SLICES
from yiguan.store import keyring
from yiguan.store.db import Base
from yiguan.store.keyring import CONTEXT, FATE
from yiguan.web.once import Answer

for slice_ in SLICES:
    if find_spec(f"yiguan.{slice_}.models"):
        import_module(f"yiguan.{slice_}.models")


def columns_of_bytes():
    assert Answer.__table__ in Base.metadata.sorted_tables
    return [c for table in Base.metadata.sorted_tables for c in table.columns if isinstance(c.type, LargeBinary)]


def test_every_column_of_bytes_is_encrypted_or_says_what_becomes_of_its_hash():
    undecided = [str(column) for column in columns_of_bytes() if len({CONTEXT, FATE} & set(column.info)) != 1]
    assert undecided == []


def test_what_has_the_length_of_a_hash_is_one():
    assert [str(c) for c in columns_of_bytes() if (c.type.length == 32) != (FATE in c.info)] == []


def test_a_value_is_bound_to_its_table_and_row():
    for hidden in keyring.encrypted_columns():
        assert hidden.table.name == hidden.context.partition(".")[0]
        assert "{" in hidden.context or hidden.table is Answer.__table__
