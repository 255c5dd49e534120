"""遮住: what a reviewer hides is shown as ▇ wherever the public looks, and kept inside."""

import pytest

from tests.factories.people import an_account, an_officer
from tests.factories.publishing import a_concluded_topic, a_page, a_publication, read_through
from yiguan.audit.queries import entries_of
from yiguan.base.errors import Invalid
from yiguan.people.states import Role
from yiguan.publishing.acts import COVER, PUBLISH
from yiguan.publishing.covering import covered, covered_page
from yiguan.publishing.models import Redaction
from yiguan.publishing.preparing import prepare
from yiguan.publishing.states import PublicationState
from yiguan.store.db import db
from yiguan.workflow.perform import perform

S = PublicationState


def test_longer_words_are_hidden_before_the_shorter_ones_in_them():
    assert covered("李秀英和李秀", ["李秀", "李秀英"]) == "▇▇▇和▇▇"


def test_on_a_page_words_are_hidden_and_addresses_stay():
    page = '<a href="/topics/AB12" title="AB12">AB12 &amp; B</a>'
    assert covered_page(page, ["AB12", "& B"]) == '<a href="/topics/AB12" title="AB12">▇▇▇▇ ▇▇▇</a>'


@pytest.mark.row("PU-02")
def test_what_is_hidden_is_nowhere_in_public_and_stays_inside(client):
    _, topic, _ = a_concluded_topic()
    page = prepare(topic)
    for words in ("一楼门口", "两套方案", topic.problem[:4]):
        perform(COVER, page, by=an_officer(), words=words)
    read_through(page)
    perform(PUBLISH, page, by=an_officer())
    db.session.commit()
    assert "▇▇▇▇" in client.page(f"/topics/{topic.code}")
    told = client.get(f"/api/v1/publications/{topic.code}").text + client.get("/api/v1/publications").text
    for text in (client.page(f"/topics/{topic.code}"), told):
        assert not [words for words in ("一楼门口", "两套方案", topic.problem[:4]) if words in text]
    assert "遮住的是个人信息" in client.page(f"/topics/{topic.code}")
    assert "▇" not in topic.problem


def test_a_hidden_finding_needs_no_reason(client):
    page = a_page(S.PREPARED)
    page.topic.problem = "联系人王师傅 13812345678。"
    db.session.commit()
    client.sign_in(an_account(Role.OFFICER))
    url = f"/desk/publications/{page.topic_id}"
    assert client.submit(f"{url}/cover", {"words": "13812345678"}).status_code == 302
    shown = client.page(url)
    assert "没有发现" in shown
    assert "联系人王师傅 ▇▇▇▇▇▇▇▇。" in shown
    read_through(page)
    assert client.submit(f"{url}/publish").status_code == 302


def test_hidden_words_are_stored_encrypted_and_stand_in_no_trail(app):
    page = a_page(S.PUBLISHED)
    words = page.topic.problem[:5]
    perform(COVER, page, by=an_officer(), words=words)
    assert words.encode() not in db.session.query(Redaction.words).scalar()
    assert entries_of(page)[-1].note == "5 个字"


def test_words_that_stand_nowhere_hide_nothing(app):
    with pytest.raises(Invalid) as refusal:
        perform(COVER, a_page(S.PREPARED), by=an_officer(), words="从来没有的话")
    assert "什么都没有遮住" in refusal.value.fields["words"][0]


def test_on_a_public_page_words_can_be_hidden_at_once_and_not_shown_again(client):
    page = a_publication()
    client.sign_in(an_account(Role.OFFICER))
    url, words = f"/desk/publications/{page.topic_id}", page.topic.problem[:5]
    client.submit(f"{url}/cover", {"words": words})
    assert words not in client.page(f"/topics/{page.topic.code}")
    number = db.session.query(Redaction.id).scalar()
    assert client.submit(f"{url}/uncover", {"redaction": str(number)}).status_code == 409
