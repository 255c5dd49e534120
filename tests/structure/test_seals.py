"""Whoever adds a column to a sealed table decides whether it is sealed; no version of columns loses one."""

from importlib import import_module
from importlib.util import find_spec

import pytest

from yiguan.audit import seals
from yiguan.slices import SLICES

for slice_ in SLICES:
    if find_spec(f"yiguan.{slice_}.models"):
        import_module(f"yiguan.{slice_}.models")


@pytest.mark.parametrize("name", sorted(seals.sources))
def test_every_column_is_in_the_latest_version_or_may_change(name):
    source = seals.sources[name]
    decided = [*source.versions[source.latest].values(), *source.mutable]
    assert sorted(decided) == sorted(source.table.columns.keys()), f"{name}: a new version, or `mutable`?"


@pytest.mark.parametrize("name", sorted(seals.sources))
def test_the_columns_of_every_version_are_there(name):
    source = seals.sources[name]
    assert list(source.versions) == list(range(1, len(source.versions) + 1))
    for version in source.versions.values():
        assert set(version.values()) <= set(source.table.columns.keys())
