import pytest

from tests.factories.organisation import a_department, a_reason
from tests.factories.people import an_account, as_actor
from tests.factories.recommendations import a_matter, a_meeting_agreed, a_recommendation
from yiguan.organisation.states import ReasonKind
from yiguan.people import service as people
from yiguan.people.models import Account
from yiguan.people.states import Role
from yiguan.recommendations.models import Recommendation
from yiguan.recommendations.states import RecommendationState
from yiguan.store.db import db

S = RecommendationState
URL = "/api/v1/recommendations"


def token(account, scopes="read write"):
    secret = people.issue_token(as_actor(account), account, scopes)
    db.session.commit()
    return {"Authorization": f"Bearer {secret}"}


@pytest.mark.row("AP-01")
def test_the_whole_way_to_approval_exists_for_programs(client):
    meeting, department = a_meeting_agreed(), a_department()
    convener, officer = token(an_account(Role.CONVENER, meeting.unit)), token(an_account(Role.OFFICER))
    a_reason(ReasonKind.RECOMMENDATION_RETURN, "wording", "用语不妥")
    body = {"meeting": meeting.code, "title": "关于加装电梯的建议", "items": [a_matter(unit=department.code)]}
    made = client.post(URL, json=body, headers=convener)
    one = f"{URL}/{made.json['id']}"
    assert (made.status_code, made.json["items"]) == (201, body["items"])
    assert client.get(one, headers=officer).status_code == 404
    client.post(f"{one}/submit", json={"version": made.json["version"]}, headers=convener)
    back = client.post(f"{one}/return", json={"reason": "wording", "note": "语气再平和些。"}, headers=officer).json
    assert (back["state"], back["items"], back["revisions"][0]["remarks"]) == (
        "returned",
        [],
        "用语不妥：语气再平和些。",
    )
    mended = client.put(
        one, json={"title": "关于电梯的建议", "items": body["items"], "version": back["version"]}, headers=convener
    )
    again = client.post(f"{one}/submit", json={"version": mended.json["version"]}, headers=convener)
    done = client.post(f"{one}/approve", json={"addressee": "区住建局"}, headers=officer).json
    assert (again.json["revision"], done["state"], done["addressee"]) == (2, "approved", "区住建局")
    assert client.get(URL, headers=officer).json["total"] == 1


def test_a_token_never_signs(client):
    id_ = a_recommendation(S.APPROVED).id
    answer = client.post(
        f"{URL}/{id_}/sign", json={"proof": "correct horse battery"}, headers=token(an_account(Role.CHAIR))
    )
    assert (answer.status_code, answer.json["code"]) == (403, "forbidden")
    assert "令牌不能签发" in answer.json["message"]
    assert db.session.get_one(Recommendation, id_).number is None


def test_a_signed_in_chair_signs_through_the_api_and_a_wrong_proof_is_counted(client):
    id_, chair = a_recommendation(S.APPROVED).id, an_account(Role.CHAIR)
    account_id = chair.id
    client.sign_in(chair)
    headers = {"X-CSRFToken": client.csrf()}
    wrong = client.post(f"{URL}/{id_}/sign", json={"proof": "wrong"}, headers=headers)
    assert (wrong.status_code, list(wrong.json["fields"])) == (422, ["proof"])
    assert db.session.get_one(Account, account_id).failures == 1
    right = client.post(f"{URL}/{id_}/sign", json={"proof": "correct horse battery"}, headers=headers)
    assert (right.status_code, right.json["state"]) == (200, "issued")
    assert right.json["number"].endswith("1号")


@pytest.mark.row("AP-01")
def test_refusals_are_the_same_as_on_the_pages(client):
    recommendation = a_recommendation(items=[a_matter()])
    headers, one = token(an_account(Role.CONVENER, recommendation.unit)), f"{URL}/{recommendation.id}"
    unfinished = client.post(f"{one}/submit", json={}, headers=headers)
    assert (unfinished.status_code, list(unfinished.json["fields"])) == (422, ["items-0-unit"])
    stale = client.put(one, json={"title": "关于电梯的建议", "version": 77}, headers=headers)
    assert (stale.status_code, stale.json["code"]) == (409, "stale_version")
    state = client.post(f"{one}/approve", json={"addressee": "区住建局"}, headers=headers)
    assert (state.status_code, state.json["code"]) == (403, "forbidden")
    assert client.post(f"{one}/withdraw", json={"note": "居民谈成了", "why": 1}, headers=headers).status_code == 422


@pytest.mark.row("AP-02")
def test_the_same_key_makes_one_and_refuses_other_content(client):
    meeting = a_meeting_agreed()
    headers = {**token(an_account(Role.CONVENER, meeting.unit)), "Idempotency-Key": "k-1"}
    body = {"meeting": meeting.code, "title": "关于加装电梯的建议"}
    first = client.post(URL, json=body, headers=headers)
    second = client.again(URL, json=body, headers=headers)
    other = client.post(URL, json={**body, "title": "关于别的事的建议"}, headers=headers)
    assert first.json == second.json
    assert (other.status_code, other.json["code"]) == (409, "key_reused")
    assert db.session.query(Recommendation).count() == 1


def test_reading_needs_an_account_and_writing_the_scope(client):
    recommendation = a_recommendation()
    one, unit = f"{URL}/{recommendation.id}", recommendation.unit
    assert client.get(one).status_code == client.get(URL).status_code == 401
    reader = token(an_account(Role.CONVENER, unit), "read")
    assert client.get(one, headers=reader).status_code == 200
    assert client.post(f"{one}/submit", json={}, headers=reader).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        {"items": "x"},
        {"items": [3]},
        {"items": [{"consensus": "1"}]},
        {"items": [{"consensus": [10**30]}]},
        {"title": 7},
        {"items": [{"topic": "maybe"}]},
    ],
)
def test_a_body_of_the_wrong_shape_is_refused_with_sentences(client, body):
    recommendation = a_recommendation()
    headers = token(an_account(Role.CONVENER, recommendation.unit))
    answer = client.put(f"{URL}/{recommendation.id}", json={"title": "关于电梯的建议", **body}, headers=headers)
    assert answer.status_code == 422
    assert answer.json["fields"]
