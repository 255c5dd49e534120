"""佐证材料: files of an answer, frozen with it; who may add and drop them, and what is refused."""

from io import BytesIO

import pytest

from tests.factories.attachments import a_pdf
from tests.factories.handling import (
    a_case,
    a_file,
    a_liaison,
    a_unit_leader,
    answers,
    dispatcher,
    last_reply,
    take,
    whole,
    written,
)
from tests.factories.people import an_account, an_officer
from yiguan.attachments import chosen
from yiguan.base.errors import Conflict, Forbidden
from yiguan.handling import case_links, filing, queries
from yiguan.handling.models import Handling
from yiguan.handling.sealed import sent
from yiguan.handling.states import FileUse, HandlingState
from yiguan.people.states import Role
from yiguan.settings import settings
from yiguan.store import files
from yiguan.store.db import db

S = HandlingState


@pytest.fixture(autouse=True)
def _own_files(installed, tmp_path):
    installed(instance=tmp_path)


def is_there(file) -> bool:
    return bool(files.path_of(settings().uploads, file.attachment.name).exists())


@pytest.mark.row("RV-12")
def test_what_is_signed_names_its_files_with_their_checksums(app):
    handling = a_case(S.IN_PROGRESS)
    file = a_file(handling, FileUse.EVIDENCE)
    for step in ("draft", "countersign", "check", "sign", "sign_off", "send"):
        take(handling, step)
    db.session.commit()
    signature = last_reply(handling).signature
    assert signature is not None
    assert f"附件1：佐证材料.pdf（SM3 {file.attachment.digest}）" in signature.text
    assert list(sent()) == []


@pytest.mark.row("RV-12")
def test_a_file_that_is_put_in_place_of_a_signed_one_is_found(app):
    handling = a_case(S.IN_PROGRESS)
    file = a_file(handling, FileUse.EVIDENCE)
    for step in ("draft", "countersign", "check", "sign", "sign_off", "send"):
        take(handling, step)
    file.attachment.digest = "0" * 64
    db.session.commit()
    assert list(sent()) == [f"reply {last_reply(handling).id}：佐证材料和签的时候不一样。"]


@pytest.mark.parametrize("state", [S.DISPATCHED, S.DRAFTED, S.UNIT_SIGNED, S.SIGNED_OFF, S.REPLIED])
def test_a_unit_adds_nothing_to_what_it_does_not_write(app, state):
    handling = a_case(state)
    for use in FileUse:
        with pytest.raises(Forbidden):
            a_file(handling, use)


def test_a_file_that_was_handed_on_stays(app):
    handling = a_case(S.IN_PROGRESS)
    file = a_file(handling, FileUse.EVIDENCE)
    take(handling, "draft")
    with pytest.raises(Forbidden):
        filing.drop(a_liaison(handling.unit), handling, file)
    assert is_there(file)


def test_a_dropped_file_is_gone_unless_an_earlier_version_has_it(app):
    handling = a_case(S.IN_PROGRESS)
    kept, dropped = a_file(handling, FileUse.EVIDENCE), a_file(handling, FileUse.EVIDENCE, inside=b"/Other true")
    filing.drop(a_liaison(handling.unit), handling, dropped)
    for step in ("draft", "countersign", "check"):
        take(handling, step)
    take(handling, "return", by=a_unit_leader(handling.unit))
    take(handling, "write", **written(answers(handling)))
    (again,) = last_reply(handling).kept_files
    filing.drop(a_liaison(handling.unit), handling, again)
    db.session.commit()
    assert (is_there(dropped), is_there(kept)) == (False, True)
    assert [one.id for one in filing.files_of(an_officer(), handling)] == [kept.id]


def test_a_new_version_begins_with_what_proves_it_and_without_its_sheets(app):
    handling = a_case(S.IN_PROGRESS)
    a_file(handling, FileUse.EVIDENCE)
    for step in ("draft", "countersign", "check"):
        take(handling, step)
    a_file(handling, FileUse.SIGNED, inside=b"/Signed true")
    take(handling, "return", by=a_unit_leader(handling.unit))
    take(handling, "write", **written(answers(handling)))
    assert [one.use for one in last_reply(handling).kept_files] == [FileUse.EVIDENCE]


def send(client, url, data, name="照片.pdf", **form):
    return client.post(url, data={"use": "evidence", "file": (BytesIO(data), name), **form})


def by_link(client, handling: Handling) -> str:
    take(handling, "make_link", by=dispatcher())
    db.session.commit()
    link = case_links.link_of(handling)
    assert link is not None
    url = f"/answers-for/{case_links.token_of(link)}/"
    client.post(f"{url}clerk", data={"name": "许立冬"})
    return url


