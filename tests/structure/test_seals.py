"""Every table is sealed or watched, or a reason says why not; so is every column; no version of columns loses one."""

import pytest

from yiguan.audit import seals, watch
from yiguan.audit.shapes import Part
from yiguan.slices import found
from yiguan.store.db import db
from yiguan.web import once  # noqa: F401 - has a table

list(found("models", "sealed"))

WRITTEN_DOWN = len("counts edits")
"""No shorter reason says why."""
PARTS = {
    part.table.name: part for known in watch.watched.values() for part in known.versions[known.latest].parts.values()
}


def test_every_table_is_sealed_or_watched_or_left_with_a_reason():
    decided = [*(source.table.name for source in seals.sources.values()), *watch.watched, *PARTS, *watch.unwatched]
    assert sorted(decided) == sorted(db.metadata.tables), "a new table: declare it in its slice's sealed.py"


def test_every_reason_is_a_reason():
    reasons = [*watch.unwatched.values(), *(why for one in watch.watched.values() for why in one.apart.values())]
    assert all(len(why) >= WRITTEN_DOWN for why in reasons)


@pytest.mark.parametrize("name", sorted(seals.sources))
def test_every_column_of_a_sealed_table_is_in_its_latest_version(name):
    source = seals.sources[name]
    assert sorted(source.versions[source.latest].values()) == sorted(source.table.columns.keys()), f"{name}: a version"


@pytest.mark.parametrize("name", sorted(watch.watched))
def test_every_column_of_a_watched_table_is_in_its_latest_version_or_has_a_reason(name):
    known = watch.watched[name]
    decided = [*known.versions[known.latest].columns.values(), *known.apart]
    assert sorted(decided) == sorted(known.table.columns.keys()), f"{name}: a new version, or a reason in `apart`?"


@pytest.mark.parametrize("name", sorted(PARTS))
def test_every_column_of_a_part_belongs_to_its_record(name):
    part = PARTS[name]
    assert sorted(part.columns.values()) == sorted(part.table.columns.keys()), f"{name}: a new version of its record"


@pytest.mark.parametrize("one", [*seals.sources.values(), *watch.watched.values()], ids=lambda one: one.name)
def test_the_columns_of_every_version_are_there(one):
    first = 1 if one.name in seals.sources else min(one.versions)  # fingerprints may be carried over (baseline.carry)
    assert list(one.versions) == list(range(first, one.latest + 1))
    for version in one.versions.values():
        columns = version if isinstance(version, dict) else version.columns
        assert set(columns.values()) <= set(one.table.columns.keys())
        assert columns["id"] == "id"
        assert all(isinstance(part, Part) for part in getattr(version, "parts", {}).values())
