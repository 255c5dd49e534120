"""An answer on a phone: only who had a part reads and rates it; whoever guesses learns nothing."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.factories.meetings import a_meeting
from tests.factories.organisation import a_department
from tests.factories.people import an_account
from tests.factories.progress import PHONE, a_settled_topic
from tests.factories.ratings import an_answer, rated
from yiguan.base import clock
from yiguan.meetings.states import MeetingState
from yiguan.people import device_cookie, residents
from yiguan.people.states import Role
from yiguan.ratings.models import Rating
from yiguan.ratings.states import RatingWay, Satisfaction
from yiguan.settings import settings
from yiguan.store.db import db
from yiguan.topics.models import Support

TOKEN = "rating-phone".ljust(32, "x")
SAID = {"attitude": "satisfied", "result": "not", "note": "太远了。"}


@pytest.fixture
def answer(app):
    """Sent; the phone with TOKEN is a supporter's."""
    matter, handling, reply = an_answer()
    person = residents.resident_on(TOKEN, "何秀芬", phone="13800009988")
    db.session.add(Support(topic_id=matter.topic.id, person_id=person.id, at=clock.now()))
    db.session.commit()
    return matter, handling, reply, person


def on_phone(client, token=TOKEN):
    client.set_cookie(device_cookie.cookie_name(settings()), token, domain="localhost")
    return client


@pytest.mark.row("FU-02")
def test_who_had_a_part_reads_the_answer_and_rates_it_without_an_account(client, answer):
    _, _, reply, person = answer
    page = on_phone(client).get(f"/answers/{reply.id}").text
    assert "第1处建好了。" in page
    done = client.post(f"/answers/{reply.id}/rating", data={**SAID, "person": str(person.id)})
    assert "您的评价收到了" in done.text
    rating = db.session.scalars(select(Rating)).one()
    assert (rating.person_id, rating.result, rating.note, rating.way) == (
        person.id,
        Satisfaction.NOT,
        "太远了。",
        RatingWay.PHONE,
    )


@pytest.mark.row("FU-02")
def test_a_receipt_with_its_digits_opens_it_on_any_phone(client, answer):
    matter, _, reply, _ = answer
    receipt = {"receipt": matter.lead.receipt, "tail": PHONE[-4:]}
    assert "第1处建好了。" in client.post(f"/answers/{reply.id}", data=receipt).text
    done = client.post(f"/answers/{reply.id}/rating", data={**SAID, **receipt})
    assert "您的评价收到了" in done.text
    rating = db.session.scalars(select(Rating)).one()
    assert (rating.person_id, rating.way) == (matter.lead.person_id, RatingWay.RECEIPT)


def plain(page: str) -> str:
    return re.sub(r"/answers/\d+|value=\"[^\"]*\"", "", page)


def test_a_stranger_cannot_tell_an_answer_from_none(client, answer):
    _, _, reply, _ = answer
    on_phone(client, "stranger".ljust(32, "x"))
    shown, none = client.get(f"/answers/{reply.id}"), client.get("/answers/987654")
    assert (shown.status_code, plain(shown.text)) == (none.status_code, plain(none.text))
    assert "第1处建好了" not in shown.text


def test_a_wrong_receipt_opens_nothing_and_is_said_so(client, answer):
    _, _, reply, _ = answer
    refused = client.post(f"/answers/{reply.id}/rating", data={**SAID, "receipt": "12345678", "tail": "0000"})
    assert (refused.status_code, "对不上" in refused.text) == (422, True)
    assert db.session.scalars(select(Rating)).all() == []


def test_somebody_else_cannot_be_named_on_this_phone(client, answer):
    matter, _, reply, _ = answer
    on_phone(client)
    refused = client.post(f"/answers/{reply.id}/rating", data={**SAID, "person": str(matter.lead.person_id)})
    assert refused.status_code == 422
    assert db.session.scalars(select(Rating)).all() == []


def test_half_a_rating_is_asked_for_the_rest_and_loses_no_word(client, answer):
    _, _, reply, person = answer
    half = {"attitude": "satisfied", "note": "还没有通电。", "person": str(person.id)}
    refused = on_phone(client).post(f"/answers/{reply.id}/rating", data=half)
    assert refused.status_code == 422
    assert "办理结果怎么样" in refused.text
    assert "还没有通电。" in refused.text


def test_my_matters_lists_the_answer_and_says_whether_it_is_rated(client, answer):
    _, _, reply, person = answer
    page = on_phone(client).get("/mine").text
    assert f"/answers/{reply.id}" in page
    assert ("可以评" in page, "评过了" in page) == (True, False)
    rated(reply, person, Satisfaction.NOT)
    assert "评过了" in client.get("/mine").text


@pytest.mark.row("N18")
def test_the_unit_reads_reasons_and_no_names(client, answer):
    _, handling, reply, person = answer
    rated(reply, person, Satisfaction.NOT, "太远了。")
    client.sign_in(an_account(Role.UNIT_LIAISON, handling.unit))
    page = client.page(f"/desk/handling/{handling.id}/ratings")
    assert "太远了。" in page
    assert "何秀芬" not in page
    shown = client.get(f"/api/v1/handling-items/{handling.id}/ratings").get_json()["ratings"][0]
    assert (shown["rated"], shown["result"]["not"], shown["asked"]) == (1, 1, 2)


def test_another_unit_reads_no_ratings(client, answer):
    _, handling, _, _ = answer
    client.sign_in(an_account(Role.UNIT_LIAISON, a_department("区城管局别处")))
    assert client.get(f"/desk/handling/{handling.id}/ratings").status_code == 404


@pytest.mark.row("FU-02")
def test_the_matters_page_asks_at_the_top_and_carries_the_receipt_along(client, answer):
    matter, _, reply, _ = answer
    page = client.post(f"/leads/{matter.lead.receipt}", data={"tail": PHONE[-4:]}).text
    asked = page.partition(f'action="/answers/{reply.id}"')[2].partition("</form>")[0]
    assert page.index(f'action="/answers/{reply.id}"') < page.index("走到哪一步")
    carried = dict(re.findall(r'name="(\w+)" value="([^"]*)"', asked))
    assert "第1处建好了。" in client.post(f"/answers/{reply.id}", data=carried).text


def test_another_page_on_the_matters_page_is_a_link(client):
    lead, topic = a_settled_topic()
    starts_at = clock.whole_minute(clock.now()) + timedelta(days=3)
    a_meeting(MeetingState.NOTIFIED, topic.unit, starts_at=starts_at, topics=[topic.code])
    page = client.post(f"/leads/{lead.receipt}", data={"tail": PHONE[-4:]}).text
    assert 'href="/meetings/' in page
    assert 'action="/meetings/' not in page
