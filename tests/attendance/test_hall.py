from datetime import timedelta

import pytest
from cachetools import TTLCache, cached

from tests.factories.attendance import a_check_in, settings, the_code
from tests.factories.meetings import a_meeting, a_meeting_now, take, the_runner
from tests.factories.organisation import a_station
from tests.factories.people import an_account
from tests.factories.registrations import an_invitation
from yiguan.attendance import codes, hall
from yiguan.base import clock, qr
from yiguan.meetings.queries import public_meeting
from yiguan.meetings.states import MeetingState
from yiguan.people.states import Role
from yiguan.store.db import db

SHOWN = hall.shown


@pytest.fixture
def screen(client):
    """Opens a meeting's state as its convener's screen does."""

    def open_(meeting, etag=""):
        if not getattr(client, "keeper", None):
            client.sign_in(an_account(Role.CONVENER, meeting.unit))
            client.keeper = meeting.unit
        return client.get(f"/hall/{meeting.code}/state", headers={"If-None-Match": etag} if etag else {})

    return open_


@pytest.mark.row("CK-20")
def test_the_screen_shows_at_once_who_came_and_no_full_name(client, screen):
    meeting = a_meeting_now()
    assert screen(meeting).json["arrived"] == 0
    a_check_in(meeting, "李秀英")
    state = screen(meeting).json
    assert (state["arrived"], state["kinds"], state["names"]) == (1, [["居民", 1]], ["李**"])
    assert "李秀英" not in client.page(f"/hall/{meeting.code}")


@pytest.mark.parametrize(("chosen", "shown"), [("masked", ["李**"]), ("given", ["李秀*"]), ("none", [])])
def test_the_district_chooses_how_names_are_shown(client, screen, installed, chosen, shown):
    meeting = a_meeting_now()
    a_check_in(meeting, "李秀英")
    installed(hall_names=chosen)
    assert screen(meeting).json["names"] == shown


@pytest.mark.row("CK-20")
def test_the_screen_says_how_many_are_expected_and_nothing_where_nobody_is(client, screen):
    invited = a_meeting_now()
    open_to_all = a_meeting_now(unit=invited.unit)
    for name in ("李秀英", "王大山"):
        an_invitation(invited, name)
    assert [screen(meeting).json["expected"] for meeting in (invited, open_to_all)] == [2, 0]
    assert '应到<b data-hall="expected">2</b>' in client.page(f"/hall/{invited.code}")


def test_an_unchanged_screen_costs_a_304_and_a_new_arrival_a_fresh_answer(screen):
    meeting = a_meeting_now()
    moment = clock.now()
    with clock.at(moment):
        etag = screen(meeting).headers["ETag"]
        assert screen(meeting, etag).status_code == 304
        a_check_in(meeting)
        assert screen(meeting, etag).status_code == 200


@pytest.mark.row("CK-03")
def test_the_screen_carries_the_living_code_and_the_next_and_no_more(screen):
    meeting = a_meeting_now()
    with clock.at(clock.now()):
        live, following = screen(meeting).json["codes"]
        assert live["path"] == qr.draw(f"HTTP://LOCALHOST/C/{the_code(meeting)}").path
        assert following["until"] - live["until"] == codes.WINDOW_S
        assert 0 < live["until"] - clock.now().timestamp() <= codes.WINDOW_S
        window = codes.window_of(clock.now())
        assert live["number"] == codes.mint_of(settings().keys, meeting).spoken(window)


def test_a_screen_opened_too_early_or_too_late_shows_no_code_and_says_why(client, screen):
    unit = a_station()
    early = a_meeting(MeetingState.NOTIFIED, unit)
    ended = a_meeting(MeetingState.ENDED, unit, starts_at=clock.now() - timedelta(hours=1))
    assert screen(early).json["codes"] == []
    assert "签到从" in screen(early).json["notice"]
    assert screen(ended).json["notice"] == "签到已经结束。"


def test_the_screen_names_the_current_item_by_the_clock(screen):
    meeting = a_meeting_now(MeetingState.IN_PROGRESS)
    with clock.at(meeting.starts_at + timedelta(minutes=20)):
        assert screen(meeting).json["item"] == "居民轮流发言"


def test_the_screen_is_opened_by_nobody_else(app, client):
    meeting = a_meeting_now()
    assert app.test_client().get(f"/hall/{meeting.code}/state").status_code == 302
    client.sign_in(an_account(Role.CONVENER, a_station("官塘社区协商站")))
    assert client.get(f"/hall/{meeting.code}").status_code == 404


def test_without_a_script_the_screen_reloads_itself(client):
    meeting = a_meeting_now()
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    page = client.page(f"/hall/{meeting.code}")
    assert '<noscript><meta http-equiv="refresh" content="20"></noscript>' in page
    assert 'class="qr"' in page


def kept_long():
    """The same answers, kept for a minute: a slow machine may need longer than the moment itself."""
    return cached(TTLCache(64, 60), key=SHOWN.cache_key, lock=SHOWN.cache_lock)(SHOWN.__wrapped__)


def test_what_failed_is_not_kept(screen, monkeypatch):
    monkeypatch.setattr(hall, "shown", kept_long())
    meeting = a_meeting_now()
    with monkeypatch.context() as broken:
        broken.setattr(hall, "live", None)
        with pytest.raises(AttributeError):
            screen(meeting)
    assert screen(meeting).json["arrived"] == 0


def test_what_a_screen_was_shown_a_moment_ago_is_shown_to_the_next_but_to_nobody_who_may_not_look(
    app, client, screen, monkeypatch
):
    monkeypatch.setattr(hall, "shown", kept := kept_long())
    meeting = a_meeting_now()
    assert screen(meeting).json["arrived"] == 0
    a_check_in(meeting)
    assert screen(meeting).json["arrived"] == 0
    assert app.test_client().get(f"/hall/{meeting.code}/state").status_code == 302
    kept.cache_clear()
    assert screen(meeting).json["arrived"] == 1


def test_a_meeting_that_is_cancelled_is_shown_as_such_at_once(screen, monkeypatch):
    monkeypatch.setattr(hall, "shown", kept_long())
    meeting = a_meeting_now(MeetingState.NOTIFIED)
    assert screen(meeting).json["codes"]
    take(the_runner(meeting.unit), public_meeting(meeting.code), "cancel")
    db.session.commit()
    assert screen(meeting).json["notice"] == "这场会取消了。"
