"""The chain's head outside the database: a file, its copy, the papers of the day; and the way on after a restore."""

from argparse import Namespace
from dataclasses import replace

import pytest
from sqlalchemy import delete, func, select, update
from structlog.testing import capture_logs

from tests.audit.sealing import drop_guard, seal_all
from tests.factories.meetings import a_meeting
from tests.factories.people import an_account
from yiguan.audit import cli, heads, restoring, trail, verify
from yiguan.audit.jobs import seal as seal_job
from yiguan.audit.models import AuditEntry, Seal
from yiguan.base.act import Mark
from yiguan.base.actor import SYSTEM
from yiguan.meetings.states import MeetingState
from yiguan.people.states import Role
from yiguan.settings import settings
from yiguan.store.db import db
from yiguan.worker import Worker

LATER = Mark("release", "later", "后来")


@pytest.fixture
def sealed(app):
    an_account(Role.OFFICER)
    db.session.commit()
    seal_all()
    return heads.places(settings())[0]


def go_on():
    trail.record("release", LATER, by=SYSTEM)
    db.session.commit()
    seal_all()


def put_back(number):
    """An older copy of the database runs: what was written and sealed since is not in it."""
    for table in ("seal", "audit_entry"):
        drop_guard(table)
    db.session.execute(delete(Seal).where(Seal.id > number))
    db.session.execute(delete(AuditEntry).where(AuditEntry.act == LATER.name))
    db.session.commit()


def lines_of(file):
    lines = heads.read(file, settings().keys.ring("seal"))
    assert None not in lines
    return [head for head in lines if head]


def highest():
    return db.session.scalar(select(func.max(Seal.id)))


def test_a_head_stands_in_the_file_once_and_counts_what_is_sealed(sealed):
    heads.anchor(settings())
    heads.anchor(settings())
    lines = lines_of(sealed)
    counted = db.session.execute(select(Seal.source, func.count()).group_by(Seal.source))
    assert lines[-1].counts == dict(counted.all())
    assert len({head.seal for head in lines}) == len(lines) == 2
    assert sealed.stat().st_mode & 0o777 == 0o600


def test_what_a_power_cut_left_of_a_line_is_no_fault_and_makes_room(sealed):
    with sealed.open("a") as file:
        file.write('{"head": {"at"')
    assert verify.verify(settings()) == []
    go_on()
    assert verify.verify(settings()) == []
    assert len(lines_of(sealed)) == 3


def test_a_second_place_that_was_away_gets_what_it_lacks(sealed, app, tmp_path, monkeypatch):
    second = tmp_path / "disk"
    monkeypatch.setitem(app.extensions, "settings", replace(settings(), seal_heads=(tmp_path, second)))
    with app.app_context(), capture_logs() as logs:
        heads.anchor(settings())
        assert [log["event"] for log in logs] == ["second place of the seals is away"]
        second.mkdir()
        heads.anchor(settings())
        assert (second / heads.FILE).read_bytes() == sealed.read_bytes()
        sealed.write_text(sealed.read_text().splitlines(keepends=True)[0])
        assert any("截短" in fault for fault in verify.verify(settings()))


def test_an_older_copy_of_the_database_is_found_and_not_sealed(sealed, app):
    number = highest()
    go_on()
    put_back(number)
    assert any("截短" in fault for fault in verify.verify(settings()))
    with pytest.raises(heads.ChainBroken, match="audit-restored"):
        seal_job()
    with capture_logs() as logs:
        Worker(app, ()).begin()
    assert "audit-restored" in logs[0]["told"]


def test_after_a_restore_that_was_told_the_chain_goes_on(sealed, capsys):
    number = highest()
    go_on()
    put_back(number)
    assert cli._restored(Namespace(why="硬盘坏了")) == 0
    assert "留着，作废" in capsys.readouterr().out
    go_on()
    assert verify.verify(settings()) == []
    assert cli._verify(Namespace(printed="")) == 0
    assert "从备份恢复过" in capsys.readouterr().out
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "restore")).one()
    assert entry.note == f"接着第 {number} 号封存；硬盘坏了"


def test_a_restore_is_told_once_and_only_when_there_was_one(sealed):
    assert "没有什么要记" in restoring.note(settings(), "试一试")


def test_the_database_of_somebody_else_is_no_restore(sealed):
    go_on()
    drop_guard("seal")
    first = lines_of(sealed)[0]
    db.session.execute(update(Seal).where(Seal.id == first.seal).values(mac=b"other"))
    db.session.execute(delete(Seal).where(Seal.id == highest()))
    db.session.commit()
    with pytest.raises(heads.ChainBroken, match="不是本机"):
        restoring.note(settings(), "换了一份")


@pytest.mark.parametrize("wrong", ["", "99-AAAA-AAAA", "abc", "12", "999999999999999999999-AAAA-AAAA"])
def test_a_code_that_was_never_printed_is_refused(sealed, wrong):
    assert heads.compare(wrong)


def test_the_code_on_a_paper_is_still_in_the_chain_a_year_later(sealed, capsys):
    paper = heads.printed()
    go_on()
    assert heads.compare(paper) == heads.compare(paper.replace("-", "").lower()) == ""
    assert cli._verify(Namespace(printed=paper)) == 0
    drop_guard("seal")
    db.session.execute(delete(Seal).where(Seal.id == int(paper.partition("-")[0])))
    assert cli._verify(Namespace(printed=paper)) == 1
    assert "截短" in capsys.readouterr().out


def test_a_printed_paper_carries_the_seal_of_its_day(client, sealed):
    meeting = a_meeting(MeetingState.ENDED)
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    assert f"打印时的审计封存：{heads.printed()}" in client.page(f"/bench/meetings/{meeting.code}/sheet/print")
