"""What is hidden stays hidden wherever it stands, and a set time shows nothing that ended meanwhile."""

import pytest

from tests.factories.looking_back import in_days
from tests.factories.people import an_account, an_officer
from tests.factories.progress import a_settled_topic
from tests.factories.publishing import a_concluded_topic, a_page, read_through
from yiguan.base.errors import Invalid
from yiguan.handling.states import HandlingState
from yiguan.people.states import Role
from yiguan.publishing.acts import COVER, PUBLISH, WITHDRAW
from yiguan.publishing.covering import covered
from yiguan.publishing.jobs import show_due
from yiguan.publishing.preparing import prepare
from yiguan.publishing.states import PublicationState
from yiguan.store.db import db
from yiguan.topics.acts import MERGE
from yiguan.workflow.perform import perform

S, P = HandlingState, PublicationState


@pytest.fixture(autouse=True)
def _own_files(installed, tmp_path):
    installed(instance=tmp_path)


def test_the_reason_of_a_withdrawal_hides_them_too(client):
    page = a_page(P.PUBLISHED)
    words = page.topic.problem[:5]
    perform(COVER, page, by=an_officer(), words=words)
    perform(WITHDRAW, page, by=an_officer(), note=f"写错了{words}这几个字。")
    db.session.commit()
    assert words not in client.page(f"/topics/{page.topic.code}")


def test_words_that_overlap_stay_hidden():
    assert covered("住3号楼2单元501室", ["3号楼2单元", "2单元501室"]) == "住" + "▇" * 8


def test_hidden_digits_break_no_field_of_the_api(client):
    _, topic = a_settled_topic()
    topic.problem += f"门牌{topic.code[1:3]}。"
    page = prepare(topic)
    perform(COVER, page, by=an_officer(), words=topic.code[1:3])
    read_through(page)
    perform(PUBLISH, page, by=an_officer())
    db.session.commit()
    assert client.get(f"/api/v1/publications/{topic.code}").json["url"] == f"/topics/{topic.code}"


@pytest.mark.parametrize("number", ["9" * 25, "9" * 5000])
def test_a_huge_number_in_the_heap_is_no_fault(client, number):
    client.sign_in(an_account(Role.OFFICER))
    assert client.submit("/desk/publications/together", {f"topic-{number}": "1"}).status_code < 500


def test_a_merged_topic_is_not_shown_at_the_set_time(app):
    page = a_page(P.SCHEDULED)
    perform(MERGE, page.topic, by=an_officer(), into=a_settled_topic(page.topic.unit)[1])
    db.session.commit()
    with in_days(2):
        show_due()
    assert page.state is not P.PUBLISHED


def test_words_of_the_title_are_not_hidden_on_one_page_alone(app):
    topic = a_concluded_topic()[1]
    page = prepare(topic)
    with pytest.raises(Invalid) as refused:
        perform(COVER, page, by=an_officer(), words=topic.title[:4])
    assert "把题目改了" in refused.value.fields["words"][0]
