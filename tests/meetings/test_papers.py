"""会议材料: who puts them there, who reads them, what is refused."""

from io import BytesIO

import pytest
from sqlalchemy.orm import joinedload

from tests.factories.attachments import a_pdf, an_office_file
from tests.factories.meetings import a_meeting
from tests.factories.organisation import a_station
from tests.factories.people import a_resident, an_account
from tests.factories.registrations import a_registration
from yiguan.attachments import chosen
from yiguan.audit.queries import entries_of
from yiguan.base.crypto import digest
from yiguan.meetings import papers
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import MeetingState
from yiguan.people.models import Person
from yiguan.people.states import Role
from yiguan.registrations import passes
from yiguan.settings import settings
from yiguan.store import files
from yiguan.store.db import db


@pytest.fixture(autouse=True)
def _own_files(installed, tmp_path):
    installed(instance=tmp_path)


@pytest.fixture
def meeting(app):
    return a_meeting(MeetingState.NOTIFIED, a_station())


@pytest.fixture
def keeper(client, meeting):
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    return client


@pytest.fixture
def reader(app):
    """Another browser."""
    return app.test_client()


def body(client, address):
    with client.get(address) as answer:
        return answer.get_data() if answer.status_code == 200 else answer.status_code


def send(client, meeting, data, name="方案.pdf"):
    return client.submit(f"/bench/meetings/{meeting.code}/papers", {"file": (BytesIO(data), name)})


def test_a_convener_adds_a_paper_and_the_unit_reads_it(keeper, reader, meeting):
    assert send(keeper, meeting, a_pdf(), "路灯方案 终稿.pdf").status_code == 302
    reader.sign_in(an_account(Role.MEMBER, meeting.unit))
    page = reader.page(f"/bench/meetings/{meeting.code}")
    assert "路灯方案 终稿.pdf" in page
    assert "放材料" not in page
    with reader.get(f"/bench/meetings/{meeting.code}/papers/1") as answer:
        assert (answer.data, answer.mimetype) == (a_pdf(), "application/pdf")
    assert "filename*=UTF-8''%E8%B7%AF%E7%81%AF" in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_what_is_stored_has_name_owner_unit_and_checksum(keeper, meeting):
    data = an_office_file()
    send(keeper, meeting, data, "签到.exe")
    (paper,) = papers.papers_of(meeting)
    kept = paper.attachment
    assert (kept.title, kept.digest, kept.unit_id) == ("签到.docx", digest(data), meeting.unit_id)
    assert kept.owner_id == entries_of(meeting)[-1].actor_id
    assert entries_of(meeting)[-1].act == "add_paper"


def test_a_member_of_another_unit_reads_it_once_they_are_on_the_list(keeper, reader, meeting):
    account = an_account(Role.MEMBER, a_station(), "李明")
    reader.sign_in(account)
    send(keeper, meeting, a_pdf())
    addresses = [f"/bench/invitations/{meeting.code}/papers{more}" for more in ("", "/1")]
    assert [body(reader, address) for address in (*addresses, f"/bench/meetings/{meeting.code}/papers/1")] == [404] * 3
    invite(meeting, account.person_id)
    assert "方案.pdf" in reader.page(addresses[0])
    assert body(reader, addresses[1]) == a_pdf()
    assert reader.get(f"/api/v1/invitations/{meeting.code}/papers").json["papers"][0]["title"] == "方案.pdf"


def test_their_own_page_leads_there_and_a_residents_does_not(keeper, meeting):
    people = {an_account(Role.MEMBER, a_station(), "李明").person_id: True, a_resident().id: False}
    send(keeper, meeting, a_pdf())
    for person, shown in people.items():
        assert ("会议材料" in keeper.page(invite(meeting, person))) is shown


