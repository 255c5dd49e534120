"""Units that held the meeting together read its recommendation once it is submitted, and change nothing of it."""

import re

import pytest
from sqlalchemy.orm import joinedload

from tests.factories.organisation import a_station
from tests.factories.people import a_convener, an_account, as_actor
from tests.factories.recommendations import a_meeting_agreed, a_recommendation, take
from yiguan.base.errors import Forbidden
from yiguan.meetings import co_hosts
from yiguan.minutes.models import Minutes
from yiguan.people import service
from yiguan.people.states import Role
from yiguan.recommendations import queries
from yiguan.recommendations.models import Recommendation
from yiguan.recommendations.states import RecommendationState
from yiguan.store.db import db
from yiguan.workflow.machines import machine, open_to
from yiguan.workflow.perform import perform

S = RecommendationState
SEEN = {S.SUBMITTED, S.APPROVED, S.ISSUED}


def held_with(other, state: S = S.SUBMITTED) -> Recommendation:
    meeting = a_meeting_agreed(a_station("幸福社区"))
    co_hosts.write(meeting, [other])
    return a_recommendation(state, meeting)


@pytest.fixture
def other(app):
    return a_station("新城社区")


@pytest.mark.row("SP-01")
@pytest.mark.parametrize("state", [S.DRAFT, S.SUBMITTED, S.RETURNED, S.APPROVED, S.ISSUED, S.WITHDRAWN], ids=str)
def test_they_read_it_while_it_is_out_of_the_stations_hands(other, state):
    found = held_with(other, state)
    seen = db.session.scalars(queries.visible_to(a_convener(other))).all()
    assert seen == ([found] if state in SEEN else [])
    assert db.session.scalars(queries.visible_to(a_convener(a_station("第三个")))).all() == []


def test_the_page_the_list_the_search_and_the_letter_show_it_without_remarks(client, other):
    found = held_with(other, S.RETURNED)
    take(found, "submit")
    db.session.commit()
    client.sign_in(an_account(Role.STATION_STAFF, other))
    assert found.title in client.page("/bench/recommendations?view=away")
    assert found.title in client.page("/bench/recommendations?q=加装电梯")
    page = client.page(f"/bench/recommendations/{found.id}")
    assert "请设计单位做两套方案" in page
    assert "语气再平和些" not in page
    assert "请设计单位做两套方案" in client.page(f"/bench/recommendations/{found.id}/letter")


def test_a_program_of_theirs_reads_it_without_remarks(client, other):
    found = held_with(other, S.RETURNED)
    take(found, "submit")
    account = an_account(Role.CONVENER, other)
    bearer = {"Authorization": f"Bearer {service.issue_token(as_actor(account), account, 'read', label='x')}"}
    assert [line["id"] for line in client.get("/api/v1/recommendations", headers=bearer).json["items"]] == [found.id]
    told = client.get(f"/api/v1/recommendations/{found.id}", headers=bearer).json
    assert (told["revisions"], told["items"][0]["problem"]) == ([], "五户愿意装电梯，一楼两户怕挡光。")


def test_they_do_nothing_with_it(client, other):
    found, convener = held_with(other), a_convener(other)
    assert open_to(convener, found) == {}
    for act in machine(Recommendation).values():
        with pytest.raises(Forbidden):
            perform(act, found, by=convener)
    client.sign_in(an_account(Role.CONVENER, other))
    page = f"/bench/recommendations/{found.id}"
    assert client.get(f"{page}/edit").status_code == 403
    assert client.submit(f"{page}/withdraw", {"version": found.version, "note": "不要了"}).status_code == 403
    assert client.get(f"/bench/meetings/{found.meeting.code}/recommendations/new").status_code == 403


def test_every_link_of_the_page_opens_for_them(client, other):
    found = held_with(other)
    client.sign_in(an_account(Role.CONVENER, other))
    page = client.page(f"/bench/recommendations/{found.id}")
    for url in set(re.findall('href="(/bench/[^"#]+)', page)):
        assert client.get(url, follow_redirects=True).status_code == 200, url


def test_whatever_they_are_refused_names_the_unit_that_does_it(client, other):
    """Whoever reads the refusal learns whom to ask: not the district's office, which knows nothing of the meeting."""
    found = held_with(other)
    minutes = db.session.query(Minutes).options(joinedload(Minutes.unit)).populate_existing().one()
    unit, code, convener = found.unit, found.meeting.code, an_account(Role.CONVENER, other)
    for record in (found, found.meeting, minutes):
        for act in machine(type(record)).values():
            if not act.may(as_actor(convener), record) and act.may(a_convener(unit), record):
                with pytest.raises(Forbidden) as refused:
                    perform(act, record, by=as_actor(convener))
                assert "召集人" in refused.value.message, act.name
    client.sign_in(convener)
    meeting = f"/bench/meetings/{code}"
    for url in (f"{meeting}/edit", f"{meeting}/registrations", f"{meeting}/recommendations/new", f"{meeting}/sheet"):
        assert unit.name in client.page(url, status=403), url
