import pytest
from sqlalchemy.orm import joinedload

from tests.factories.minutes import a_promise, an_item, some_minutes
from tests.factories.people import a_convener, an_account, as_actor
from yiguan.audit.queries import entries_of
from yiguan.base.errors import Conflict, Forbidden, Invalid
from yiguan.minutes import acts, queries, wording
from yiguan.minutes.models import Minutes
from yiguan.minutes.states import ConsensusKind, MinutesState
from yiguan.notifications.models import Notice
from yiguan.people.states import Role
from yiguan.store.db import db
from yiguan.workflow.perform import perform


def now(minutes):
    """The record as it stands; a request of the client ends the test's own session."""
    return db.session.get_one(Minutes, minutes.id, options=[joinedload(Minutes.meeting)], populate_existing=True)


def post(client, minutes, act, **data):
    version = now(minutes).version
    return client.submit(f"/bench/meetings/{now(minutes).meeting.code}/minutes/{act}", {"version": version, **data})


@pytest.mark.row("MN-03")
def test_confirmed_minutes_are_locked_under_a_digest_of_their_text(client):
    minutes = some_minutes(MinutesState.REVIEW)
    client.sign_in(an_account(Role.CONVENER, minutes.unit))
    assert post(client, minutes, "confirm").status_code == 302
    minutes = now(minutes)
    items = queries.items_of(minutes)
    assert minutes.state is MinutesState.CONFIRMED
    assert minutes.digest == wording.digest(minutes, items)
    items[0].text = "悄悄改过"
    assert minutes.digest != wording.digest(minutes, items)


@pytest.mark.parametrize("role", [Role.CONVENER, Role.OFFICER])
def test_confirmed_minutes_offer_no_next_step_on_their_page(client, role):
    minutes = some_minutes(MinutesState.CONFIRMED)
    client.sign_in(an_account(role, minutes.unit if role is Role.CONVENER else None))
    page = client.page(f"/bench/meetings/{minutes.meeting.code}/minutes")
    assert "协商纪要" in page
    assert "下一步" not in page


def test_a_promise_without_unit_or_date_is_refused_at_its_row(client):
    loose = a_promise(unit=None) | {"unit": None, "due_on": None}
    minutes = some_minutes(MinutesState.REVIEW, items=[an_item(), loose])
    client.sign_in(an_account(Role.CONVENER, minutes.unit))
    answer = post(client, minutes, "confirm")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="items-1-unit-error"' in page
    assert 'id="items-1-due_on-error"' in page
    assert "区住建局出两套方案" in page
    assert now(minutes).state is MinutesState.REVIEW


@pytest.mark.parametrize("kind", [k for k in ConsensusKind if k is not ConsensusKind.COMMITMENT])
def test_only_promises_need_a_unit_and_a_date(app, kind):
    minutes = some_minutes(MinutesState.REVIEW, items=[an_item(kind)])
    perform(acts.CONFIRM, minutes, by=a_convener(minutes.unit))
    assert minutes.state is MinutesState.CONFIRMED


def test_the_reviewer_may_mend_what_the_staff_may_not_touch_any_more(app):
    minutes = some_minutes(MinutesState.REVIEW)
    staff = an_account(Role.STATION_STAFF, minutes.unit)
    perform(acts.EDIT, minutes, by=a_convener(minutes.unit), summary="召集人改过的一稿，十几个字。", items=[])
    with pytest.raises(Forbidden):
        perform(acts.EDIT, minutes, by=as_actor(staff), summary="站务改的一稿，也十几个字。", items=[])


def test_station_staff_hand_over_but_do_not_confirm(client):
    minutes = some_minutes()
    client.sign_in(an_account(Role.STATION_STAFF, minutes.unit))
    assert post(client, minutes, "submit").status_code == 302
    assert post(client, minutes, "confirm").status_code == 403
    assert post(client, minutes, "return", note="改").status_code == 403


def test_returned_minutes_tell_their_writer_what_to_mend(client):
    minutes = some_minutes()
    staff = an_account(Role.STATION_STAFF, minutes.unit)
    perform(acts.SUBMIT, minutes, by=as_actor(staff))
    db.session.commit()
    client.sign_in(an_account(Role.CONVENER, minutes.unit))
    assert post(client, minutes, "return", note="").status_code == 422
    assert post(client, minutes, "return", note="第二条请写清楚").status_code == 302
    told = db.session.query(Notice).filter_by(person_id=staff.person_id, subject="minutes").one()
    assert (now(minutes).state, told.text) == (MinutesState.DRAFT, "第二条请写清楚")
    assert entries_of(now(minutes))[-1].note == "第二条请写清楚"


def test_conveners_hear_that_minutes_wait_for_them(app):
    minutes = some_minutes()
    convener, staff = a_convener(minutes.unit), an_account(Role.STATION_STAFF, minutes.unit)
    perform(acts.SUBMIT, minutes, by=as_actor(staff))
    told = [notice.person_id for notice in db.session.query(Notice).filter_by(subject="minutes")]
    assert convener.id in told
    assert staff.person_id not in told


def test_a_tap_on_an_old_page_confirms_nothing(client):
    minutes = some_minutes(MinutesState.REVIEW)
    client.sign_in(an_account(Role.CONVENER, minutes.unit))
    answer = post(client, minutes, "confirm", version=now(minutes).version - 1)
    assert answer.status_code == 409
    assert now(minutes).state is MinutesState.REVIEW


def test_a_draft_cannot_be_confirmed_before_it_was_handed_over(app):
    minutes = some_minutes(items=[a_promise() | {"unit": None}])
    with pytest.raises(Conflict):
        perform(acts.CONFIRM, minutes, by=a_convener(minutes.unit))


def test_invalid_names_every_loose_promise(app):
    minutes = some_minutes(MinutesState.REVIEW, items=[a_promise() | {"due_on": None}, a_promise() | {"unit": None}])
    with pytest.raises(Invalid) as refusal:
        perform(acts.CONFIRM, minutes, by=a_convener(minutes.unit))
    assert set(refusal.value.fields) == {"items-0-due_on", "items-1-unit"}


def test_the_printed_minutes_follow_the_official_order(client):
    minutes = some_minutes(MinutesState.CONFIRMED, items=[a_promise(), an_item(), an_item(ConsensusKind.RESERVATION)])
    client.sign_in(an_account(Role.CONVENER, minutes.unit))
    page = client.page(f"/bench/meetings/{minutes.meeting.code}/minutes/print")
    heads = ["活动纪要", "现将协商情况纪要如下", "一、基本情况", "二、形成共识", "三、有关建议", "四、保留意见"]
    places = [page.index(head) for head in heads]
    assert places == sorted(places)
    assert "责任单位：区住建局" in page
