from sqlalchemy import delete, func, select, text

from tests.factories.people import an_account
from yiguan.audit import seals
from yiguan.audit.models import AuditEntry, Seal
from yiguan.people.states import Role
from yiguan.store.db import db

KEY = b"k" * 32


def seal_all() -> None:
    while seals.seal_new(KEY):
        db.session.commit()


def test_every_row_is_sealed_once_and_the_chain_verifies(app):
    an_account(Role.OFFICER)
    seal_all()
    rows = db.session.scalar(select(func.count()).select_from(AuditEntry))
    assert db.session.scalar(select(func.count()).select_from(Seal).where(Seal.source == "audit_entry")) == rows
    assert seals.seal_new(KEY) == 0
    assert seals.verify(KEY) == []


def test_a_row_that_commits_late_is_sealed_late_and_missed_by_nobody(app):
    an_account(Role.OFFICER)
    last = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    copy = {c.key: getattr(last, c.key) for c in AuditEntry.__table__.columns if c.key != "id"}
    early, late = last.id + 1, last.id + 2
    db.session.add(AuditEntry(id=late, **copy))
    seal_all()
    db.session.add(AuditEntry(id=early, **copy))
    db.session.commit()
    assert seals.seal_new(KEY) == 1
    assert seals.verify(KEY) == []


def test_a_change_behind_the_programs_back_shows(app):
    an_account(Role.OFFICER)
    seal_all()
    drop_guard("audit_entry")
    db.session.execute(text("UPDATE audit_entry SET note = 'forged' WHERE id = (SELECT min(id) FROM audit_entry)"))
    db.session.expire_all()
    assert "was changed" in seals.verify(KEY)[0]


def test_a_row_taken_away_shows(app):
    an_account(Role.OFFICER)
    seal_all()
    drop_guard("audit_entry")
    last = db.session.scalar(select(func.max(AuditEntry.id)))
    db.session.execute(delete(AuditEntry).where(AuditEntry.id == last))
    assert any("gone" in fault for fault in seals.verify(KEY))


def test_a_wrong_key_verifies_nothing(app):
    an_account(Role.OFFICER)
    seal_all()
    assert seals.verify(b"x" * 32)


def drop_guard(table: str) -> None:
    """What somebody with the database's password could do; rolled back with the test."""
    on = f" ON {table}" if db.session.get_bind().dialect.name == "postgresql" else ""
    for name in (f"{table}_no_delete", f"{table}_no_update"):
        db.session.execute(text(f"DROP TRIGGER {name}{on}"))
