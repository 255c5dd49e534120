"""签字件: a leader without an account signs on paper; somebody brings the scan, another one of the office confirms."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.factories.handling import (
    a_case,
    a_file,
    a_unit_leader,
    answers,
    dispatcher,
    last_reply,
    leader_of,
    refused_with,
    take,
    whole,
    written,
)
from tests.factories.people import an_account, an_officer
from tests.measuring import lines_of, pages_of
from yiguan.audit.models import AuditEntry
from yiguan.base import clock, crypto
from yiguan.base.errors import Conflict, Forbidden, Invalid
from yiguan.documents import papers as files
from yiguan.handling import paper, queries, wording
from yiguan.handling.models import Handling
from yiguan.handling.sealed import sent
from yiguan.handling.states import FileUse, HandlingState
from yiguan.people.models import Account
from yiguan.people.states import Role
from yiguan.store.db import db

S = HandlingState


@pytest.fixture(autouse=True)
def _own_files(installed, tmp_path):
    installed(instance=tmp_path)


def a_confirmed_case() -> Handling:
    """Signed on paper by the unit and by the district leader."""
    handling = a_case(S.CHECKED)
    a_file(handling, FileUse.SIGNED)
    take(handling, "sign_by_scan")
    a_file(handling, FileUse.SIGNED_OFF, by=an_officer())
    take(handling, "sign_off_by_scan")
    return handling


@pytest.mark.row("N20")
@pytest.mark.row("RV-12")
def test_an_answer_that_both_signed_on_paper_leaves_with_two_signatures_under_one_text(app):
    handling = a_confirmed_case()
    take(handling, "send")
    db.session.commit()
    reply = last_reply(handling)
    signed = reply.signature, reply.clearance
    assert [one and (one.name, one.role, one.signed_on) for one in signed] == [
        ("高向南", "unit_leader", clock.today()),
        ("程望之", "district_leader", clock.today()),
    ]
    assert len({one.text for one in signed if one}) == 1
    assert list(sent()) == []


@pytest.mark.row("RV-12")
def test_a_signature_on_paper_keeps_the_checksum_of_its_scan(app):
    handling = a_case(S.CHECKED)
    file = a_file(handling, FileUse.SIGNED)
    take(handling, "sign_by_scan")
    signature = last_reply(handling).signature
    assert signature is not None
    assert signature.scan_digest == file.attachment.digest
    assert signature.digest == crypto.digest(signature.text.encode())


@pytest.mark.row("N20")
def test_whoever_brought_the_scan_does_not_confirm_it(app):
    handling, officer = a_case(S.CHECKED), an_officer()
    a_file(handling, FileUse.SIGNED, by=officer)
    with pytest.raises(Forbidden):
        take(handling, "sign_by_scan", by=officer)
    take(handling, "sign_by_scan", by=dispatcher())
    assert handling.state is S.UNIT_SIGNED


def test_whoever_typed_the_answer_does_not_confirm_its_signature(app):
    handling, officer = a_case(S.IN_PROGRESS), an_officer()
    a_file(handling, FileUse.ORIGINAL, by=officer)
    take(handling, "draft", by=officer)
    take(handling, "waive", by=officer)
    take(handling, "check", by=dispatcher())
    with pytest.raises(Forbidden):
        take(handling, "sign_by_scan", by=officer)


def test_an_office_of_one_account_confirms_what_it_brought_itself(app):
    handling = a_case(S.CHECKED)
    only = dispatcher()
    for account in db.session.query(Account).all():
        account.disabled_at = clock.now() if account.person_id != only.id else None
    a_file(handling, FileUse.SIGNED, by=only)
    take(handling, "sign_by_scan", by=only)
    assert handling.state is S.UNIT_SIGNED


@pytest.mark.row("N20")
def test_a_text_that_changed_after_the_scan_makes_the_scan_fall(app):
    handling = a_case(S.CHECKED)
    a_file(handling, FileUse.SIGNED)
    assert handling.unit is not None
    handling.unit.phone = "0562-5550000"
    db.session.commit()
    with refused_with("签字件不能用"):
        take(handling, "sign_by_scan")
    db.session.rollback()
    handling = whole(handling.id)
    a_file(handling, FileUse.SIGNED, inside=b"/Again true")
    take(handling, "sign_by_scan")


@pytest.mark.row("N20")
def test_a_return_leaves_the_scan_with_the_version_that_it_was_of(app):
    handling = a_case(S.CHECKED)
    a_file(handling, FileUse.SIGNED)
    take(handling, "return", by=a_unit_leader(handling.unit))
    take(handling, "write", **written(answers(handling)))
    for step in ("draft", "countersign", "check"):
        take(handling, step)
    with refused_with("还没有签字件"):
        take(handling, "sign_by_scan")
    assert len(queries.replies_of(handling)[1].files_for(FileUse.SIGNED)) == 1


@pytest.mark.parametrize(("state", "step"), [(S.CHECKED, "sign_by_scan"), (S.UNIT_SIGNED, "sign_off_by_scan")])
def test_without_a_scan_nothing_is_confirmed(app, state, step):
    handling = a_case(state)
    with pytest.raises(Conflict) as refused:
        take(handling, step)
    assert (refused.value.code, handling.state) == ("no_sheet", state)


def test_a_day_to_come_is_refused(app):
    handling = a_case(S.CHECKED)
    a_file(handling, FileUse.SIGNED)
    with pytest.raises(Invalid) as refused:
        take(handling, "sign_by_scan", day=clock.today() + timedelta(days=1))
    assert list(refused.value.fields) == ["day"]


def test_one_person_does_not_sign_for_unit_and_district_on_paper(app):
    handling = a_case(S.CHECKED)
    a_file(handling, FileUse.SIGNED)
    take(handling, "sign_by_scan", name=leader_of(handling).name)
    a_file(handling, FileUse.SIGNED_OFF, by=an_officer())
    with refused_with("另一位"):
        take(handling, "sign_off_by_scan")


def test_a_leader_signs_on_the_phone_what_the_unit_signed_on_paper(app):
    handling = a_case(S.CHECKED)
    a_file(handling, FileUse.SIGNED)
    take(handling, "sign_by_scan")
    take(handling, "sign_off", by=leader_of(handling))
    clearance = last_reply(handling).clearance
    assert clearance is not None
    assert (clearance.signed_on, clearance.confirmed_by) == (None, None)


def test_a_unit_whose_leader_has_an_account_may_sign_on_paper_and_is_the_same_person(app):
    handling = a_case(S.CHECKED)
    leader = a_unit_leader(handling.unit)
    a_file(handling, FileUse.SIGNED)
    take(handling, "sign_by_scan", name=leader.name)
    signature = last_reply(handling).signature
    assert signature is not None
    assert signature.person_id == leader.id


def test_what_came_on_paper_carries_the_units_signature_and_says_so(app):
    handling = a_case(S.IN_PROGRESS)
    a_file(handling, FileUse.ORIGINAL, by=an_officer())
    for step in ("draft", "countersign", "check", "sign_by_scan"):
        take(handling, step)
    sheet = "".join(line for page in pages_of(files.write("pdf", clearance_of(handling))) for line in lines_of(page))
    assert "纸质或者OA来文" in sheet.replace(" ", "")


def clearance_of(handling: Handling):
    return paper.clearance(handling, last_reply(handling))


@pytest.mark.row("RV-12")
def test_the_clearance_sheet_says_how_each_signature_was_given(app):
    hands = dict(clearance_of(a_confirmed_case()).blocks[-1].rows)
    assert "在纸上签\n督查员看签字件确认" in hands["单位负责人签发"]


def test_a_case_with_a_sheet_to_confirm_waits_for_the_office(client):
    waiting, bare = a_case(S.CHECKED), a_case(S.CHECKED)
    a_file(waiting, FileUse.SIGNED)
    client.sign_in(an_account(Role.DISPATCH_OFFICER, name="督查员"))
    page = client.page("/desk/handling?view=mine")
    assert f'/desk/handling/{waiting.id}"' in page
    assert f'/desk/handling/{bare.id}"' not in page


def test_the_office_confirms_in_the_browser(client):
    handling = a_case(S.CHECKED)
    a_file(handling, FileUse.SIGNED)
    client.sign_in(an_account(Role.DISPATCH_OFFICER, name="督查员"))
    here = f"/desk/handling/{handling.id}"
    assert f'class="button main" href="{here}/sign-by-scan#act"' in client.page(here)
    form = {"version": handling.version, "name": "高向南", "day": str(clock.today())}
    assert client.submit(f"{here}/sign-by-scan", form).status_code == 302
    assert "在纸上签" in client.page(here)


def test_a_sheet_that_was_changed_since_the_office_looked_is_not_confirmed(client):
    handling = a_case(S.CHECKED)
    a_file(handling, FileUse.SIGNED)
    seen = handling.version
    a_file(handling, FileUse.SIGNED, inside=b"/Other true")
    client.sign_in(an_account(Role.DISPATCH_OFFICER, name="督查员"))
    form = {"version": seen, "name": "高向南", "day": str(clock.today())}
    assert client.submit(f"/desk/handling/{handling.id}/sign-by-scan", form).status_code == 409
    assert whole(handling.id).state is S.CHECKED


def test_the_trail_names_nobody_who_signed_and_no_file(app):
    a_confirmed_case()
    notes = " ".join(db.session.scalars(select(AuditEntry.note)))
    assert "在纸上签" in notes
    assert [word for word in ("高向南", "签字件.pdf") if word in notes] == []


def test_the_frozen_text_is_that_of_the_answer(app):
    handling = a_case(S.CHECKED)
    a_file(handling, FileUse.SIGNED)
    before = wording.letter(handling, last_reply(handling), queries.copied_to(handling))
    take(handling, "sign_by_scan", by=dispatcher())
    signature = last_reply(handling).signature
    assert signature is not None
    assert signature.text == before
