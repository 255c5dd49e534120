"""交办: to a unit with a last day; disputed once or twice; the clock runs from the assignment."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.factories.handling import a_case, a_liaison, dispatcher, refused_with, take, whole
from tests.factories.organisation import a_department
from tests.factories.people import an_officer
from yiguan.audit.queries import entries_of
from yiguan.base import clock
from yiguan.base.errors import Forbidden, Invalid, NotFound
from yiguan.handling import queries, queues
from yiguan.handling.models import Handling
from yiguan.handling.states import HandlingState, Span
from yiguan.notifications.models import Notice
from yiguan.store.db import db

S = HandlingState
SPANS = [
    (Span.DAYS, date(2026, 4, 1)),
    (Span.QUARTER, date(2026, 6, 2)),
    (Span.HALF_YEAR, date(2026, 9, 2)),
    (Span.DAY, date(2026, 3, 20)),
]
MONDAY = datetime(2026, 3, 2, 9, tzinfo=clock.LOCAL)


@pytest.mark.row("RV-02")
@pytest.mark.parametrize(("span", "due"), SPANS)
def test_an_assignment_begins_the_clock_and_tells_the_unit(app, span, due):
    with clock.at(MONDAY):
        handling = a_case()
        liaison = a_liaison(handling.unit)
        take(handling, "dispatch", span=span, day=due if span is Span.DAY else None)
    assert (handling.state, handling.due_on) == (S.DISPATCHED, due)
    told = db.session.scalars(select(Notice.title).where(Notice.person_id == liaison.id)).all()
    assert told == [f"有一件要你们答复：{handling.title}"]


@pytest.mark.row("RV-13")
def test_a_receipt_moves_no_last_day(app):
    with clock.at(MONDAY):
        handling = a_case(S.DISPATCHED)
    due = handling.due_on
    with clock.at(MONDAY + timedelta(days=20)):
        take(handling, "receive")
    assert (handling.state, handling.due_on) == (S.RECEIVED, due)


@pytest.mark.row("RV-03")
@pytest.mark.parametrize(("days", "in_time"), [(0, True), (3, True), (4, False)])
def test_a_unit_objects_within_three_working_days(app, days, in_time):
    with clock.at(MONDAY):
        handling = a_case(S.DISPATCHED)
    with clock.at(MONDAY + timedelta(days=days)):
        if in_time:
            take(handling, "object")
        else:
            with refused_with("3月5日"):
                take(handling, "object")
    assert (handling.state is S.DISPUTED) == in_time


@pytest.mark.row("RV-03")
def test_another_unit_gets_the_whole_time_and_the_former_one_hears_of_it(app):
    handling = a_case(S.DISPUTED)
    former, other = a_liaison(handling.unit), a_department("区城管局")
    with clock.at(clock.now() + timedelta(days=30)):
        take(handling, "redispatch", unit=other)
    assert handling.due_on is not None
    assert handling.due_on > clock.today() + timedelta(days=110)
    with pytest.raises(NotFound):
        queries.get_handling(former, handling.id)
    assert "改由别的单位" in db.session.scalars(select(Notice.title).where(Notice.person_id == former.id)).all()[-1]


@pytest.mark.row("RV-13")
def test_the_second_dispute_is_decided_by_the_dispatch_office_and_final(app):
    handling = a_case(S.DISPUTED)
    take(handling, "redispatch", by=an_officer())
    take(handling, "object")
    with pytest.raises(Forbidden):
        take(handling, "uphold", by=an_officer())
    take(handling, "uphold", by=dispatcher())
    with refused_with("督查室"):
        take(handling, "object")


def test_a_unit_sees_nothing_before_it_is_assigned_and_nothing_of_others(app):
    handling = a_case()
    liaison, stranger = a_liaison(handling.unit), a_liaison(a_department("区城管局"))
    assert db.session.scalars(queries.listed(liaison)).all() == []
    take(handling, "dispatch")
    assert [one.id for one in db.session.scalars(queries.listed(liaison))] == [handling.id]
    assert db.session.scalars(queries.listed(stranger)).all() == []


def test_a_co_unit_reads_the_case_that_it_helps_with(app):
    handling = a_case(S.DISPATCHED)
    helping = a_liaison(queries.co_units_of(handling)[0])
    assert [one.id for one in db.session.scalars(queries.listed(helping))] == [handling.id]
    with pytest.raises(Forbidden):
        take(handling, "receive", by=helping)


@pytest.mark.row("RV-02")
@pytest.mark.parametrize("days", [None, 0, -1])
def test_a_given_day_lies_ahead(app, days):
    handling = a_case()
    day = None if days is None else clock.today() + timedelta(days=days)
    with pytest.raises(Invalid) as refused:
        take(handling, "dispatch", span=Span.DAY, day=day)
    assert list(refused.value.fields) == ["day"]


@pytest.mark.row("RV-05")
def test_one_extension_is_granted_and_stands_in_the_sum(app):
    with clock.at(MONDAY):
        handling = a_case(S.DISPATCHED)
        take(handling, "ask_extension", days=20)
        take(handling, "grant_extension", note="等供水公司移管。")
    assert (handling.due_on, handling.asked_days) == (date(2026, 6, 22), None)
    limit = whole(handling.id).limit
    assert limit is not None
    assert (limit.extension, limit.extension_reason) == (20, "等供水公司移管。")
    with refused_with("只能延期一次"):
        take(handling, "ask_extension")


@pytest.mark.row("RV-05")
def test_a_refused_extension_moves_nothing_and_may_be_asked_for_again(app):
    with clock.at(MONDAY):
        handling = a_case(S.DISPATCHED)
        due = handling.due_on
        take(handling, "ask_extension")
        take(handling, "refuse_extension")
        assert handling.due_on == due
        with refused_with("没有等着定的"):
            take(handling, "grant_extension")
        take(handling, "ask_extension")


@pytest.mark.row("RV-05")
def test_nobody_asks_for_an_extension_once_it_is_late(app):
    with clock.at(MONDAY):
        handling = a_case(S.DISPATCHED)
    with clock.at(MONDAY + timedelta(days=100)), refused_with("在到期以前申请"):
        take(handling, "ask_extension")


@pytest.mark.row("RV-05")
def test_a_pause_moves_the_last_day_by_the_days_that_it_took(app):
    with clock.at(MONDAY):
        handling = a_case()
        take(handling, "dispatch", span=Span.DAYS)
    with clock.at(MONDAY + timedelta(days=7)):
        take(handling, "pause", note="等居民补材料。")
        assert handling.due_on is None
    with clock.at(MONDAY + timedelta(days=16)):
        take(handling, "resume")
    assert handling.due_on == date(2026, 4, 13)
    with refused_with("正在计时"):
        take(handling, "resume")


@pytest.mark.row("RV-10")
def test_pressing_is_kept_with_its_day_and_tells_the_unit(app):
    handling = a_case(S.DISPATCHED)
    liaison = a_liaison(handling.unit)
    take(handling, "press", text="请月底前答复。")
    (entry,) = queries.entries_of(handling, internal=True)
    assert (entry.kind.label, entry.day, entry.text) == ("电话催办", clock.today(), "请月底前答复。")
    assert "催办" in db.session.scalars(select(Notice.title).where(Notice.person_id == liaison.id)).all()[-1]


def test_nothing_is_noted_for_a_day_to_come(app):
    handling = a_case(S.DISPATCHED)
    with pytest.raises(Invalid) as refused:
        take(handling, "log", day=clock.today() + timedelta(days=1))
    assert list(refused.value.fields) == ["day"]


@pytest.mark.row("RV-09")
def test_an_instruction_stands_with_the_case_and_not_in_the_trail(client):
    handling = a_case(S.DISPATCHED)
    take(handling, "instruct", text="请住建局抓紧。")
    assert [entry.text for entry in queries.entries_of(handling, internal=True)] == ["请住建局抓紧。"]
    assert all("抓紧" not in entry.note for entry in entries_of(handling))


@pytest.mark.row("RV-06")
def test_late_begins_on_the_day_after_the_last_one(app):
    with clock.at(MONDAY):
        handling = a_case(S.DISPATCHED)
    officer, due = an_officer(), datetime(2026, 6, 2, 23, tzinfo=clock.LOCAL)
    for moment, late in ((due, []), (due + timedelta(hours=2), [handling.id])):
        with clock.at(moment):
            condition = queues.views(officer)["late"][1]
            assert [one.id for one in db.session.scalars(queries.listed(officer, condition))] == late


def test_a_case_for_the_city_ends_with_its_clock(app):
    handling = a_case(S.DISPATCHED)
    take(handling, "escalate")
    assert (handling.state, handling.due_on, whole(handling.id).state) == (S.ESCALATED, None, S.ESCALATED)


@pytest.mark.row("RV-02")
def test_every_open_case_is_in_open_and_every_other_one_in_ended(app):
    for state in S:
        a_case(state)
    officer = an_officer()
    found = {}
    for name in ("open", "ended"):
        query = queries.listed(officer, queues.views(officer)[name][1])
        found[name] = {one.id for one in db.session.scalars(query)}
    assert not found["open"] & found["ended"]
    assert found["open"] | found["ended"] == set(db.session.scalars(select(Handling.id)))
