import pytest

from tests.factories.people import an_account, as_actor
from tests.factories.recommendations import a_meeting_agreed, a_recommendation
from tests.queries import counted
from yiguan.meetings import queries
from yiguan.people.states import Role
from yiguan.recommendations.models import Recommendation, RecommendationItem
from yiguan.recommendations.states import RecommendationState
from yiguan.store.db import db

S = RecommendationState


def more_of(recommendation, many):
    """Copies of one row with one item each, written straight into the tables."""
    plain = {c.key: getattr(recommendation, c.key) for c in Recommendation.__table__.columns if c.key != "id"}
    item = db.session.query(RecommendationItem).filter_by(recommendation_id=recommendation.id).one()
    for n in range(many):
        copy = Recommendation(**plain | {"code": f"C{many}{n:03d}", "number": None})
        db.session.add(copy)
        db.session.flush()
        row = {"problem": item.problem, "advice": item.advice, "unit_id": item.unit_id, "position": 1}
        db.session.add(RecommendationItem(recommendation_id=copy.id, **row))
    db.session.commit()


@pytest.mark.parametrize(
    ("url", "role"), [("/bench/recommendations", Role.CONVENER), ("/desk/recommendations", Role.OFFICER)]
)
def test_a_list_sends_the_same_few_statements_for_twenty_rows_and_for_sixty(client, url, role):
    recommendation = a_recommendation(S.RETURNED if role is Role.CONVENER else S.SUBMITTED)
    id_, unit = recommendation.id, recommendation.unit
    account = an_account(role, unit if role is Role.CONVENER else None)
    sent = []
    for more in (20, 40):
        more_of(db.session.get_one(Recommendation, id_), more)
        client.sign_in(account)
        with counted() as statements:
            client.page(url)
        sent.append(len(statements))
        client.submit("/sign-out")
    assert sent[0] == sent[1] <= 8


def test_the_bench_says_which_meeting_waits_for_a_recommendation(client):
    meeting = a_meeting_agreed()
    code, account = meeting.code, an_account(Role.CONVENER, meeting.unit)
    client.sign_in(account)
    assert f"/bench/meetings/{code}/recommendations/new" in client.page("/bench/recommendations")
    a_recommendation(meeting=queries.get_meeting(as_actor(account), code))
    assert f"/bench/meetings/{code}/recommendations/new" not in client.page("/bench/recommendations")


def test_an_empty_list_says_what_to_do_first(client):
    client.sign_in(an_account(Role.OFFICER))
    assert "站里的召集人提交以后，就会排在这里" in client.page("/desk/recommendations")


def test_a_tile_shows_as_many_as_its_list_has(client):
    for state in (S.SUBMITTED, S.SUBMITTED, S.APPROVED, S.DRAFT):
        a_recommendation(state)
    client.sign_in(an_account(Role.OFFICER))
    page = client.page("/desk/recommendations")
    assert "<b>2</b><span>待审核</span>" in page
    assert "<b>1</b><span>审核通过</span>" in page
    assert client.page("/desk/recommendations?state=submitted").count("<tr>") == 2 + 1
    assert client.page("/desk/recommendations?state=all").count("<tr>") == 3 + 1


def test_the_desk_narrows_to_one_station(client):
    first, second = a_recommendation(S.SUBMITTED), a_recommendation(S.SUBMITTED)
    code, ids = first.unit.code, (first.id, second.id)
    client.sign_in(an_account(Role.OFFICER))
    page = client.page(f"/desk/recommendations?unit={code}")
    assert f"/desk/recommendations/{ids[0]}" in page
    assert f"/desk/recommendations/{ids[1]}" not in page


@pytest.mark.parametrize("query", ["?state=nonsense", "?unit=nonsense", "?page=-3", "?page=99999", "?view=nonsense"])
def test_nonsense_in_the_address_is_passed_over(client, query):
    client.sign_in(an_account(Role.OFFICER))
    client.page(f"/desk/recommendations{query}")
    client.page(f"/bench/recommendations{query}")


@pytest.mark.parametrize("id_", ["0", "9" * 25])
def test_a_number_that_no_record_has_is_not_found(client, id_):
    client.sign_in(an_account(Role.OFFICER))
    client.page(f"/desk/recommendations/{id_}", 404)
    client.page(f"/bench/recommendations/{id_}", 404)
