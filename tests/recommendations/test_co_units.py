"""Units that help the one that answers an item (RV-02): from the form to the public page."""

import pytest
from sqlalchemy import insert, select

from tests.factories.organisation import a_department
from tests.factories.people import a_convener, an_account
from tests.factories.publishing import a_deliberated_topic, a_publication
from tests.factories.recommendations import a_matter, a_meeting_agreed, a_recommendation, signature_of
from yiguan.audit import verify
from yiguan.base.errors import Invalid
from yiguan.people.states import Role
from yiguan.recommendations import acts, drafting, queries, wording
from yiguan.recommendations.models import CoUnit, Recommendation
from yiguan.recommendations.states import RecommendationState
from yiguan.store.db import db
from yiguan.workflow.perform import perform

S = RecommendationState
TITLE = "关于加装电梯的建议"


@pytest.fixture
def matter(app):
    return a_matter(
        unit=a_department("区住建局").code, co_units=[a_department(name).code for name in ("供电所", "街道")]
    )


def names_on(recommendation):
    return [[unit.name for unit in item.co_units] for item in queries.items_of(recommendation)]


@pytest.mark.row("RV-02")
def test_units_ticked_in_the_form_are_stored_and_ticked_again(client):
    meeting, lead, helping = a_meeting_agreed(), a_department("区住建局"), a_department("供电所")
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    tick = f"items-0-co_unit_{helping.code.lower()}"
    url = f"/bench/meetings/{meeting.code}/recommendations/new"
    typed = {"title": TITLE, "items-0-problem": "怕挡光", "items-0-advice": "做两套方案", "items-0-unit": lead.code}
    assert client.submit(url, {**typed, tick: "yes"}).status_code == 302
    made = db.session.scalars(select(Recommendation)).one()
    assert names_on(made) == [["供电所"]]
    assert f'name="{tick}" value="yes" checked' in client.page(f"/bench/recommendations/{made.id}/edit")
    assert "一起办" in client.page(f"/bench/recommendations/{made.id}")


def test_the_letter_names_who_leads_and_who_helps(matter):
    signed = a_recommendation(S.ISSUED, items=[matter, a_matter(unit=matter["unit"])])
    letter = signature_of(signed).text
    assert "一、建议由区住建局主办，供电所、街道协办" in letter
    assert "二、建议由区住建局研究办理" in letter


def test_who_answers_does_not_help_and_nobody_helps_twice(matter):
    twice = [*matter["co_units"], matter["unit"], matter["co_units"][0]]
    assert names_on(a_recommendation(items=[matter | {"co_units": twice}])) == [["供电所", "街道"]]


def test_an_unknown_unit_is_refused_at_its_item(matter):
    meeting = a_meeting_agreed()
    rows = [matter, matter | {"co_units": ["QQQ"]}]
    with pytest.raises(Invalid) as refused:
        drafting.create_recommendation(a_convener(meeting.unit), meeting, title=TITLE, items=rows)
    assert list(refused.value.fields) == ["items-1-co_units"]


def test_an_edit_replaces_them_and_leaves_no_row_behind(matter):
    recommendation = a_recommendation(items=[matter])
    rows = [matter | {"co_units": matter["co_units"][:1]}]
    perform(acts.EDIT, recommendation, by=a_convener(recommendation.unit), title=TITLE, items=rows)
    db.session.commit()
    assert names_on(recommendation) == [["供电所"]]
    assert len(db.session.scalars(select(CoUnit)).all()) == 1


def test_a_draft_gives_back_what_was_typed(matter):
    recommendation = a_recommendation(items=[matter])
    items = queries.items_of(recommendation)
    draft = wording.draft(recommendation, items, queries.sources_of(items), [])
    assert draft["items"][0]["co_units"] == matter["co_units"]


def test_the_public_page_names_them_as_it_names_the_lead(client, matter):
    topic, meeting = a_deliberated_topic()[1:]
    signed = a_recommendation(S.ISSUED, meeting, [matter])
    a_publication(topic)
    short = [unit.short_name for unit in queries.items_of(signed)[0].co_units]
    assert f"，{'、'.join(short)}一起办" in client.page(f"/topics/{topic.code}")
    shown = client.get(f"/api/v1/publications/{topic.code}").json["recommendations"][0]["items"][0]
    assert shown["co_units"] == short


def test_a_unit_put_in_behind_the_programs_back_is_found(matter):
    recommendation = a_recommendation(items=[matter])
    item, other = queries.items_of(recommendation)[0], a_department("别的局")
    assert not verify.changed("recommendation", [recommendation.id])
    db.session.execute(insert(CoUnit).values(item_id=item.id, position=3, unit_id=other.id))
    assert list(verify.changed("recommendation", [recommendation.id])) == [recommendation.id]
