"""办理链接: who holds it answers one case without an account, and nothing else; it ends by itself."""

import re

import pytest
from sqlalchemy import select

from tests.factories.handling import a_case, answers, dispatcher, last_reply, take, whole
from tests.factories.organisation import a_department
from tests.factories.people import an_account
from yiguan.audit.models import AuditEntry
from yiguan.handling import by_link, case_links
from yiguan.handling.models import CaseLink, Handling
from yiguan.handling.states import HandlingState
from yiguan.people.models import Person
from yiguan.people.queries import names_of
from yiguan.people.states import Role
from yiguan.store.db import db
from yiguan.web.once import Answer
from yiguan.workflow.machines import machine

S = HandlingState
NAME = "许立冬"


def a_link(handling: Handling) -> str:
    """The page that a fresh link opens."""
    take(handling, "make_link", by=dispatcher())
    db.session.commit()
    link = case_links.link_of(handling)
    assert link is not None
    return f"/answers-for/{case_links.token_of(link)}/"


def come_in(client, url: str, name: str = NAME) -> None:
    assert client.post(f"{url}clerk", data={"name": name}).status_code == 302


def filled(handling: Handling, text: str = "") -> dict[str, str]:
    form = {"openness": "open", "version": str(whole(handling.id).version)}
    for n, row in enumerate(answers(handling)):
        form |= {f"answers-{n}-{key}": str(value or "") for key, value in row.items()}
    return {**form, "answers-0-text": text or form["answers-0-text"]}


@pytest.mark.row("RV-11")
@pytest.mark.row("N20")
def test_a_clerk_without_an_account_receives_writes_and_hands_on_by_the_link(client):
    handling = a_case(S.DISPATCHED)
    url = a_link(handling)
    assert "先写您的姓名" in client.page(url)
    come_in(client, url)
    assert client.post(f"{url}receive", data={"version": handling.version}).headers["Location"] == "."
    assert client.post(f"{url}reply", data=filled(handling)).status_code == 302
    assert client.post(f"{url}draft", data={"version": whole(handling.id).version}).status_code == 302
    assert whole(handling.id).state is S.DRAFTED
    drafted_by = last_reply(handling).drafted_by
    assert names_of([drafted_by]) == {drafted_by: NAME}
    assert f"拟好答复 · {NAME}（凭链接）" in by_desk(client, handling)


def by_desk(client, handling):
    client.sign_in(an_account(Role.DISPATCH_OFFICER, name="督查员"))
    return client.page(f"/desk/handling/{handling.id}")


@pytest.mark.row("RV-11")
def test_the_office_shows_the_link_and_takes_it_back(client):
    handling = a_case(S.DISPATCHED)
    client.sign_in(an_account(Role.DISPATCH_OFFICER, name="督查员"))
    desk = f"/desk/handling/{handling.id}"
    assert client.submit(f"{desk}/make-link", {"version": handling.version}).status_code == 302
    found = re.search(r"(/answers-for/[0-9A-Z]{26}/)", client.page(f"{desk}/link"))
    assert found
    assert handling.title in client.page(found[1])
    assert client.submit(f"{desk}/revoke-link", {"version": whole(handling.id).version}).status_code == 302
    client.page(found[1], 404)
    client.page(f"{desk}/link", 404)


def test_only_the_office_makes_a_link_and_reads_it(client):
    handling = a_case(S.DISPATCHED)
    a_link(handling)
    client.sign_in(an_account(Role.UNIT_LIAISON, handling.unit))
    assert client.get(f"/desk/handling/{handling.id}/link").status_code == 403
    answer = client.submit(f"/desk/handling/{handling.id}/make-link", {"version": whole(handling.id).version})
    assert answer.status_code == 403


def test_a_new_link_ends_the_one_before(client):
    handling = a_case(S.DISPATCHED)
    first, second = a_link(handling), a_link(handling)
    assert "先写您的姓名" in client.page(second)
    client.page(first, 404)


@pytest.mark.parametrize("step", ["redispatch", "escalate"])
def test_a_link_ends_when_the_case_goes_to_another_unit_or_to_the_city(client, step):
    handling = a_case(S.DISPATCHED)
    url = a_link(handling)
    take(handling, step, by=dispatcher())
    db.session.commit()
    client.page(url, 404)


def test_a_link_stays_ended_when_a_case_comes_back_to_the_unit_that_had_it(client):
    handling = a_case(S.DISPATCHED)
    url, unit = a_link(handling), handling.unit
    take(handling, "redispatch", by=dispatcher(), unit=a_department("区城管局"))
    take(handling, "redispatch", by=dispatcher(), unit=unit)
    db.session.commit()
    client.page(url, 404)


@pytest.mark.parametrize("after", [(), ("track", "lapse")])
def test_a_link_ends_with_the_answer_also_if_a_promise_is_broken_later(client, after):
    handling = a_case(S.SIGNED_OFF, promise=bool(after))
    url = a_link(handling)
    for step in ("send", *after):
        take(handling, step)
    db.session.commit()
    page = client.page(url)
    assert "这个链接停用了" in page
    assert str(last_reply(handling).number) in page
    assert all("这个链接停用了" in client.page(url + path) for path in ("letter", "files", "reply"))
    assert client.post(f"{url}receive", data={"once": "k" * 24}).status_code == 404


