"""What was signed or sent stays, nobody signs twice, a former unit keeps its draft."""

from datetime import date

import pytest

from tests.factories.handling import a_case, a_file, a_liaison, dispatcher, last_reply, leader_of, take, whole
from tests.factories.people import an_officer
from tests.handling.test_links import a_link
from yiguan.attachments import service as attachments
from yiguan.base.errors import Refusal
from yiguan.handling import filing
from yiguan.handling.states import FileUse, HandlingState
from yiguan.publishing.states import PublicationState
from yiguan.settings import settings
from yiguan.store.db import db

S, P = HandlingState, PublicationState


@pytest.fixture(autouse=True)
def _own_files(installed, tmp_path):
    installed(instance=tmp_path)


def test_evidence_of_a_sent_answer_stays(app):
    handling = a_case(S.IN_PROGRESS, promise=True)
    file = a_file(handling, FileUse.EVIDENCE)
    kept = file.attachment
    for step in ("draft", "countersign", "check", "sign", "sign_off", "send", "track", "lapse"):
        take(handling, step)
    with pytest.raises(Refusal):
        filing.drop(a_liaison(handling.unit), handling, file)
    assert attachments.is_there(kept, settings().uploads)


def test_the_scan_under_a_signature_stays_after_a_return(app):
    handling, officer = a_case(S.IN_PROGRESS), an_officer()
    file = a_file(handling, FileUse.ORIGINAL, by=officer)
    for step in ("draft", "countersign", "check", "sign_by_scan", "return"):
        take(handling, step)
    signature = last_reply(handling).signature
    assert signature is not None
    assert signature.scan_digest == file.attachment.digest
    with pytest.raises(Refusal):
        filing.drop(officer, handling, file)
    assert attachments.is_there(file.attachment, settings().uploads)


def test_who_signed_on_paper_for_the_unit_does_not_sign_off_in_the_app(app):
    handling = a_case(S.CHECKED)
    a_file(handling, FileUse.SIGNED)
    take(handling, "sign_by_scan", name=leader_of(handling).name)
    with pytest.raises(Refusal):
        take(handling, "sign_off", by=leader_of(handling))


def test_a_space_in_the_name_makes_no_second_person(app):
    handling = a_case(S.CHECKED)
    a_file(handling, FileUse.SIGNED)
    name = leader_of(handling).name
    take(handling, "sign_by_scan", name=f"{name[0]} {name[1:]}")
    a_file(handling, FileUse.SIGNED_OFF, by=an_officer("陶若水"))
    with pytest.raises(Refusal):
        take(handling, "sign_off_by_scan")


def test_whoever_confirms_is_not_the_signer(app):
    handling, officer = a_case(S.CHECKED), dispatcher()
    a_file(handling, FileUse.SIGNED)
    with pytest.raises(Refusal):
        take(handling, "sign_by_scan", by=officer, name=officer.name)


def test_a_sheet_is_not_older_than_its_text(app):
    handling = a_case(S.CHECKED)
    a_file(handling, FileUse.SIGNED)
    with pytest.raises(Refusal):
        take(handling, "sign_by_scan", day=date(2001, 1, 1))


def test_a_former_units_draft_is_not_read_by_the_next_units_link(client):
    case = a_case(S.IN_PROGRESS)
    file = a_file(case, FileUse.EVIDENCE)
    take(case, "redispatch")
    db.session.commit()
    url = a_link(whole(case.id))
    seen = [client.get(url + path).status_code for path in ("letter", "replies/1/letter/docx", f"files/{file.id}")]
    assert seen == [404] * 3
