import pyotp
import pytest

from tests.factories.people import a_convener, an_account, as_actor
from tests.factories.recommendations import a_recommendation, signature_of, take
from yiguan.audit.models import AuditEntry
from yiguan.base import clock, crypto
from yiguan.base.actor import SYSTEM
from yiguan.base.errors import Forbidden
from yiguan.notifications.models import Notice
from yiguan.numbering.models import AllottedNumber
from yiguan.people import appointing
from yiguan.people import service as people
from yiguan.people.models import Account
from yiguan.people.states import Role
from yiguan.recommendations import acts, sealed, service
from yiguan.recommendations.models import Recommendation
from yiguan.recommendations.states import RecommendationState
from yiguan.store.db import db
from yiguan.workflow.perform import perform

S = RecommendationState
PASSWORD = "correct horse battery"


def now(id_):
    return db.session.get_one(Recommendation, id_)


def sign(client, id_, proof, **data):
    url = f"/desk/recommendations/{id_}/sign"
    return client.submit(url, {"version": now(id_).version, "proof": proof, **data})


def test_the_chair_signs_with_the_password_and_the_number_is_the_next(client):
    id_ = a_recommendation(S.APPROVED).id
    chair = an_account(Role.CHAIR, name="吴建")
    client.sign_in(chair)
    assert sign(client, id_, PASSWORD).status_code == 302
    found = now(id_)
    assert (found.state, found.number) == (S.ISSUED, f"铜议建〔{clock.today().year}〕1号")
    signature = signature_of(found)
    assert (signature.person_id, signature.name, signature.role) == (chair.person_id, "吴建", "chair")
    assert (signature.act, signature.digest) == ("sign", crypto.digest(signature.text.encode()))
    assert all(words in signature.text for words in (found.number, found.addressee, found.title, "吴建", "采光"))


def test_who_has_a_second_factor_signs_with_its_code_and_not_with_the_password(client):
    id_ = a_recommendation(S.APPROVED).id
    chair, secret = an_account(Role.CHAIR), pyotp.random_base32()
    people.enrol_totp(SYSTEM, chair, secret)
    db.session.commit()
    code = pyotp.TOTP(secret).at(int(clock.now().timestamp()) - 30)
    client.post("/sign-in", data={"username": chair.username, "password": PASSWORD, "code": code})
    assert sign(client, id_, PASSWORD).status_code == 422
    assert sign(client, id_, pyotp.TOTP(secret).at(clock.now())).status_code == 302
    assert now(id_).state is S.ISSUED


def test_a_wrong_proof_is_counted_and_signs_nothing(client):
    id_, chair = a_recommendation(S.APPROVED).id, an_account(Role.CHAIR)
    account_id = chair.id
    client.sign_in(chair)
    answer = sign(client, id_, "not the password")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "密码不对，这次没有签发" in page
    assert "not the password" not in page
    assert db.session.get_one(Account, account_id).failures == 1
    assert db.session.query(AuditEntry).filter_by(act="proof_failed").count() == 1
    assert (now(id_).state, now(id_).number) == (S.APPROVED, None)
    assert db.session.query(AllottedNumber).filter_by(series=service.SERIES).count() == 0


def test_after_five_wrong_proofs_even_the_right_one_must_wait(client):
    id_ = a_recommendation(S.APPROVED).id
    client.sign_in(an_account(Role.CHAIR))
    for _ in range(5):
        sign(client, id_, "wrong")
    assert sign(client, id_, PASSWORD).status_code == 422
    assert now(id_).state is S.APPROVED


def test_who_approved_may_not_sign_and_is_told_why(client):
    recommendation = a_recommendation(S.SUBMITTED)
    both = an_account(Role.OFFICER)
    appointing.appoint(SYSTEM, both.person, both_unit(both), Role.CHAIR)
    perform(acts.APPROVE, recommendation, by=as_actor(both), addressee="区住建局")
    db.session.commit()
    id_ = recommendation.id
    client.sign_in(both)
    assert "签发并取号" not in client.page(f"/desk/recommendations/{id_}")
    answer = sign(client, id_, PASSWORD)
    assert answer.status_code == 403
    assert "要由另一位来签发" in answer.get_data(as_text=True)
    assert now(id_).number is None


def both_unit(account):
    return as_actor(account).grants[0].unit_id


@pytest.mark.parametrize("role", [Role.OFFICER, Role.COMMITTEE_STAFF, Role.DISPATCH_OFFICER])
def test_only_the_chair_signs(app, role):
    recommendation = a_recommendation(S.APPROVED)
    with pytest.raises(Forbidden):
        perform(acts.SIGN, recommendation, by=as_actor(an_account(role)))


def test_a_signature_on_an_old_page_signs_nothing(client):
    id_ = a_recommendation(S.APPROVED).id
    client.sign_in(an_account(Role.CHAIR))
    assert sign(client, id_, PASSWORD, version=1).status_code == 409
    assert now(id_).number is None


def test_a_double_tap_signs_once(client):
    id_ = a_recommendation(S.APPROVED).id
    client.sign_in(an_account(Role.CHAIR))
    seen = now(id_).version
    assert sign(client, id_, PASSWORD, version=seen).status_code == 302
    assert sign(client, id_, PASSWORD, version=seen).status_code == 409
    assert db.session.query(AllottedNumber).filter_by(series=service.SERIES).count() == 1


def test_the_same_hand_twice_is_found_even_if_the_rule_was_passed_by(app):
    recommendation = a_recommendation(S.ISSUED)
    assert list(sealed.signed()) == []
    recommendation.approved_by = signature_of(recommendation).person_id
    db.session.flush()
    assert list(sealed.signed()) == [f"recommendation {recommendation.id}：审核和签发是同一个人。"]


def test_the_station_hears_of_the_signature(app):
    recommendation = a_recommendation(S.APPROVED)
    convener, member = a_convener(recommendation.unit), an_account(Role.MEMBER, recommendation.unit)
    take(recommendation, "sign")
    told = {n.person_id for n in db.session.query(Notice).filter(Notice.event.startswith("recommendation_sign:"))}
    assert {convener.id, member.person_id} <= told


def test_the_letter_is_in_official_order_and_says_when_it_is_not_signed_yet(client):
    approved, issued = a_recommendation(S.APPROVED), a_recommendation(S.ISSUED)
    ids, number = (approved.id, issued.id), issued.number
    client.sign_in(an_account(Role.CHAIR))
    assert "未签发，仅供核对" in client.page(f"/bench/recommendations/{ids[0]}/letter")
    page = client.page(f"/bench/recommendations/{ids[1]}/letter")
    order = ["red-head", number, "letter-title", "区住建局：", "问题：", "建议：", "signed", "签发人：吴建"]
    places = [page.index(part) for part in order]
    assert places == sorted(places)
    assert "电子签名" not in page
