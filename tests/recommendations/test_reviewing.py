import pytest

from tests.factories.organisation import a_department, a_reason
from tests.factories.people import a_convener, an_account, an_officer
from tests.factories.recommendations import a_matter, a_recommendation, take
from yiguan.audit.queries import entries_of
from yiguan.base.errors import Forbidden, Invalid
from yiguan.notifications.models import Notice
from yiguan.organisation.states import ReasonKind
from yiguan.people.states import Role
from yiguan.recommendations import acts, queries
from yiguan.recommendations.models import Recommendation
from yiguan.recommendations.states import RecommendationState
from yiguan.store.db import db
from yiguan.workflow.perform import perform

S = RecommendationState


def now(id_):
    return db.session.get_one(Recommendation, id_)


def post(client, surface, id_, act, **data):
    return client.submit(f"/{surface}/recommendations/{id_}/{act}", {"version": now(id_).version, **data})


def told(act, id_):
    """Person → what they were told of this act."""
    of_act = Notice.event.startswith(f"recommendation_{act}:")
    return {n.person_id: n for n in db.session.query(Notice).filter(of_act, Notice.subject_id == id_)}


@pytest.mark.row("RV-01")
def test_returned_with_remarks_mended_and_submitted_as_a_new_version(client):
    recommendation = a_recommendation(S.SUBMITTED)
    id_, unit = recommendation.id, recommendation.unit
    convener = an_account(Role.CONVENER, unit)
    a_reason(ReasonKind.RECOMMENDATION_RETURN, "wording", "用语不妥")
    client.sign_in(an_account(Role.OFFICER))
    assert post(client, "desk", id_, "return", reason="wording", note="语气再平和些。").status_code == 302
    client.submit("/sign-out")
    client.sign_in(convener)
    assert "用语不妥：语气再平和些。" in client.page("/bench/recommendations")
    assert "用语不妥：语气再平和些。" in client.page(f"/bench/recommendations/{id_}")
    rows = {
        "title": "关于电梯的建议",
        "items-0-problem": "新的问题",
        "items-0-advice": "新的建议",
        "items-0-unit": a_department().code,
    }
    assert post(client, "bench", id_, "edit", **rows).status_code == 302
    assert post(client, "bench", id_, "submit").status_code == 302
    second, first = queries.revisions_of(now(id_))
    assert (first.number, second.number, now(id_).state) == (1, 2, S.SUBMITTED)
    assert "用语不妥：语气再平和些。" in first.remarks
    assert "新的问题" in second.text
    assert "新的问题" not in first.text


def test_a_return_reaches_the_conveners_and_whoever_submitted(app):
    recommendation = a_recommendation(S.SUBMITTED)
    other = a_convener(recommendation.unit)
    sender = queries.revisions_of(recommendation)[0].submitted_by
    take(recommendation, "return")
    notices = told("return", recommendation.id)
    assert {other.id, sender} <= set(notices)
    assert notices[other.id].text == "用语不妥：语气再平和些。"
    assert entries_of(recommendation)[-1].reason == "wording"


def test_a_return_without_reason_or_words_is_refused_with_everything_kept(client):
    recommendation = a_recommendation(S.SUBMITTED)
    id_ = recommendation.id
    client.sign_in(an_account(Role.OFFICER))
    answer = post(client, "desk", id_, "return", reason="", note="第二条没有写清楚由谁办。")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="reason-error"' in page
    assert "第二条没有写清楚由谁办。" in page
    assert now(id_).state is S.SUBMITTED


def test_a_reason_that_is_not_listed_is_a_conflict(client):
    id_ = a_recommendation(S.SUBMITTED).id
    client.sign_in(an_account(Role.OFFICER))
    assert post(client, "desk", id_, "return", reason="nosuch", note="写清楚些。").status_code == 409


def test_submission_tells_the_office_and_approval_the_chair(app):
    officer, chair = an_account(Role.OFFICER), an_account(Role.CHAIR)
    recommendation = a_recommendation(S.APPROVED)
    assert officer.person_id in told("submit", recommendation.id)
    assert chair.person_id in told("approve", recommendation.id)
    assert told("approve", recommendation.id)[chair.person_id].url == f"/desk/recommendations/{recommendation.id}"


