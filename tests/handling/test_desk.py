"""交办与答复 at the desk: what waits first, every figure opens its list, an answer is written and signed in pages."""

import re

import pytest

from tests.client import PASSWORD
from tests.factories.handling import a_case, answers, last_reply, take, whole, written
from tests.factories.organisation import a_department
from tests.factories.people import an_account
from yiguan.handling.models import Handling
from yiguan.handling.states import HandlingState
from yiguan.people.models import Account
from yiguan.people.queries import accounts_with
from yiguan.people.states import Role
from yiguan.store.db import db

S = HandlingState


@pytest.fixture
def cases(app):
    """One in every state."""
    return [a_case(state) for state in S]


def tiles(page: str) -> dict[str, tuple[str, int]]:
    found = re.findall(r'href="(/desk/handling\?view=(\w+))"[^>]*>\s*<b[^>]*>(\d+)', page)
    return {name: (url, int(count)) for url, name, count in found}


@pytest.mark.row("SA-02")
@pytest.mark.parametrize("role", [Role.OFFICER, Role.DISPATCH_OFFICER, Role.CHAIR])
def test_every_figure_opens_a_list_of_its_length(client, cases, role):
    client.sign_in(an_account(role))
    shown = tiles(client.page("/desk/handling"))
    assert set(shown) == {"mine", "late", "soon", "signing", "promised"}
    for url, count in shown.values():
        assert len(set(re.findall(r'href="/desk/handling/(\d+)"', client.page(url)))) == count


def test_what_is_late_stands_first(client, cases):
    client.sign_in(an_account(Role.OFFICER))
    numbers = [
        int(n) for n in dict.fromkeys(re.findall(r'/desk/handling/(\d+)"', client.page("/desk/handling?view=open")))
    ]
    days = [db.session.get_one(Handling, n).due_on for n in numbers]
    known = [day for day in days if day]
    assert known == sorted(known)
    assert days[: len(known)] == known


@pytest.mark.row("RV-11")
def test_a_liaison_receives_writes_and_hands_on_in_three_pages(client):
    handling = a_case(S.DISPATCHED)
    client.sign_in(an_account(Role.UNIT_LIAISON, handling.unit))
    here = f"/desk/handling/{handling.id}"
    assert client.submit(f"{here}/receive", {"version": handling.version}).status_code == 302
    form = {"openness": "open", "version": whole(handling.id).version}
    for n, row in enumerate(answers(handling)):
        form |= {
            f"answers-{n}-position": row["position"],
            f"answers-{n}-answer_class": "a",
            f"answers-{n}-text": row["text"],
        }
    assert client.submit(f"{here}/reply", form).status_code == 302
    assert client.submit(f"{here}/draft", {"version": whole(handling.id).version}).status_code == 302
    assert whole(handling.id).state is S.DRAFTED


def test_what_is_lacking_is_said_at_its_item_and_nothing_typed_is_lost(client):
    handling = a_case(S.RECEIVED)
    take(handling, "write", **written(answers(handling)[:1]))
    db.session.commit()
    client.sign_in(an_account(Role.UNIT_LIAISON, handling.unit))
    answer = client.submit(f"/desk/handling/{handling.id}/draft", {"version": handling.version})
    assert answer.status_code == 422
    assert "第2条：请写这一条的答复。" in answer.text
    assert "第1处建好了。" in answer.text


def test_of_two_who_write_the_second_keeps_both_texts(client):
    handling = a_case(S.RECEIVED)
    old = handling.version
    take(handling, "write")
    db.session.commit()
    client.sign_in(an_account(Role.UNIT_LIAISON, handling.unit))
    mine = {"answers-0-position": 1, "answers-0-text": "我写的。", "version": old}
    answer = client.submit(f"/desk/handling/{handling.id}/reply", mine)
    assert answer.status_code == 409
    assert "我写的。" in answer.text
    assert "现在存着的：第1处建好了。" in answer.text


@pytest.mark.row("N20")
@pytest.mark.parametrize(
    ("state", "slug", "after"), [(S.CHECKED, "sign", S.UNIT_SIGNED), (S.UNIT_SIGNED, "sign-off", S.SIGNED_OFF)]
)
def test_a_signature_needs_the_proof_of_who_signs(client, state, slug, after):
    handling = a_case(state)
    client.sign_in(signer_of(handling))
    page = f"/desk/handling/{handling.id}/{slug}"
    wrong = client.submit(page, {"proof": "falsch", "version": handling.version})
    assert (wrong.status_code, whole(handling.id).state) == (422, state)
    assert client.submit(page, {"proof": PASSWORD, "version": handling.version}).status_code == 302
    assert whole(handling.id).state is {S.CHECKED: S.UNIT_SIGNED, S.UNIT_SIGNED: S.SIGNED_OFF}[state]


def signer_of(handling: Handling) -> Account:
    if handling.state is S.CHECKED:
        return an_account(Role.UNIT_LEADER, handling.unit)
    return next(one for one in accounts_with(Role.DISTRICT_LEADER) if one.person_id == handling.leader_id)


@pytest.mark.row("N20")
def test_sending_what_is_not_signed_is_a_conflict(client):
    handling = a_case(S.CHECKED)
    client.sign_in(an_account(Role.UNIT_LIAISON, handling.unit))
    answer = client.post(
        f"/api/v1/handling-items/{handling.id}/send",
        json={"version": handling.version},
        headers={"X-CSRFToken": client.csrf()},
    )
    assert (answer.status_code, answer.get_json()["code"]) == (409, "wrong_state")


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("role", [Role.OFFICER, Role.UNIT_LIAISON, Role.UNIT_LEADER])
def test_the_page_of_a_case_opens_in_every_state_to_whoever_has_a_part(client, role, state):
    handling = a_case(state)
    unit = None if role is Role.OFFICER else handling.unit
    client.sign_in(an_account(role, unit))
    page = client.page(f"/desk/handling/{handling.id}", 200 if handling.dispatched_at or not unit else 404)
    assert (handling.title in page) == bool(handling.dispatched_at or not unit)


def test_the_letter_has_the_words_that_were_signed(client):
    handling = a_case(S.REPLIED)
    client.sign_in(an_account(Role.OFFICER))
    page = client.page(f"/desk/handling/{handling.id}/letter")
    reply = last_reply(handling)
    assert reply.signature is not None
    assert all(words in page for words in (reply.number or "-", reply.signature.digest, "第1处建好了。"))


def test_another_units_case_is_not_there(client):
    handling = a_case(S.DISPATCHED)
    client.sign_in(an_account(Role.UNIT_LIAISON, a_department("区城管局")))
    assert client.get(f"/desk/handling/{handling.id}").status_code == 404
    assert client.get(f"/api/v1/handling-items/{handling.id}").status_code == 404


def test_a_case_is_found_by_the_words_of_its_items(client):
    handling = a_case(S.DISPATCHED)
    client.sign_in(an_account(Role.OFFICER))
    assert f"/desk/handling/{handling.id}" in client.page("/desk/handling?q=车棚")
    assert f"/desk/handling/{handling.id}" not in client.page("/desk/handling?q=游泳池")
