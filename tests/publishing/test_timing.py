"""公示, a set time, and a preview: each ends by itself and says when."""

from datetime import timedelta

import pytest

from tests.factories.people import an_account, an_officer
from tests.factories.publishing import a_page, a_publication, read_through
from yiguan.base import clock
from yiguan.base.errors import Invalid
from yiguan.people.states import Role
from yiguan.publishing.acts import CLOSE_DISPLAY, PREVIEW, PUBLISH, SCHEDULE
from yiguan.publishing.jobs import show_due
from yiguan.publishing.models import Publication
from yiguan.publishing.previewing import token_of
from yiguan.publishing.states import PublicationState
from yiguan.settings import settings
from yiguan.store.db import db
from yiguan.workflow.perform import perform

S = PublicationState


def now(page):
    """As the request left it."""
    return db.session.get_one(Publication, page.id)


def later(**span):
    return clock.at(clock.now() + timedelta(**span))


def test_the_page_says_until_when_it_is_on_display_and_whom_to_call(client):
    page = a_publication()
    page.topic.unit.phone = "0562-2830000"
    db.session.commit()
    shown = client.page(f"/topics/{page.topic.code}")
    until = clock.today() + timedelta(days=7)
    assert f"公示期：{clock.day(clock.today())}至{clock.day(until)}" in shown
    assert "电话 0562-2830000" in shown


def test_the_result_is_recorded_when_the_display_is_over_and_stands_on_the_page(client):
    page = a_publication()
    client.sign_in(an_account(Role.OFFICER))
    url = f"/desk/publications/{page.topic_id}/close-display"
    said = {"note": "公示期内没有收到不同意见。"}
    assert client.submit(url, said).status_code == 409
    now(page).display_until = clock.today() - timedelta(days=1)
    db.session.commit()
    assert page.topic.title in client.page("/desk/publications?view=display")
    assert client.submit(url, {"note": "打13812345678问"}).status_code == 422
    assert client.submit(url, said).status_code == 302
    assert page.topic.title not in client.page("/desk/publications?view=display")
    assert said["note"] in client.page(f"/topics/{page.topic.code}")


@pytest.mark.row("PU-05")
def test_a_page_is_shown_at_its_time_and_not_before(client):
    page = a_page(S.SCHEDULED)
    assert show_due() == 0
    client.page(f"/topics/{page.topic.code}", 404)
    with later(days=1, minutes=1):
        assert show_due() == 1
        assert show_due() == 0
    db.session.commit()
    assert page.topic.title in client.page(f"/topics/{page.topic.code}")


def test_what_changed_since_it_was_read_is_not_shown_by_itself(app):
    page = a_page(S.SCHEDULED)
    page.topic.problem = "打王师傅 13812345678。"
    db.session.commit()
    with later(days=2):
        assert show_due() == 1
    assert (page.state, page.publish_at) == (S.PREPARED, None)


def test_a_time_that_is_over_is_refused_with_a_sentence(app):
    page = a_page(S.PREPARED)
    with pytest.raises(Invalid) as refusal:
        perform(SCHEDULE, page, by=an_officer(), at=clock.now() - timedelta(minutes=1))
    assert "已经过了" in refusal.value.fields["at"][0]


def test_somebody_sets_the_time_on_the_page_and_drops_it_again(client):
    page = a_page(S.PREPARED)
    client.sign_in(an_account(Role.OFFICER))
    url = f"/desk/publications/{page.topic_id}"
    at = clock.for_field(clock.now() + timedelta(days=1))
    assert client.submit(f"{url}/schedule", {"at": at}).status_code == 302
    assert "定在" in client.page(url)
    assert page.topic.title in client.page("/desk/publications?view=scheduled")
    assert client.submit(f"{url}/unschedule").status_code == 302
    assert page.topic.title in client.page("/desk/publications")


@pytest.mark.row("PU-05")
def test_a_leader_reads_the_preview_until_it_ends(client):
    page = a_page(S.PREPARED)
    perform(PREVIEW, page, by=an_officer())
    db.session.commit()
    url = f"/previews/{page.topic.code}/{token_of(settings().keys, page)}"
    shown = client.page(url)
    assert "预览，还没有公开" in shown
    assert page.topic.problem in shown
    client.page(f"{url[:-1]}", 404)
    client.page(f"/previews/{page.topic.code}/{'0' * 20}", 404)
    with later(days=3, minutes=1):
        assert "预览已经结束" in client.page(url, 404)


def test_once_public_the_preview_leads_to_the_page(client):
    page = a_page(S.PREPARED)
    perform(PREVIEW, page, by=an_officer())
    token = token_of(settings().keys, page)
    perform(PUBLISH, page, by=an_officer())
    db.session.commit()
    answer = client.get(f"/previews/{page.topic.code}/{token}")
    assert answer.headers["Location"] == f"/topics/{page.topic.code}"


def test_the_desk_shows_the_address_of_the_preview_while_it_lasts(client):
    page = a_page(S.PREPARED)
    client.sign_in(an_account(Role.OFFICER))
    url = f"/desk/publications/{page.topic_id}"
    assert "/previews/" not in client.page(url)
    assert client.submit(f"{url}/preview").status_code == 302
    assert f"/previews/{page.topic.code}/{token_of(settings().keys, now(page))}" in client.page(url)


def test_a_page_that_is_shown_again_has_no_second_display(app):
    page = a_page(S.WITHDRAWN)
    page.display_until = until = clock.today() - timedelta(days=9)
    perform(PUBLISH, page, by=an_officer())
    assert page.display_until == until
    perform(CLOSE_DISPLAY, page, by=an_officer(), note="没有不同意见。")
    read_through(page, times=1)
