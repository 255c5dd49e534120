"""审: so many people read a page through before it is public, and what was read is what is shown."""

import re
from urllib.parse import urlencode

import pytest

from tests.factories.people import an_account, an_officer
from tests.factories.progress import a_settled_topic
from tests.factories.publishing import a_page, a_publication, read_through, reviewed_by
from yiguan.base.errors import Conflict, Invalid
from yiguan.people.states import Role
from yiguan.publishing.acts import CHECK, PUBLISH, UNCOVER, WITHDRAW
from yiguan.publishing.covering import hide, redactions_of
from yiguan.publishing.models import Publication
from yiguan.publishing.preparing import prepare
from yiguan.publishing.reviewing import standing
from yiguan.publishing.states import PublicationState
from yiguan.publishing.together import forward
from yiguan.store.db import db
from yiguan.workflow.perform import perform

S = PublicationState


def a_prepared_page():
    return prepare(a_settled_topic()[1])


@pytest.mark.parametrize("reviews", [1, 2, 3])
def test_the_last_of_so_many_readers_shows_the_page(app, reviews):
    reviewed_by(reviews)
    page = a_prepared_page()
    if reviews > 1:
        read_through(page, times=reviews - 2)
        with pytest.raises(Invalid) as refusal:
            perform(PUBLISH, page, by=an_officer())
        assert f"{reviews} 个人各审一遍" in refusal.value.fields["waiver"][0]
        read_through(page, times=1)
    perform(PUBLISH, page, by=an_officer())
    assert page.state is S.PUBLISHED


def test_one_person_reads_once(app):
    page, who = a_prepared_page(), an_officer()
    perform(CHECK, page, by=who)
    with pytest.raises(Conflict) as refusal:
        perform(CHECK, page, by=who)
    assert refusal.value.code == "reviewed"
    read_through(page, times=1)
    with pytest.raises(Invalid):
        perform(PUBLISH, page, by=who)


def test_changed_words_are_read_again(app):
    page = a_page(S.PREPARED)
    page.topic.problem += "门口也黑。"
    with pytest.raises(Invalid):
        perform(PUBLISH, page, by=an_officer())


def test_what_is_uncovered_is_read_again_and_what_is_covered_is_not(app):
    page = a_page(S.PREPARED)
    hide(page, page.topic.problem[:3])
    read_through(page, times=1)
    (redaction,) = redactions_of(page)
    perform(UNCOVER, page, by=an_officer(), redaction=redaction.id)
    with pytest.raises(Invalid):
        perform(PUBLISH, page, by=an_officer())


def test_a_withdrawn_page_is_read_again(app):
    page = a_publication()
    perform(WITHDRAW, page, by=an_officer(), note="内容有误，改好再公开。")
    with pytest.raises(Invalid):
        perform(PUBLISH, page, by=an_officer())
    read_through(page)
    perform(PUBLISH, page, by=an_officer())
    assert page.why == ""


def test_the_page_names_its_readers_and_says_who_comes_next(client):
    page = a_prepared_page()
    read_through(page, times=1)
    client.sign_in(an_account(Role.OFFICER, name="何军"))
    url = f"/desk/publications/{page.topic_id}"
    shown = client.page(url)
    assert "周明" in shown
    assert "审过了" in shown
    assert f"{url}/publish" not in shown
    assert client.submit(f"{url}/check", {"version": str(page.version)}).status_code == 302
    assert "您已经审过，请另外的人接着审。" in client.page(url)


@pytest.mark.row("PU-02")
def test_several_go_one_step_on_and_a_dirty_one_is_named_and_kept_back(client):
    clean, ready, dirty = a_prepared_page(), a_page(S.PREPARED), a_prepared_page()
    dirty.topic.title, dirty.topic.problem = "楼道漏水", "3栋2单元501室漏水。"
    db.session.commit()
    client.sign_in(an_account(Role.OFFICER))
    ticked = {f"topic-{page.topic_id}": "yes" for page in (clean, ready, dirty)}
    read = client.page("/desk/publications/together?" + urlencode(ticked))
    assert read.count("看过了，可以公开") == 3
    ticked = dict(re.findall(r'name="(topic-\d+)" value="(\w+)"', read))
    answer = client.submit("/desk/publications/together", ticked)
    assert answer.status_code == 200
    assert "公开了 1 件" in answer.text
    assert "审过一遍 1 件" in answer.text
    assert "<b>楼道漏水</b>" in answer.text
    assert "有 1 处像是个人信息" in answer.text
    now = [db.session.get_one(Publication, page.id).state for page in (clean, ready, dirty)]
    assert now == [S.PREPARED, S.PUBLISHED, S.PREPARED]


def test_what_one_person_would_let_through_is_not_let_through_in_a_heap(app):
    page = a_prepared_page()
    page.topic.problem = "3栋2单元501室漏水。"
    read_through(page, note="当事人同意公开。")
    outcome = forward(an_officer(), {page.topic_id: standing(page.topic, page).texts.digest})
    assert [title for title, _ in outcome.kept] == [page.topic.title]
    assert page.state is S.PREPARED


@pytest.mark.parametrize(
    ("ticked", "status"), [({}, 422), ({"topic-x": "yes"}, 422), ({"topic-²": "yes"}, 422), ({"topic-99": "yes"}, 404)]
)
def test_ticking_nothing_or_nonsense_is_said(client, ticked, status):
    client.sign_in(an_account(Role.OFFICER))
    assert client.submit("/desk/publications/together", ticked).status_code == status


def test_what_was_not_shown_in_these_words_is_not_let_through(client):
    page = a_prepared_page()
    read = standing(page.topic, page).texts.digest
    page.topic.problem += "晚上没有灯。"
    db.session.commit()
    for words in ("yes", read):
        outcome = forward(an_officer(), {page.topic_id: words})
        assert [title for title, _ in outcome.kept] == [page.topic.title]
    assert standing(page.topic, page).reviews == []