def test_a_clerk_adds_and_drops_a_file_by_the_link(client):
    handling = a_case(S.RECEIVED)
    url = by_link(client, handling)
    assert send(client, f"{url}files", a_pdf(), "东门照片.pdf").headers["Location"] == "files"
    (file,) = filing.files_of(an_officer(), handling)
    assert "东门照片.pdf" in client.page(url)
    with client.get(f"{url}files/{file.id}") as answer:
        assert answer.get_data() == a_pdf()
    assert client.post(f"{url}files/{file.id}/drop").headers["Location"] == "../../files"
    assert filing.files_of(an_officer(), whole(handling.id)) == []


def test_a_clerk_brings_the_signed_sheet_by_the_link_and_the_office_confirms_it(client):
    handling = a_case(S.CHECKED)
    url = by_link(client, handling)
    assert "打印，签字" in client.page(url)
    assert send(client, f"{url}files", a_pdf(), use="signed").status_code == 302
    handling = whole(handling.id)
    take(handling, "sign_by_scan", by=dispatcher())
    assert handling.state is S.UNIT_SIGNED


@pytest.mark.parametrize("use", ["original", "signed_off", "signed", "nonsense", ""])
def test_a_clerk_adds_no_other_kind(client, use):
    handling = a_case(S.RECEIVED)
    answer = send(client, f"{by_link(client, handling)}files", a_pdf(), use=use)
    assert answer.status_code in (403, 422)
    assert filing.files_of(an_officer(), handling) == []


def test_a_file_of_another_case_is_not_read_by_the_link(client):
    own, other = a_case(S.IN_PROGRESS), a_case(S.IN_PROGRESS)
    file = a_file(other, FileUse.EVIDENCE)
    client.page(f"{by_link(client, own)}files/{file.id}", 404)


@pytest.mark.parametrize(("data", "sentence"), [(b"MZ\x90\x00" * 40, "这种文件收不了"), (b"", "文件是空的")])
def test_what_is_no_file_for_this_is_refused_with_a_sentence(client, data, sentence):
    handling = a_case(S.IN_PROGRESS)
    client.sign_in(an_account(Role.UNIT_LIAISON, handling.unit))
    url = f"/desk/handling/{handling.id}/files"
    answer = client.submit(url, {"use": "evidence", "file": (BytesIO(data), "照片.pdf")})
    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_file_that_is_too_large_is_said_at_its_field(client, monkeypatch):
    monkeypatch.setattr(chosen, "MIB", 1000)
    handling = a_case(S.IN_PROGRESS)
    client.sign_in(an_account(Role.UNIT_LIAISON, handling.unit))
    url = f"/desk/handling/{handling.id}/files"
    answer = client.submit(url, {"use": "evidence", "file": (BytesIO(a_pdf(b"x" * 25_000)), "大.pdf")})
    assert answer.status_code == 422
    assert "超过 20 MB，没有收下" in answer.text


def test_a_file_of_two_hundred_megabytes_is_refused_and_the_answer_stays(client):
    handling = a_case(S.IN_PROGRESS)
    client.sign_in(an_account(Role.UNIT_LIAISON, handling.unit))
    for url in (f"/desk/handling/{handling.id}/files", f"{by_link(client, handling)}files"):
        said = {"CONTENT_LENGTH": str(200 * 2**20), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
        answer = client.post(url, environ_overrides=said)
        assert (answer.status_code, "没有存下" in answer.text) == (413, True)
    assert last_reply(handling).answers[0].text == "第1处建好了。"


def test_no_more_files_than_a_version_may_have(app):
    handling = a_case(S.IN_PROGRESS)
    for n in range(filing.MOST):
        a_file(handling, FileUse.EVIDENCE, inside=b"/N %d" % n)
    with pytest.raises(Conflict):
        a_file(handling, FileUse.EVIDENCE)


def test_the_office_types_what_came_on_paper_with_its_original(client):
    handling, officer = a_case(S.RECEIVED), an_officer()
    a_file(handling, FileUse.ORIGINAL, by=officer)
    take(handling, "write", by=officer, **written(answers(handling)))
    assert [one.use for one in queries.replies_of(handling)[0].kept_files] == [FileUse.ORIGINAL]


def test_residents_read_no_file_of_an_answer(client):
    handling = a_case(S.IN_PROGRESS)
    file = a_file(handling, FileUse.EVIDENCE)
    assert client.get(f"/desk/handling/{handling.id}/files/{file.id}").status_code == 302
