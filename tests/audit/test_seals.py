from dataclasses import replace

import pytest
from sqlalchemy import Column, MetaData, String, Table, delete, func, insert, select, text, update

from tests.audit.sealing import drop_guard, seal_all
from tests.factories.people import an_account
from yiguan.audit import chain, seals, verify
from yiguan.audit.models import AuditEntry, Seal
from yiguan.audit.shapes import columns
from yiguan.people.states import Role
from yiguan.settings import settings
from yiguan.store.db import db


def broken() -> list[str]:
    """What is wrong with the chain alone."""
    return list(chain.faults(settings()))


def test_every_row_is_sealed_once_and_the_chain_verifies(app):
    an_account(Role.OFFICER)
    seal_all()
    rows = db.session.scalar(select(func.count()).select_from(AuditEntry))
    assert db.session.scalar(select(func.count()).select_from(Seal).where(Seal.source == "audit_entry")) == rows
    assert seals.seal_new(settings().keys.seal) == 0
    assert verify.verify(settings()) == []


def test_a_row_that_commits_late_is_sealed_late_and_missed_by_nobody(app):
    an_account(Role.OFFICER)
    last = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    copy = {c.key: getattr(last, c.key) for c in AuditEntry.__table__.columns if c.key != "id"}
    early, late = last.id + 10, last.id + 11
    db.session.add(AuditEntry(id=late, **copy))
    seal_all()
    db.session.add(AuditEntry(id=early, **copy))
    db.session.commit()
    assert seals.seal_new(settings().keys.seal) == 1
    assert broken() == []


def test_a_change_behind_the_programs_back_shows(app):
    an_account(Role.OFFICER)
    seal_all()
    drop_guard("audit_entry")
    db.session.execute(text("UPDATE audit_entry SET note = 'forged' WHERE id = (SELECT min(id) FROM audit_entry)"))
    db.session.expire_all()
    assert "被改动过" in broken()[0]


def test_a_row_taken_away_shows(app):
    an_account(Role.OFFICER)
    seal_all()
    drop_guard("audit_entry")
    last = db.session.scalar(select(func.max(AuditEntry.id)))
    db.session.execute(delete(AuditEntry).where(AuditEntry.id == last))
    assert any("被删掉" in fault for fault in broken())


def test_a_wrong_key_verifies_nothing(app):
    an_account(Role.OFFICER)
    seal_all()
    assert verify.verify(replace(settings(), keys=replace(settings().keys, seal=b"x" * 32)))


@pytest.fixture
def later(app, monkeypatch):
    """The trail sealed as it is, then as a later release has it: renamed, a column renamed, a column more."""
    an_account(Role.OFFICER)
    seal_all()
    db.session.execute(text("ALTER TABLE audit_entry RENAME TO trace"))
    db.session.execute(text("ALTER TABLE trace RENAME COLUMN note TO words"))
    db.session.execute(text("ALTER TABLE trace ADD COLUMN place VARCHAR(40)"))
    kept = [Column("words" if c.name == "note" else c.name, c.type) for c in AuditEntry.__table__.columns]
    trace = Table("trace", MetaData(), *kept, Column("place", String(40)))
    first = seals.AUDIT_ENTRY | columns(note="words")
    second = first | columns("year")
    registered(monkeypatch, table=trace, versions={1: first, 2: second, 3: second | columns("place")})
    return trace


def registered(monkeypatch, **changes):
    """The trail's source with these changes, for the length of the test."""
    monkeypatch.setitem(seals.sources, "audit_entry", replace(seals.sources["audit_entry"], **changes))


def faulty_rows():
    return [fault.partition("：")[0] for fault in broken()]


def test_a_seal_holds_when_its_table_is_renamed_and_given_a_column(later):
    assert broken() == []
    drop_guard("audit_entry")
    oldest = db.session.scalar(select(func.min(later.c.id)))
    db.session.execute(update(later).where(later.c.id == oldest).values(words="forged"))
    assert faulty_rows() == [f"audit_entry {oldest}"]


def test_a_row_that_comes_after_is_sealed_with_the_new_column(later):
    row = dict(db.session.execute(select(later).order_by(later.c.id.desc()).limit(1)).mappings().one())
    db.session.execute(insert(later).values(row | {"id": row["id"] + 1}))
    seal_all()
    assert broken() == []
    drop_guard("audit_entry")
    db.session.execute(update(later).values(place="二楼"))
    assert faulty_rows() == [f"audit_entry {row['id'] + 1}"]


@pytest.mark.parametrize(("version", "words"), [(1, "被改动过"), (3, "不认识")])
def test_a_seal_made_to_name_another_version_shows(app, monkeypatch, version, words):
    registered(monkeypatch, versions={1: seals.AUDIT_ENTRY, 2: seals.AUDIT_ENTRY})
    an_account(Role.OFFICER)
    seal_all()
    assert broken() == []
    drop_guard("seal")
    first = select(func.min(Seal.id)).scalar_subquery()
    db.session.execute(update(Seal).where(Seal.id == first).values(version=version))
    (fault,) = broken()
    assert words in fault
