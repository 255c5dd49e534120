"""A wrong person tapped is taken back: by a helper their own of a moment ago, with a reason, without script."""

from datetime import timedelta

import pytest

from tests.factories.attendance import rows
from tests.factories.meetings import a_meeting_now, take, the_runner
from tests.factories.organisation import a_reason
from tests.factories.reception import PIN, a_guest, a_link
from tests.queries import counted
from yiguan.attendance.closing import close
from yiguan.attendance.models import CheckIn
from yiguan.attendance.states import CheckInState
from yiguan.audit.queries import entries_of
from yiguan.base import clock
from yiguan.meetings.queries import get_meeting
from yiguan.organisation.states import ReasonKind
from yiguan.store.db import db
from yiguan.workflow.history import history_of
from yiguan.workflow.perform import perform

S = CheckInState


@pytest.fixture
def meeting(app):
    a_reason(ReasonKind.CHECKIN_UNDO, "wrong-person", "点错了人")
    return a_meeting_now()


@pytest.fixture
def helper(client, meeting, settings):
    """A browser that came in by the day link, names shown or not."""

    def come_in(browser=client, shown=True):
        _, token = a_link(meeting, shown=shown)
        browser.post(f"/reception/links/{token}", data={"pin": PIN, "name": "赵大妈"})
        return browser

    return come_in


def tap(browser, meeting, name="陈桂花"):
    browser.post(f"/reception/{meeting.code}/walk-in", data={"name": name})
    return db.session.query(CheckIn).filter_by(meeting_id=meeting.id).order_by(CheckIn.id.desc()).first()


def undo(browser, meeting, row, reason="wrong-person"):
    return browser.post(f"/reception/{meeting.code}/mine/{row.id}/undo", data={"reason": reason})


@pytest.mark.row("CK-11")
def test_a_wrong_person_is_taken_back_with_a_reason_and_the_right_one_comes_in(helper, meeting):
    browser = helper()
    assert f'href="/reception/{meeting.code}/mine"' in browser.page(f"/reception/{meeting.code}")
    row = tap(browser, meeting)
    assert "点错了人" in browser.page(f"/reception/{meeting.code}/mine")
    assert undo(browser, meeting, row).status_code == 302
    assert "已撤销" in browser.page(f"/reception/{meeting.code}/mine")
    entry = entries_of(db.session.get_one(CheckIn, row.id))[-1]
    assert (entry.act, entry.reason, entry.actor_kind, entry.actor_id) == (
        "undo",
        "wrong-person",
        "helper",
        row.operator_id,
    )


def test_the_history_of_a_scan_names_the_reason_once(helper, meeting):
    browser = helper()
    row = tap(browser, meeting)
    undo(browser, meeting, row)
    assert [step.note for step in history_of(db.session.get_one(CheckIn, row.id))][-1] == "点错了人"


@pytest.mark.row("CK-11")
def test_whoever_was_taken_back_by_mistake_is_checked_in_again_by_a_new_row(helper, meeting, settings):
    browser, line = helper(), a_guest(meeting, settings=settings)
    for _ in range(2):
        browser.post(f"/reception/{meeting.code}/people", data={"person": str(line.person_id)})
        if rows(meeting, S.UNDONE) == 0:
            undo(browser, meeting, db.session.query(CheckIn).filter_by(meeting_id=meeting.id).one())
    assert [rows(meeting, state) for state in (S.COUNTED, S.UNDONE)] == [1, 1]


@pytest.mark.row("CK-19")
def test_names_stand_there_masked_only_where_the_link_shows_names(app, helper, meeting):
    seeing, blind = helper(), helper(app.test_client(), shown=False)
    tap(seeing, meeting)
    tap(blind, meeting, "王建国")
    assert "陈桂*" in seeing.page(f"/reception/{meeting.code}/mine")
    page = blind.page(f"/reception/{meeting.code}/mine")
    assert "代签" in page
    assert not any(name in page for name in ("王建", "陈桂"))


def test_another_helpers_scan_and_an_old_one_are_left_to_the_convener(app, helper, meeting):
    mine, other = helper(), helper(app.test_client())
    row = tap(mine, meeting)
    assert undo(other, meeting, row).status_code == 403
    assert "撤销这一条" not in other.page(f"/reception/{meeting.code}/mine")
    with clock.at(clock.now() + timedelta(minutes=16)):
        answer = undo(mine, meeting, row)
        assert "撤销这一条" not in mine.page(f"/reception/{meeting.code}/mine")
    assert answer.status_code == 403
    assert "请告诉召集人" in answer.text
    assert rows(meeting, S.COUNTED) == 1


def test_after_closing_nothing_is_taken_back_by_a_helper(helper, meeting):
    browser = helper()
    row = tap(browser, meeting)
    runner = the_runner(meeting.unit)
    found = get_meeting(runner, meeting.code)
    take(runner, found, "start")
    take(runner, found, "end")
    perform(close.CLOSE, found, by=runner)
    db.session.commit()
    assert undo(browser, meeting, row).status_code == 403


@pytest.mark.parametrize(("reason", "status"), [("", 422), ("no-such", 409)])
def test_without_a_listed_reason_nothing_is_taken_back(helper, meeting, reason, status):
    browser = helper()
    assert undo(browser, meeting, tap(browser, meeting), reason).status_code == status
    assert rows(meeting, S.COUNTED) == 1


@pytest.mark.row("AP-01")
def test_a_program_at_the_desk_takes_back_under_the_same_rules(app, helper, meeting):
    mine, other = helper(), helper(app.test_client())
    row = tap(mine, meeting)
    url = f"/api/v1/meetings/{meeting.code}/check-ins/{row.id}/undo"
    assert other.post(url, json={"reason": "wrong-person"}).status_code == 403
    done = mine.post(url, json={"reason": "wrong-person"}).json
    assert (done["state"], done["name"]) == ("undone", "陈桂*")
    assert mine.post(url, json={"reason": "wrong-person"}).json["code"] == "wrong_state"


def test_the_page_takes_the_same_statements_however_many_were_scanned(helper, meeting):
    browser, found = helper(), []
    for _ in range(2):
        for name in ("李秀英", "王建国", "赵小满"):
            tap(browser, meeting, name)
        with counted() as statements:
            browser.page(f"/reception/{meeting.code}/mine")
        found.append(len(statements))
    assert found[0] == found[1]
