"""A form left open until the sign-in ended: every word is still there, and one more tap sends it."""

import re

import pytest

from tests.factories.leads import a_lead
from tests.factories.organisation import a_station
from tests.factories.people import an_account
from yiguan.people.states import Role

WORDS = {"title": "小区没地方充电", "problem": "写了一半，第二天早上再点存下。", "source": "station_found"}


def test_who_was_signed_out_finds_every_word_and_no_password(client):
    answer = client.post("/bench/topics/new", data={**WORDS, "proof": "a secret sentence", "once": "k1"})
    assert answer.status_code == 401
    assert WORDS["problem"] in answer.text
    assert 'name="once" value="k1"' in answer.text
    assert "a secret sentence" not in answer.text
    assert '<p class="quote words">station_found' not in answer.text


def test_one_tap_alone_just_leads_to_the_sign_in(client):
    answer = client.post("/bench/topics/1/approve", data={"version": "3", "once": "k"})
    assert answer.headers["Location"] == "/sign-in?next="


def test_after_signing_in_the_same_page_is_sent_once_more(client):
    station = a_station()
    client.sign_in(an_account(Role.CONVENER, station))
    stale = client.post("/bench/topics/new", data={**WORDS, "unit": station.code, "level": "station"})
    assert stale.status_code == 400
    again = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', stale.text.split('id="again"')[1]))
    assert client.post("/bench/topics/new", data=again).status_code == 302


@pytest.mark.parametrize(
    ("referrer", "shown"), [("http://localhost/bench/leads/9", True), ("http://elsewhere/x", False)]
)
def test_a_refused_act_leads_back_to_where_it_was_done(client, referrer, shown):
    lead = a_lead()
    client.sign_in(an_account(Role.CONVENER, lead.unit))
    typed = {"version": "99", "text": "归城管管，已经替您转过去。"}
    answer = client.submit(f"/bench/leads/{lead.id}/decline", typed, headers={"Referer": referrer})
    assert answer.status_code == 409
    assert typed["text"] in answer.text
    assert (f'href="{referrer}"' in answer.text) is shown
