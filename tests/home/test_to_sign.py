"""等我签: one paper after the other, then one proof for all; what changed meanwhile is not signed."""

import re
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from tests.client import PASSWORD
from tests.factories.handling import a_case, a_leader, last_reply, take, whole
from tests.factories.people import an_account
from tests.factories.recommendations import a_recommendation
from yiguan.handling.models import Handling
from yiguan.handling.states import HandlingState
from yiguan.people.models import Account
from yiguan.people.states import Role
from yiguan.recommendations.models import Recommendation
from yiguan.recommendations.states import RecommendationState
from yiguan.signatures.models import Signature
from yiguan.store.db import db

S = HandlingState


@pytest.fixture
def leader(app):
    """A district leader for whom three answers wait."""
    who = a_leader()
    for _ in range(3):
        case = a_case(S.DRAFTED)
        take(case, "countersign")
        take(case, "check", leader=str(who.id))
        take(case, "sign")
    db.session.commit()
    return db.session.scalars(select(Account).where(Account.person_id == who.id)).one()


def keys(page, name):
    return re.findall(rf'name="{name}" value="([^"]+)"', page)


def read_all(client, decisions):
    """The last page, after each paper went onto one pile or the other."""
    page = client.page("/desk/to-sign")
    for decided in decisions:
        form = {"picked": keys(page, "picked"), "left": keys(page, "left"), "now": keys(page, "now")[0]}
        page = client.page("/desk/to-sign?" + urlencode({**form, "decided": decided}, doseq=True))
    return page


def sign(client, page, proof=PASSWORD):
    return client.submit("/desk/to-sign/sign", {"picked": keys(page, "picked"), "proof": proof})


def followed(client, answer):
    return client.page(answer.location)


def states():
    db.session.expire_all()
    return sorted(str(state) for state in db.session.scalars(select(Handling.state)))


def test_three_answers_are_read_one_by_one_and_signed_with_one_proof(client, leader):
    client.sign_in(leader)
    first = client.page("/desk/to-sign")
    assert "一共 3 件，这是第 1 件" in first
    assert "第1处建好了。" in first
    page = read_all(client, ["pick", "pick", "pick"])
    assert "3 件一起签" in page
    assert "签好了 3 件" in followed(client, sign(client, page))
    assert states() == ["signed_off"] * 3
    assert len(db.session.scalars(select(Signature).where(Signature.act == "sign_off")).all()) == 3


def test_what_is_left_for_later_stays_unsigned(client, leader):
    client.sign_in(leader)
    page = read_all(client, ["pick", "leave", "pick"])
    sign(client, page)
    assert states() == ["signed_off", "signed_off", "unit_signed"]


def test_nothing_is_signed_with_a_wrong_proof_and_the_pile_is_kept(client, leader):
    client.sign_in(leader)
    refused = sign(client, read_all(client, ["pick"] * 3), proof="错的密码")
    assert refused.status_code == 422
    assert len(keys(refused.text, "picked")) == 3
    assert states() == ["unit_signed"] * 3


def test_what_was_returned_and_signed_anew_after_it_was_read_is_not_signed(client, leader):
    client.sign_in(leader)
    page = read_all(client, ["pick"] * 3)
    number = int(keys(page, "picked")[0].split(":")[1])
    whole(number).version += 1
    db.session.commit()
    assert "没有签" in followed(client, sign(client, page))
    assert states() == ["signed_off", "signed_off", "unit_signed"]


def test_a_key_of_somebody_elses_paper_signs_nothing(client, leader):
    other = a_case(S.UNIT_SIGNED)
    client.sign_in(leader)
    key = f"handling-sign-off:{other.id}:{other.version}"
    refused = client.submit("/desk/to-sign/sign", {"picked": [key], "proof": PASSWORD})
    assert refused.status_code == 409
    assert last_reply(whole(other.id)).clearance is None


def test_a_unit_leader_and_a_chair_find_their_own_papers(client, app):
    case = a_case(S.CHECKED)
    client.sign_in(an_account(Role.UNIT_LEADER, case.unit))
    sign(client, read_all(client, ["pick"]))
    assert states() == ["unit_signed"]


def test_a_chair_signs_two_recommendations_with_one_proof(client, app):
    for _ in range(2):
        a_recommendation(RecommendationState.APPROVED)
    client.sign_in(an_account(Role.CHAIR))
    sign(client, read_all(client, ["pick", "pick"]))
    db.session.expire_all()
    issued = select(Recommendation.number).where(Recommendation.state == RecommendationState.ISSUED)
    assert len(set(db.session.scalars(issued))) == 2


def test_whoever_signs_nothing_finds_nothing(client, leader):
    client.sign_in(an_account(Role.OFFICER))
    assert "没有等您签的" in client.page("/desk/to-sign")


def test_the_first_page_says_how_many_wait_before_anything_else(client, leader):
    client.sign_in(leader)
    page = client.page("/desk/")
    assert "等您签" in page
    assert page.index("一件一件看，看完一起签") < page.index("已逾期")