def test_unknown_revoked_and_ended_links_look_alike(client):
    revoked, ended = a_case(S.DISPATCHED), a_case(S.DISPATCHED)
    urls = [a_link(revoked), a_link(ended), f"/answers-for/{'Z' * 26}/"]
    take(revoked, "revoke_link", by=dispatcher())
    take(ended, "escalate")
    db.session.commit()
    pages = {re.sub(r"[0-9A-Z]{26}", "", client.page(url, 404)) for url in urls}
    assert len(pages) == 1
    assert "请他们给一个新链接" in pages.pop()


def test_guessed_links_are_counted_and_refused(client):
    for n in range(by_link.failures.most):
        client.page(f"/answers-for/{n:026}/", 404)
    client.page(f"/answers-for/{'Z' * 26}/", 429)


def test_the_secret_of_a_link_is_stored_nowhere(client):
    handling = a_case(S.DISPATCHED)
    url = a_link(handling)
    come_in(client, url)
    client.post(f"{url}receive", data={"version": handling.version, "once": "k" * 24})
    token = url.split("/")[2]
    stored = [db.session.scalars(select(CaseLink.token_hash)).one(), *db.session.scalars(select(Answer.location))]
    assert [one for one in stored if token in str(one)] == []
    assert db.session.scalars(select(AuditEntry.note).where(AuditEntry.note.contains(token))).all() == []


def test_a_link_opens_its_own_case_alone(client):
    own, other = a_case(S.RECEIVED), a_case(S.RECEIVED)
    url = a_link(own)
    come_in(client, url)
    client.post(f"{url}reply", data={**filled(own), "handling_id": str(other.id)})
    assert (whole(own.id).state, whole(other.id).state) == (S.IN_PROGRESS, S.RECEIVED)
    for address in (f"/desk/handling/{own.id}", f"/desk/handling/{other.id}"):
        assert client.get(address).headers["Location"].startswith("/sign-in")


@pytest.mark.parametrize("act", machine(Handling).values(), ids=lambda act: act.name)
def test_by_the_link_the_declared_acts_are_reached_and_no_other(client, act):
    handling = a_case(S.RECEIVED)
    url = a_link(handling)
    come_in(client, url)
    answer = client.post(f"{url}{act.slug}", data={"version": handling.version})
    assert (answer.status_code != 404) == (by_link.pages.surface in act.on)


def test_without_a_name_nothing_is_done_and_what_was_typed_is_shown(client):
    handling = a_case(S.RECEIVED)
    url = a_link(handling)
    answer = client.post(f"{url}reply", data=filled(handling, "写了很久的一段答复。"))
    assert answer.status_code == 409
    assert "写了很久的一段答复。" in answer.text
    assert f'href="{url}">回到这件' in answer.text
    assert whole(handling.id).state is S.RECEIVED


def test_the_cookie_of_one_link_names_nobody_at_another(client):
    first, second = a_link(a_case(S.RECEIVED)), a_link(a_case(S.RECEIVED))
    answer = client.post(f"{first}clerk", data={"name": NAME})
    value = answer.headers["Set-Cookie"].split("=", 1)[1].split(";")[0]
    client.set_cookie("clerk", value, path=second)
    assert "先写您的姓名" in client.page(second)


@pytest.mark.row("N20")
def test_of_two_clerks_the_second_sees_both_texts(client, app):
    handling = a_case(S.RECEIVED)
    url, other = a_link(handling), app.test_client()
    come_in(client, url)
    come_in(other, url, "高向南")
    typed = filled(handling, "先存的答复。"), filled(handling, "后存的答复。")
    assert client.post(f"{url}reply", data=typed[0]).status_code == 302
    answer = other.post(f"{url}reply", data=typed[1])
    assert answer.status_code == 409
    assert "先存的答复。" in answer.text
    assert "后存的答复。" in answer.text


def test_one_name_is_one_person_of_a_link_and_no_more_come_in_than_may(client, app):
    url = a_link(a_case(S.RECEIVED))
    for name in (NAME, NAME, *(f"职员{n}号" for n in range(case_links.MOST_CLERKS - 1))):
        come_in(app.test_client(), url, name)
    assert app.test_client().post(f"{url}clerk", data={"name": "又来一位"}).status_code == 409
    link = db.session.scalars(select(CaseLink)).one()
    assert len(case_links.clerk_names(link)) == case_links.MOST_CLERKS
    assert db.session.scalars(select(Person.name).where(Person.name == NAME.encode())).all() == []


def test_a_contact_is_noted_by_the_link(client):
    handling = a_case(S.RECEIVED)
    url = a_link(handling)
    come_in(client, url)
    form = {"kind": "talk", "day": "2026-01-05", "text": "在站里谈过，同意先修灯。"}
    assert client.post(f"{url}log", data=form).status_code == 302
    assert "同意先修灯" in client.page(url)


def test_the_letter_and_the_sheet_are_read_by_the_link(client):
    handling = a_case(S.DRAFTED)
    url = a_link(handling)
    assert "答复：" in client.page(f"{url}letter")
    for name in ("letter", "clearance"):
        assert client.get(f"{url}replies/1/{name}/docx").status_code == 200


def test_what_is_missing_leads_to_its_field(client):
    handling = a_case(S.RECEIVED)
    url = a_link(handling)
    come_in(client, url)
    assert f'href="{url}reply#item-2"' in client.page(url)
    assert 'id="item-2"' in client.page(f"{url}reply")


def test_no_page_of_a_link_names_staff_of_the_district(client):
    handling = a_case(S.DISPATCHED)
    page = client.page(a_link(handling))
    assert "督查员" not in page
    assert "/desk/" not in page