def invite(meeting, person_id):
    """Puts somebody on the list; the address of their own page."""
    known = db.session.get_one(Meeting, meeting.id, options=[joinedload(Meeting.unit)])
    line = a_registration(known, db.session.get_one(Person, person_id))
    return f"/P/{passes.code_of(line, settings())}"


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"MZ" + b"x" * 50, "方案.pdf", "这种文件收不了"),
        (an_office_file(more={"word/vbaProject.bin": b"x"}), "方案.docx", "有宏"),
        (a_pdf(b"/Encrypt 5 0 R"), "方案.pdf", "加了密码"),
        (b"", "方案.pdf", "没有选文件"),
        (a_pdf(b"x" * 25_000), "方案.pdf", "超过 20 MB"),
    ],
)
def test_a_file_that_cannot_be_taken_is_said_at_its_field(keeper, meeting, monkeypatch, data, name, says):
    monkeypatch.setattr(chosen, "MIB", 1000)
    answer = send(keeper, meeting, data, name)
    assert answer.status_code == 422
    assert says in answer.text
    assert papers.papers_of(meeting) == []


def test_a_withdrawn_paper_is_read_by_nobody_and_its_number_is_not_used_again(keeper, meeting):
    send(keeper, meeting, a_pdf())
    kept = papers.papers_of(meeting)[0].attachment.name
    keeper.submit(f"/bench/meetings/{meeting.code}/papers/1/withdraw")
    assert keeper.get(f"/bench/meetings/{meeting.code}/papers/1").status_code == 404
    assert not files.path_of(settings().uploads, kept).exists()
    send(keeper, meeting, a_pdf(), "新方案.pdf")
    assert [paper.position for paper in papers.papers_of(meeting)] == [2]


@pytest.mark.parametrize("role", [Role.MEMBER, Role.STANDING_MEMBER])
def test_who_does_not_run_the_meeting_adds_and_withdraws_nothing(keeper, reader, meeting, role):
    send(keeper, meeting, a_pdf())
    reader.sign_in(an_account(role, meeting.unit))
    assert send(reader, meeting, a_pdf()).status_code == 403
    assert reader.submit(f"/bench/meetings/{meeting.code}/papers/1/withdraw").status_code == 403


def test_a_meeting_that_was_called_off_takes_no_more(keeper, meeting):
    called_off = a_meeting(MeetingState.CANCELLED, meeting.unit)
    assert send(keeper, called_off, a_pdf()).status_code == 403
    assert "选一个文件" not in keeper.page(f"/bench/meetings/{called_off.code}/papers")


def test_a_meeting_has_so_many_papers_and_no_more(keeper, meeting, monkeypatch):
    monkeypatch.setattr(papers, "MOST", 1)
    send(keeper, meeting, a_pdf())
    answer = send(keeper, meeting, a_pdf())
    assert answer.status_code == 409
    assert "最多放" in answer.text


def test_a_program_adds_reads_and_withdraws_a_paper(keeper, meeting):
    address = f"/api/v1/meetings/{meeting.code}/papers"
    head = {"X-CSRFToken": keeper.csrf()}
    added = keeper.post(address, data={"file": (BytesIO(a_pdf()), "方案.pdf")}, headers=head)
    assert added.status_code == 201
    assert (added.json["number"], added.json["digest"]) == (1, digest(a_pdf()))
    assert body(keeper, f"{address}/1") == a_pdf()
    assert keeper.post(address, data={}, headers=head).json["fields"].keys() == {"file"}
    assert keeper.post(f"{address}/1/withdraw", headers=head).json == {"papers": []}


def test_a_held_file_is_named_without_a_link(keeper, meeting, installed):
    installed(scan="scanner")
    send(keeper, meeting, a_pdf())
    page = keeper.page(f"/bench/meetings/{meeting.code}/papers")
    assert "等着查毒" in page
    assert 'papers/1"' not in page
    answer = keeper.get(f"/bench/meetings/{meeting.code}/papers/1")
    assert answer.status_code == 409
    assert "还在查毒" in answer.text
