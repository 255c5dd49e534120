"""The audit administrator searches the trail and takes it away; what people consult about stays hidden."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest

from tests.factories.leads import a_lead
from tests.factories.organisation import a_station
from tests.factories.people import a_convener, an_account, as_actor
from yiguan.administration import trail_search, words
from yiguan.audit.models import AuditEntry
from yiguan.base import clock
from yiguan.leads import acts as leads
from yiguan.people import service
from yiguan.people.states import ADMINS, Role
from yiguan.store.db import db
from yiguan.workflow.machines import entries
from yiguan.workflow.perform import perform


@pytest.fixture
def auditor(client):
    client.sign_in(an_account(Role.AUDIT_ADMIN, name="审计员"))
    return client


def asked_lead():
    """A lead, and a convener who asked for more with words that are nobody else's."""
    lead = a_lead(a_station())
    perform(leads.ASK, lead, by=a_convener(lead.unit), note="请问灯是哪一盏")
    db.session.commit()
    return lead


def test_who_did_what_is_read_without_what_it_was_about(auditor):
    lead = asked_lead()
    page = auditor.page("/desk/audit?subject=lead")
    assert "王静文（召集人）" in page
    assert "已提交 → 待补充" in page
    assert str(lead.id) in page
    assert "哪一盏" not in page


def test_the_notes_of_administration_are_read(auditor):
    service.reveal_phone(as_actor(an_account(Role.OFFICER)), an_account(Role.MEMBER).person, reason="要打电话核实")
    db.session.commit()
    assert "查看完整电话" in auditor.page("/desk/audit")
    trail_search.export(as_actor(an_account(Role.AUDIT_ADMIN)), trail_search.search(since=None, until=None))
    db.session.commit()
    assert "条</td>" in auditor.page("/desk/audit?subject=audit_entry")


def test_it_is_searched_by_person_kind_act_and_day(auditor):
    asked_lead()
    for query, is_there in [
        ("who=王静文", True),
        ("who=没有这个人", False),
        ("act=lead.ask", True),
        ("act=topic.merge", False),
        (f"since={clock.today()}&until={clock.today()}", True),
        (f"until={clock.today() - timedelta(days=1)}", False),
    ]:
        assert ("已提交 → 待补充" in auditor.page(f"/desk/audit?subject=lead&{query}")) is is_there, query


def test_a_wrong_day_is_told_at_its_field_and_finds_everything(auditor):
    page = auditor.page("/desk/audit?since=gestern")
    assert "请写成 2026-11-23 的样子" in page
    assert "登录" in page


def test_the_file_has_the_rows_of_the_page_and_its_export_is_in_the_trail(auditor):
    asked_lead()
    answer = auditor.submit("/desk/audit/export", {"kind": "xlsx", "subject": "lead"})
    sheet = openpyxl.load_workbook(BytesIO(answer.data)).active
    assert sheet is not None
    rows = list(sheet.values)
    assert rows[0] == trail_search.HEADERS
    assert {row[4] for row in rows[1:]} == {"线索"}
    assert len(rows) - 1 == db.session.query(AuditEntry).filter_by(subject="lead").count()
    assert db.session.query(AuditEntry).filter_by(act="export_trail").one().note == f"{len(rows) - 1} 条"


def test_too_many_rows_are_told_and_nothing_leaves(auditor, monkeypatch):
    monkeypatch.setattr(trail_search, "MOST", 1)
    answer = auditor.submit("/desk/audit/export", {"kind": "csv"})
    assert answer.status_code == 422
    assert "分几次导出" in answer.get_data(as_text=True)
    assert db.session.query(AuditEntry).filter_by(act="export_trail").count() == 0


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDIT_ADMIN])
def test_nobody_else_reads_the_trail(client, role):
    client.sign_in(an_account(role, a_station()))
    assert client.get("/desk/audit").status_code == 403
    assert client.submit("/desk/audit/export", {"kind": "csv"}).status_code == 403


def test_every_kind_of_record_in_the_trail_has_a_word(app):
    assert {subject for subject, _ in entries()} == set(words.SUBJECTS)


@pytest.mark.parametrize("role", ADMINS)
def test_an_administrator_reads_no_business_by_page_or_program(client, role):
    account = an_account(role)
    secret = service.issue_token(as_actor(account), account, "read write")
    db.session.commit()
    client.sign_in(account)
    for address in ("/bench/", "/desk/", "/desk/topics", "/hall/ZZZZZ", "/reception/ZZZZZ", "/api/v1/meetings"):
        assert client.get(address).status_code == 403, address
    assert client.get("/api/v1/topics", headers={"Authorization": f"Bearer {secret}"}).status_code == 403


def test_a_receipt_in_the_trail_is_not_shown_to_whoever_audits():
    entry = AuditEntry(subject="topic", act="join", before="", after="12345678")
    assert words.change_label(entry) == ""
    entry = AuditEntry(subject="appointment", act="end_appointment", before="", after="2026-12-31")
    assert words.change_label(entry) == "2026-12-31"


def test_an_account_is_told_by_its_name(auditor):
    account = an_account(Role.CONVENER)
    service.disable(as_actor(an_account(Role.SYS_ADMIN)), account)
    db.session.commit()
    assert f"{account.id} {account.username}</span>" in auditor.page("/desk/audit?subject=account")
