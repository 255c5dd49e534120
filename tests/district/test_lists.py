"""Reasons and fields of life change from a day on; what was done before keeps the wording of its day."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from tests.factories.attendance import in_two_workers
from tests.factories.leads import a_lead
from tests.factories.organisation import a_field, a_reason
from tests.factories.people import a_convener, an_account, an_officer
from tests.factories.topics import a_topic
from yiguan.audit.queries import entries_of
from yiguan.base import clock
from yiguan.base.clock import LOCAL
from yiguan.base.errors import Conflict, Invalid
from yiguan.leads import acts
from yiguan.organisation import listed, queries
from yiguan.organisation.models import Field, Reason
from yiguan.organisation.states import ReasonKind
from yiguan.people.states import Role
from yiguan.store.db import db
from yiguan.workflow.history import history_of
from yiguan.workflow.perform import perform

KIND = ReasonKind.LEAD_DECLINE
TODAY = date(2026, 11, 27)
SOON = TODAY + timedelta(days=4)


@pytest.fixture(autouse=True)
def on_friday():
    with clock.at(datetime(2026, 11, 27, 9, tzinfo=LOCAL)):
        yield


@pytest.fixture
def office(client):
    client.sign_in(an_account(Role.OFFICER, name="周明"))
    return client


def on(day):
    return clock.at(datetime(day.year, day.month, day.day, 9, tzinfo=LOCAL))


def labels(kind=KIND):
    return [reason.label for reason in queries.reasons(kind)]


def a_reasoned(*labels):
    return [a_reason(KIND, code=f"r{n}", label=label) for n, label in enumerate(labels)]


@pytest.mark.row("AD-02")
def test_a_new_wording_is_valid_from_its_day_and_keeps_its_place(office):
    first, _ = a_reasoned("事情太小", "不归区里管")
    words = {"label": "一家一户的事", "hint": "请到社区窗口说。", "valid_from": str(SOON)}
    assert office.submit(f"/desk/settings/reasons/{first.id}/reword", words).status_code == 302
    assert labels() == ["事情太小", "不归区里管"]
    with on(SOON):
        assert labels() == ["一家一户的事", "不归区里管"]
    page = office.page("/desk/settings/reasons")
    assert "用到11月30日（周一）为止" in page
    assert "12月1日（周二）起用" in page
    now = db.session.scalars(select(Reason).where(Reason.label == "一家一户的事")).one()
    assert entries_of(now)[0].note == "“事情太小”从12月1日（周二）起改成“一家一户的事”"


@pytest.mark.row("AD-02")
def test_what_was_decided_before_is_read_in_the_wording_of_its_day(app):
    (reason,) = a_reasoned("事情太小")
    lead, later = a_lead(), a_lead()
    perform(acts.DECLINE, lead, by=a_convener(lead.unit), reason="r0", note="请到窗口说。")
    listed.reword_reason(an_officer(), reason, label="一家一户的事", hint="", valid_from=SOON)
    with on(SOON):
        perform(acts.DECLINE, later, by=a_convener(later.unit), reason="r0", note="请到窗口说。")
        assert [history_of(one)[-1].note for one in (lead, later)] == [
            "事情太小。请到窗口说。",
            "一家一户的事。请到窗口说。",
        ]


def test_an_ended_reason_is_chosen_no_more_and_still_read(office):
    reason, _ = a_reasoned("事情太小", "不归区里管")
    lead = a_lead()
    perform(acts.DECLINE, lead, by=a_convener(lead.unit), reason="r0", note="请到窗口说。")
    db.session.commit()
    assert office.submit(f"/desk/settings/reasons/{reason.id}/end", {"valid_from": str(SOON)}).status_code == 302
    with on(SOON):
        assert labels() == ["不归区里管"]
        assert history_of(lead)[-1].note == "事情太小。请到窗口说。"
        with pytest.raises(Conflict, match="unknown_reason"):
            perform(acts.DECLINE, a_lead(lead.unit), by=a_convener(lead.unit), reason="r0", note="请到窗口说。")


@pytest.mark.parametrize("act", ["reword", "end"])
def test_what_was_done_today_keeps_todays_wording_so_changes_begin_tomorrow(office, act):
    reason, _ = a_reasoned("事情太小", "不归区里管")
    words = {"label": "一家一户的事", "valid_from": str(TODAY)}
    answer = office.submit(f"/desk/settings/reasons/{reason.id}/{act}", words)
    assert answer.status_code == 422
    assert "最早从明天起" in answer.get_data(as_text=True)
    assert labels() == ["事情太小", "不归区里管"]


def test_a_kind_never_stays_without_a_reason(office):
    first, last = a_reasoned("事情太小", "不归区里管")
    assert office.submit(f"/desk/settings/reasons/{first.id}/end", {"valid_from": str(SOON)}).status_code == 302
    answer = office.submit(f"/desk/settings/reasons/{last.id}/end", {"valid_from": "2026-12-20"})
    assert answer.status_code == 409
    assert "从12月20日（周日）起，这里就一个也选不到了" in answer.get_data(as_text=True)
    with on(date(2026, 12, 20)):
        assert labels() == ["不归区里管"]


def test_one_added_for_later_fills_no_gap_before_it_begins(app):
    (only,) = a_reasoned("事情太小")
    listed.add_reason(an_officer(), KIND, label="新的", hint="", valid_from=date(2026, 12, 10))
    with pytest.raises(Conflict) as refused:
        listed.end(an_officer(), only, valid_from=SOON)
    assert "12月1日" in refused.value.message


def test_what_has_not_begun_is_taken_back_and_can_be_written_again(office):
    (reason,) = a_reasoned("事情太小")
    now = listed.reword_reason(an_officer(), reason, label="写错了", hint="", valid_from=SOON)
    db.session.commit()
    assert office.submit(f"/desk/settings/reasons/{now.id}/take-back").status_code == 302
    with on(SOON):
        assert labels() == ["事情太小"]
    assert "写错了" not in office.page("/desk/settings/reasons")
    before = db.session.get_one(Reason, reason.id)
    listed.reword_reason(an_officer(), before, label="写对了", hint="", valid_from=SOON)
    with on(SOON):
        assert labels() == ["写对了"]


def test_what_has_begun_is_not_taken_back(office):
    (reason,) = a_reasoned("事情太小")
    assert office.submit(f"/desk/settings/reasons/{reason.id}/take-back").status_code == 409
    assert labels() == ["事情太小"]


def test_a_change_on_top_of_a_change_that_waits_is_refused(app):
    reason, _ = a_reasoned("事情太小", "不归区里管")
    listed.end(an_officer(), reason, valid_from=SOON)
    with pytest.raises(Conflict) as refused:
        listed.reword_reason(an_officer(), reason, label="又改", hint="", valid_from=SOON)
    assert "请先收回" in refused.value.message
    listed.take_back(an_officer(), reason)
    assert reason.valid_to is None


def test_the_office_adds_a_reason_under_a_code_of_its_own(office):
    a_reasoned("事情太小")
    new = {"kind": str(KIND), "label": "已经转给街道", "hint": "", "valid_from": str(TODAY)}
    assert office.submit("/desk/settings/reasons/new", new).status_code == 302
    assert labels() == ["事情太小", "已经转给街道"]
    assert office.submit("/desk/settings/reasons/new", new | {"valid_from": "2026-11-26"}).status_code == 422
    assert office.submit("/desk/settings/reasons/new", {"kind": "nothing"}).status_code == 422
    assert queries.reasons(KIND)[-1].code == "own-1"


STEPS = st.lists(st.tuples(st.sampled_from(["reword", "end", "take_back", "add"]), st.integers(1, 9)), max_size=6)


@pytest.mark.row("AD-02")
@given(steps=STEPS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_office_changes_no_past_wording_changes(app, steps):
    """The wording of each entry at its moment, read again after every later change."""
    db.session.execute(delete(Reason))
    a_reasoned("最初的")
    read, officer, day = {}, an_officer(), TODAY
    for n, (step, ahead) in enumerate(steps):
        with on(day):
            lead, chosen = a_lead(), queries.reasons(KIND)[-1]
            perform(acts.DECLINE, lead, by=a_convener(lead.unit), reason=chosen.code, note="请到窗口说。")
            read[lead] = f"{chosen.label}。请到窗口说。"
            changed(officer, step, f"说法{n}", day + timedelta(days=ahead))
        day += timedelta(days=3)
        assert {lead: history_of(lead)[-1].note for lead in read} == read
        with on(day):
            assert labels()


def changed(officer, step, label, start):
    row = db.session.scalars(select(Reason).where(Reason.kind == KIND).order_by(Reason.id.desc()).limit(1)).one()
    words = {"label": label, "hint": "", "valid_from": start}
    try:
        if step == "add":
            listed.add_reason(officer, KIND, **words)
        elif step == "reword":
            listed.reword_reason(officer, row, **words)
        elif step == "end":
            with db.session.begin_nested():
                listed.end(officer, row, valid_from=start)
        else:
            with db.session.begin_nested():
                listed.take_back(officer, row)
    except (Conflict, Invalid):
        db.session.expire_all()


def test_a_renamed_field_names_old_leads_and_topics_as_they_were(office):
    field = a_field("elderly", "养老")
    lead, topic = a_lead(), a_topic()
    lead.field = topic.field = "elderly"
    db.session.commit()
    words = {"label": "老有所养", "words": "助餐", "valid_from": str(SOON)}
    assert office.submit(f"/desk/settings/fields/{field.id}/reword", words).status_code == 302
    with on(SOON):
        assert [known.label for known in queries.fields()] == ["老有所养"]
        assert queries.field_label(lead.field, TODAY) == queries.field_label(topic.field, TODAY) == "养老"
        assert queries.field_label(lead.field, SOON) == "老有所养"
    page = office.page(f"/bench/leads/{lead.id}")
    assert "养老" in page
    assert "老有所养" not in page


def test_an_ended_field_stays_on_the_form_of_a_topic_that_has_it(app):
    field, _ = a_field("elderly", "养老"), a_field("market", "菜市场")
    listed.end(an_officer(), field, valid_from=SOON)
    with on(SOON):
        assert [known.code for known in queries.fields()] == ["market"]
        assert [known.code for known in queries.fields("elderly")] == ["market", "elderly"]


def test_fields_change_places_and_the_edge_stays(office):
    first, second = a_field("elderly", "养老"), a_field("market", "菜市场")
    first.position, second.position = 0, 1
    db.session.commit()
    office.submit(f"/desk/settings/fields/{second.id}/move", {"up": "yes"})
    assert [known.label for known in queries.fields()] == ["菜市场", "养老"]
    listed.move(an_officer(), second, up=True)
    assert [known.label for known in queries.fields()] == ["菜市场", "养老"]


def test_the_office_adds_a_field_at_the_end(office):
    a_field("elderly", "养老")
    new = {"label": "低空经济", "words": "无人机", "valid_from": str(TODAY)}
    assert office.submit("/desk/settings/fields/new", new).status_code == 302
    assert [known.label for known in queries.fields()] == ["养老", "低空经济"]
    assert [entry.act for entry in entries_of(db.session.scalars(select(Field).order_by(Field.id)).all()[-1])] == [
        "add_field"
    ]


def test_the_last_field_is_not_ended(app):
    field = a_field("elderly", "养老")
    with pytest.raises(Conflict) as refused:
        listed.end(an_officer(), field, valid_from=SOON)
    assert "一个也选不到" in refused.value.message


def test_two_officers_who_end_the_last_two_at_once_leave_one(real_app):
    kind = ReasonKind.TOPIC_DEFER
    with real_app.app_context():
        db.session().info["writing"] = True
        officer, ids = an_officer(), [a_reason(kind, code=f"last{n}", label=f"最后{n}").id for n in (1, 2)]
        assert len(queries.reasons(kind)) == 2
        db.session.remove()

    def end_one(_):
        """In a thread of its own, where it is really today."""
        try:
            listed.end(officer, db.session.get_one(Reason, ids.pop()), valid_from=clock.today() + timedelta(days=4))
        except Conflict:
            return 0
        return 1

    assert sorted(in_two_workers(real_app, end_one)) == [0, 1]
