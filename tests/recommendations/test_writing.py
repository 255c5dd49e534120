import re

import pytest
from sqlalchemy.orm import joinedload

from tests.factories.minutes import a_meeting_held, a_promise, minutes_of, some_minutes
from tests.factories.organisation import a_department, a_station
from tests.factories.people import a_convener, an_account, an_officer, as_actor
from tests.factories.recommendations import a_matter, a_meeting_agreed, a_recommendation
from yiguan.base.errors import Conflict, Forbidden, Invalid, NotFound
from yiguan.meetings.states import MeetingState
from yiguan.minutes.states import MinutesState
from yiguan.people.states import Role
from yiguan.recommendations import acts, dossier, drafting, queries
from yiguan.recommendations.models import Recommendation
from yiguan.recommendations.states import RecommendationState
from yiguan.store.db import db
from yiguan.workflow.perform import perform

S = RecommendationState
TITLE = "关于加装电梯的建议"
OPTIONS = [joinedload(Recommendation.meeting), joinedload(Recommendation.unit)]


def new_url(meeting):
    return f"/bench/meetings/{meeting.code}/recommendations/new"


def typed(page):
    """Every field of the page as a browser would send it back."""
    fields = dict(re.findall(r'name="([^"]+)" type="text" value="([^"]*)"', page))
    fields |= dict(re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n(.*?)</textarea>', page, re.S))
    fields |= dict(re.findall(r'<input id="[^"]+" type="checkbox" name="([^"]+)" value="([^"]+)" checked', page))
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        fields[name] = chosen[1] if chosen else ""
    fields |= dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
    return fields


@pytest.mark.row("MN-05")
def test_the_form_offers_what_topic_and_minutes_say_and_stores_it_by_items(client):
    meeting = a_meeting_agreed()
    client.sign_in(an_account(Role.STATION_STAFF, meeting.unit))
    fields = typed(client.page(new_url(meeting)))
    assert fields["title"] == "关于老旧小区加装电梯怎么装、钱怎么出的建议"
    assert fields["items-0-problem"] == "楼里老人多，没有电梯。"
    assert fields["items-0-advice"] == "区住建局出两套方案。"
    assert fields["items-1-advice"] == "在一楼门口装一盏感应灯。"
    fields |= {"items-0-analysis": "采光没有算过。"}
    answer = client.submit(new_url(meeting), fields)
    assert answer.status_code == 302
    item = queries.items_of(db.session.query(Recommendation).one())[0]
    assert (item.problem, item.analysis, item.advice) == (
        "楼里老人多，没有电梯。",
        "采光没有算过。",
        "区住建局出两套方案。",
    )
    assert item.unit is not None


@pytest.mark.row("MN-06")
def test_each_item_lists_its_sources_and_a_reader_can_open_them(client):
    matter = a_matter(unit=a_department().code, minutes=True, consensus=[1, 2])
    recommendation = a_recommendation(S.SUBMITTED, items=[matter])
    code, id_ = recommendation.meeting.code, recommendation.id
    client.sign_in(an_account(Role.OFFICER))
    page = client.page(f"/desk/recommendations/{id_}")
    found = re.findall(r'<ul class="sources">(.*?)</ul>', page, re.S)
    links = re.findall(r'href="([^"]+)"', found[0])
    minutes = f"/bench/meetings/{code}/minutes"
    assert links[1:] == [minutes, f"{minutes}#item-1", f"{minutes}#item-2"]
    for link in links:
        page_url, _, anchor = link.partition("#")
        body = client.page(page_url)
        assert not anchor or f'id="{anchor}"' in body


def test_what_is_typed_comes_back_as_it_was(client):
    recommendation = a_recommendation()
    id_ = recommendation.id
    client.sign_in(an_account(Role.CONVENER, recommendation.unit))
    url = f"/bench/recommendations/{id_}/edit"
    fields = typed(client.page(url))
    assert fields["items-0-consensus_1"] == fields["items-0-topic"] == "yes"
    before = dossier.draft_of(db.session.get_one(Recommendation, id_, options=OPTIONS, populate_existing=True))
    assert client.submit(url, fields).status_code == 302
    assert dossier.draft_of(db.session.get_one(Recommendation, id_, options=OPTIONS, populate_existing=True)) == before


def test_an_emptied_item_is_left_out_though_its_ticks_stay(app):
    recommendation = a_recommendation(items=[a_matter(), a_matter(problem="第二件事")])
    rows = [a_matter(problem="", analysis="", advice=""), a_matter(problem="第二件事")]
    perform(acts.EDIT, recommendation, by=a_convener(recommendation.unit), title=TITLE, items=rows)
    assert [item.problem for item in queries.items_of(recommendation)] == ["第二件事"]


def test_more_items_come_without_a_script(client):
    meeting = a_meeting_agreed()
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    answer = client.submit(new_url(meeting), {"title": "短", "items-1-problem": "第二条", "more": "items"})
    page = answer.get_data(as_text=True)
    assert 'name="items-3-problem"' in page
    assert "第二条" in page
    assert 'class="error"' not in page


def test_wrong_unit_and_wrong_source_are_refused_at_their_item(app):
    recommendation, convener = a_recommendation(), None
    convener = a_convener(recommendation.unit)
    with pytest.raises(Invalid) as unit:
        perform(acts.EDIT, recommendation, by=convener, title=TITLE, items=[a_matter(unit="NOSUCH")])
    with pytest.raises(Invalid) as source:
        perform(acts.EDIT, recommendation, by=convener, title=TITLE, items=[a_matter(), a_matter(consensus=[9])])
    assert set(unit.value.fields) == {"items-0-unit"}
    assert set(source.value.fields) == {"items-1-consensus"}


def test_two_editors_the_second_sees_both_texts_and_overwrites_nothing(client):
    recommendation = a_recommendation()
    id_, seen = recommendation.id, recommendation.version
    rows = [a_matter(problem="先存的问题")]
    perform(acts.EDIT, recommendation, by=a_convener(recommendation.unit), title=TITLE, items=rows)
    db.session.commit()
    client.sign_in(an_account(Role.CONVENER, recommendation.unit))
    data = {"version": seen, "title": "关于后存的建议", "items-0-problem": "后存的问题"}
    answer = client.submit(f"/bench/recommendations/{id_}/edit", data)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert all(words in page for words in ("先存的问题", "后存的问题", TITLE, "关于后存的建议"))
    assert db.session.get_one(Recommendation, id_).title == TITLE


def test_the_same_form_sent_twice_makes_one_draft(client):
    meeting = a_meeting_agreed()
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    data = {"title": TITLE, "once": "k1", "items-0-problem": "问题", "csrf_token": client.csrf()}
    first = client.post(new_url(meeting), data=data)
    second = client.again(new_url(meeting), data=data)
    assert first.location == second.location
    assert db.session.query(Recommendation).count() == 1


def test_without_confirmed_minutes_there_is_nothing_to_recommend(client):
    minutes = some_minutes(MinutesState.REVIEW)
    client.sign_in(an_account(Role.CONVENER, minutes.unit))
    assert "纪要还没有定稿" in client.page(new_url(minutes.meeting), 409)


def test_a_short_meeting_makes_no_recommendation(app):
    meeting = a_meeting_held(MeetingState.SHORT)
    minutes_of(meeting, MinutesState.CONFIRMED, items=[])
    with pytest.raises(Conflict):
        drafting.create_recommendation(a_convener(meeting.unit), meeting, title=TITLE, items=[])


def test_after_submission_only_the_district_can_let_it_be_mended(app):
    recommendation = a_recommendation(S.SUBMITTED)
    with pytest.raises(Conflict):
        perform(acts.EDIT, recommendation, by=a_convener(recommendation.unit), title=TITLE, items=[])


def test_drafts_stay_the_stations_and_foreign_stations_find_nothing(client):
    draft, sent = a_recommendation(), a_recommendation(S.SUBMITTED)
    with pytest.raises(NotFound):
        queries.get_recommendation(an_officer(), draft.id)
    assert queries.get_recommendation(an_officer(), sent.id) is sent
    ids = draft.id, sent.id
    client.sign_in(an_account(Role.CONVENER, a_station()))
    for id_ in ids:
        client.page(f"/bench/recommendations/{id_}", 404)
        client.page(f"/bench/recommendations/{id_}/letter", 404)
        assert client.submit(f"/bench/recommendations/{id_}/submit").status_code == 404


def test_administrators_of_the_system_read_no_business(app):
    sent = a_recommendation(S.SUBMITTED)
    with pytest.raises(NotFound):
        queries.get_recommendation(as_actor(an_account(Role.SYS_ADMIN)), sent.id)


def test_members_read_but_do_not_write(app):
    recommendation = a_recommendation()
    member = as_actor(an_account(Role.MEMBER, recommendation.unit))
    assert queries.get_recommendation(member, recommendation.id) is recommendation
    with pytest.raises(Forbidden):
        perform(acts.EDIT, recommendation, by=member, title=TITLE, items=[])


def test_a_promise_of_the_minutes_offers_its_unit_too(client):
    meeting, department = a_meeting_held(), a_department()
    minutes_of(meeting, MinutesState.CONFIRMED, items=[a_promise(department)])
    code = department.code
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    assert typed(client.page(new_url(meeting)))["items-0-unit"] == code
