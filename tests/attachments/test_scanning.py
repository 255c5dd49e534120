"""The installation's scanner looks at each file before it leaves."""

import sys

import pytest

from tests.factories.attachments import a_content, a_pdf
from tests.factories.working import work_off
from yiguan.attachments import jobs, scanning, service
from yiguan.attachments.contents import of_file
from yiguan.attachments.models import Attachment
from yiguan.attachments.states import ScanState
from yiguan.audit.queries import entries_of
from yiguan.base.errors import Conflict, NotFound
from yiguan.settings import settings
from yiguan.store.db import db

SCANNER = """
import sys
data = open(sys.argv[1], "rb").read()
sys.exit(2 if b"BREAK" in data else 1 if b"HARM" in data else 0)
"""


@pytest.fixture
def scanner(installed, tmp_path):
    script = tmp_path / "scan.py"
    script.write_text(SCANNER)
    installed(scan=f"'{sys.executable}' '{script}'", instance=tmp_path)


def kept(inside=b""):
    content = of_file(a_pdf(b"/Words (" + inside + b")"), "方案.pdf")
    attachment = service.keep(content, settings().uploads, owner_id=1, unit_id=2)
    db.session.commit()
    return attachment


def now(attachment):
    return db.session.get_one(Attachment, attachment.id, populate_existing=True).scan


def test_a_file_leaves_once_it_was_found_clean(scanner):
    attachment = kept()
    with pytest.raises(Conflict, match="file_held"):
        service.path_of(attachment)
    assert work_off(jobs.JOBS) == 1
    db.session.commit()
    assert now(attachment) is ScanState.CLEAN
    leaving = db.session.get_one(Attachment, attachment.id)
    assert service.path_of(leaving).read_bytes() == a_pdf(b"/Words ()")
    assert work_off(jobs.JOBS) == 0


def test_a_harmful_file_never_leaves_and_the_trail_says_so(scanner):
    attachment = kept(b"HARM")
    assert work_off(jobs.JOBS) == 1
    assert now(attachment) is ScanState.REFUSED
    with pytest.raises(Conflict) as held:
        service.path_of(db.session.get_one(Attachment, attachment.id))
    assert held.value.message == service.HARMFUL
    assert [entry.act for entry in entries_of(attachment)] == ["scan_refused"]


def test_a_scanner_that_fails_is_asked_again_and_holds_up_no_other(scanner):
    broken, other = kept(b"BREAK"), kept()
    assert work_off(jobs.JOBS) == 1
    assert (now(broken), now(other)) == (ScanState.WAITING, ScanState.CLEAN)


def test_a_command_that_is_not_there_lets_nothing_out(scanner, installed):
    installed(scan="no-such-scanner --fast")
    attachment = kept()
    assert work_off(jobs.JOBS) == 0
    assert now(attachment) is ScanState.WAITING


def test_a_scanner_that_takes_too_long_is_stopped(scanner, installed, monkeypatch):
    monkeypatch.setattr(scanning, "PATIENCE_S", 0.2)
    installed(scan=f"'{sys.executable}' -c 'import time; time.sleep(30)'")
    attachment = kept()
    assert work_off(jobs.JOBS) == 0
    assert now(attachment) is ScanState.WAITING


def test_without_a_scanner_files_leave_unscanned_until_there_is_one(app, installed, tmp_path):
    installed(instance=tmp_path)
    attachment = kept()
    assert service.path_of(attachment)
    assert attachment.scan is ScanState.UNSCANNED
    installed(scan="scanner")
    with pytest.raises(Conflict):
        service.path_of(attachment)


def test_a_file_that_is_gone_says_so(app, installed, tmp_path):
    installed(instance=tmp_path)
    attachment = service.keep(a_content(), settings().uploads, owner_id=1, unit_id=2)
    assert service.forget([attachment], settings().uploads) == 1
    with pytest.raises(NotFound, match="not_found"):
        service.path_of(attachment)
    assert work_off(jobs.JOBS) == 0