def test_approval_names_the_addressee_and_who_approved(client):
    id_ = a_recommendation(S.SUBMITTED).id
    officer = an_account(Role.OFFICER)
    client.sign_in(officer)
    assert 'value="区住建局"' in client.page(f"/desk/recommendations/{id_}")
    assert post(client, "desk", id_, "approve", addressee="区人民政府办公室").status_code == 302
    found = now(id_)
    assert (found.state, found.addressee, found.approved_by) == (S.APPROVED, "区人民政府办公室", officer.person_id)


def test_an_unfinished_item_is_named_before_it_leaves_the_station(client):
    recommendation = a_recommendation(items=[a_matter(unit=a_department().code), a_matter(advice="")])
    id_ = recommendation.id
    client.sign_in(an_account(Role.CONVENER, recommendation.unit))
    answer = post(client, "bench", id_, "submit")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="items-1-advice-error"' in page
    assert 'id="items-1-unit-error"' in page
    assert 'id="items-0-unit-error"' not in page
    assert now(id_).state is S.DRAFT


def test_an_empty_recommendation_cannot_be_submitted(app):
    recommendation = a_recommendation(items=[])
    with pytest.raises(Invalid) as refusal:
        perform(acts.SUBMIT, recommendation, by=a_convener(recommendation.unit))
    assert "至少写一条" in refusal.value.fields["items-0-problem"][0]


def test_station_staff_write_but_do_not_submit(client):
    recommendation = a_recommendation()
    id_ = recommendation.id
    client.sign_in(an_account(Role.STATION_STAFF, recommendation.unit))
    assert "提交区政协审核" not in client.page(f"/bench/recommendations/{id_}")
    assert post(client, "bench", id_, "submit").status_code == 403


def test_a_second_tap_on_submit_submits_once(client):
    recommendation = a_recommendation()
    id_, seen = recommendation.id, recommendation.version
    client.sign_in(an_account(Role.CONVENER, recommendation.unit))
    assert post(client, "bench", id_, "submit", version=seen).status_code == 302
    assert post(client, "bench", id_, "submit", version=seen).status_code == 409
    assert now(id_).revision == len(queries.revisions_of(now(id_))) == 1


def test_withdrawing_asks_why_and_tells_the_office_only_if_it_had_it(client):
    officer, draft, sent = an_account(Role.OFFICER), a_recommendation(), a_recommendation(S.SUBMITTED)
    ids, units = (draft.id, sent.id), (draft.unit, sent.unit)
    for id_, unit in zip(ids, units, strict=True):
        client.sign_in(an_account(Role.CONVENER, unit))
        assert post(client, "bench", id_, "withdraw", note="").status_code == 422
        assert post(client, "bench", id_, "withdraw", note="居民自己谈成了。").status_code == 302
        assert now(id_).state is S.WITHDRAWN
        client.submit("/sign-out")
    assert officer.person_id not in told("withdraw", ids[0])
    assert officer.person_id in told("withdraw", ids[1])


def test_while_the_station_mends_it_the_district_reads_what_was_submitted(client):
    recommendation = a_recommendation(S.RETURNED)
    rows = [a_matter(problem="改到一半的话")]
    perform(acts.EDIT, recommendation, by=a_convener(recommendation.unit), title=recommendation.title, items=rows)
    db.session.commit()
    id_ = recommendation.id
    client.sign_in(an_account(Role.OFFICER))
    page = client.page(f"/desk/recommendations/{id_}")
    assert "改到一半的话" not in page
    assert "五户愿意装电梯" in page


def test_a_convener_does_not_review_and_the_station_does_not_reach_the_desk(client):
    recommendation = a_recommendation(S.SUBMITTED)
    id_ = recommendation.id
    with pytest.raises(Forbidden):
        perform(acts.APPROVE, recommendation, by=a_convener(recommendation.unit), addressee="区住建局")
    client.sign_in(an_account(Role.CONVENER, recommendation.unit))
    client.page(f"/desk/recommendations/{id_}", 403)


def test_a_returned_one_forgets_who_approved_it(app):
    recommendation = a_recommendation(S.APPROVED)
    a_reason(ReasonKind.RECOMMENDATION_RETURN, "wording", "用语不妥")
    perform(acts.RETURN, recommendation, by=an_officer(), reason="wording", note="再改改看。")
    assert (recommendation.approved_by, recommendation.addressee) == (None, "")
