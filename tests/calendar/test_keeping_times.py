"""What the service keeps of a limit: its pauses and its extension as rows, and what counts back from it."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.factories.calendar import limit_of
from tests.factories.leads import a_lead
from tests.factories.people import an_officer
from tests.factories.topics import a_topic
from yiguan.base import clock
from yiguan.base.clock import LOCAL
from yiguan.base.errors import Conflict
from yiguan.calendar import entering, service
from yiguan.calendar.limits import calendar_days, given_day, months, working_days
from yiguan.calendar.states import Rule
from yiguan.calendar.working_days import Entered
from yiguan.store.db import db
from yiguan.topics.models import Topic


def on(day, month=11):
    return clock.at(datetime(2026, month, day, 9, tzinfo=LOCAL))


@pytest.fixture(autouse=True)
def on_monday(app):
    with on(2):
        yield


@pytest.fixture
def matter(app):
    """Timed by thirty days from 2 November on."""
    lead = a_lead()
    service.begin(lead, date(2026, 11, 2), calendar_days(30))
    db.session.commit()
    return lead


@pytest.fixture
def draft(matter):
    """Due five working days before the matter."""
    topic = a_topic()
    service.begin_before(topic, matter, working_days(5))
    db.session.commit()
    return topic


def due_on(record):
    """As lists have it."""
    return db.session.scalar(select(type(record).due_on).where(type(record).id == record.id))


@pytest.mark.parametrize(
    ("length", "due"),
    [
        (working_days(3), date(2026, 11, 5)),
        (calendar_days(30), date(2026, 12, 2)),
        (calendar_days(5, rolls=False), date(2026, 11, 7)),
        (months(3), date(2027, 2, 2)),
        (given_day(date(2026, 11, 2), date(2026, 11, 30)), date(2026, 11, 30)),
    ],
)
def test_a_record_may_be_timed_in_every_way(app, length, due):
    lead = a_lead()
    service.begin(lead, clock.now(), length)
    db.session.commit()
    assert (due_on(lead), limit_of(lead).promised, limit_of(lead).tentative) == (due, length, due.year == 2027)


def test_a_pause_is_kept_with_reason_and_person_and_both_ends(matter):
    officer = an_officer()
    service.pause(officer, matter, reason="等区里定方案", from_day=date(2026, 11, 10))
    service.pause(officer, matter, reason="再停一次", from_day=date(2026, 11, 11))
    db.session.commit()
    assert due_on(matter) is None
    service.resume(matter, to_day=date(2026, 11, 18))
    db.session.commit()
    (pause,) = limit_of(matter).pauses
    assert (pause.from_day, pause.to_day) == (date(2026, 11, 10), date(2026, 11, 18))
    assert (pause.reason, pause.by, pause.at) == ("等区里定方案", officer.id, clock.now())
    assert due_on(matter) == date(2026, 12, 11)


def test_an_extension_is_kept_with_reason_and_person_once(matter):
    officer = an_officer()
    service.extend(officer, matter, days=15, reason="要等专家论证")
    db.session.commit()
    limit = limit_of(matter)
    assert (limit.extension, limit.extension_reason, limit.extended_by) == (15, "要等专家论证", officer.id)
    assert due_on(matter) == limit.due == date(2026, 12, 17)
    with pytest.raises(Conflict, match="extended_once"):
        service.extend(officer, matter, days=1, reason="再等等")


def test_what_ended_is_neither_extended_nor_counted_back_from(matter):
    service.end(matter)
    with pytest.raises(Conflict, match="wrong_state"):
        service.extend(an_officer(), matter, days=3, reason="晚了")
    with pytest.raises(Conflict, match="wrong_state"):
        service.begin_before(a_topic(), matter, working_days(5))


def test_what_stands_still_has_no_day_to_count_back_from(matter):
    service.pause(an_officer(), matter, reason="等方案", from_day=clock.today())
    with pytest.raises(Conflict, match="wrong_state") as refused:
        service.begin_before(a_topic(), matter, working_days(5))
    assert "正暂停着" in refused.value.message


def test_a_draft_is_due_before_the_matter_and_says_so(matter, draft):
    assert (due_on(matter), due_on(draft)) == (date(2026, 12, 2), date(2026, 11, 25))
    told = {part.label: part.words for part in service.explained(draft)}
    assert told["起算日"] == "12月2日（周三），当天不算"
    assert told["往前"] == "5个工作日"


def test_both_begin_in_one_act(app):
    lead, topic = a_lead(), a_topic()
    service.begin(lead, date(2026, 11, 2), calendar_days(30))
    service.begin_before(topic, lead, calendar_days(10))
    db.session.commit()
    assert (due_on(lead), due_on(topic)) == (date(2026, 12, 2), date(2026, 11, 20))


def test_a_draft_stands_still_and_moves_with_its_matter(matter, draft):
    service.pause(an_officer(), matter, reason="等方案", from_day=date(2026, 11, 10))
    db.session.commit()
    assert (due_on(draft), limit_of(draft).left(date(2026, 11, 20))) == (None, 12)
    service.resume(matter, to_day=date(2026, 11, 18))
    db.session.commit()
    assert (due_on(matter), due_on(draft)) == (date(2026, 12, 11), date(2026, 12, 4))
    service.extend(an_officer(), matter, days=7, reason="要论证")
    db.session.commit()
    assert (due_on(matter), due_on(draft)) == (date(2026, 12, 18), date(2026, 12, 11))
    service.end(matter)
    db.session.commit()
    assert (due_on(draft), limit_of(draft).ended_on) == (None, date(2026, 11, 2))


def test_a_draft_may_be_done_before_its_matter(matter, draft):
    service.end(draft)
    service.extend(an_officer(), matter, days=7, reason="要论证")
    db.session.commit()
    assert (due_on(draft), limit_of(draft).due, limit_of(draft).ended_late) == (None, date(2026, 11, 25), False)


@pytest.mark.parametrize(
    ("length", "free", "moved"),
    [
        (working_days(5), date(2026, 12, 2), {"2026-12-02": "2026-12-03"}),
        (working_days(5), date(2026, 11, 26), {"2026-11-25": "2026-11-24"}),
        (working_days(5), date(2026, 11, 25), {"2026-11-25": "2026-11-24"}),
        (working_days(5), date(2026, 11, 20), {}),
        (calendar_days(7), date(2026, 12, 2), {"2026-12-02": "2026-12-03", "2026-11-25": "2026-11-26"}),
        (calendar_days(7), date(2026, 11, 25), {"2026-11-25": "2026-11-24"}),
    ],
)
def test_a_changed_calendar_lists_every_day_that_moves(matter, length, free, moved):
    topic = a_topic()
    service.begin_before(topic, matter, length)
    db.session.commit()
    change = {free: Entered(False, "大雪")}
    assert {str(move.before): str(move.found.due) for move in entering.preview(change) if move.moves} == moved
    entering.enter(an_officer(), change)
    assert {str(due_on(one)) for one in (matter, topic)} == {
        moved.get(day, day) for day in ("2026-12-02", "2026-11-25")
    }


def test_every_kind_is_told_in_the_preview_of_a_changed_calendar(app):
    """Working days, days, months and a pause over the snow; what has ended is not among them."""
    lengths = [working_days(22), calendar_days(30), months(1), calendar_days(30, rolls=False)]
    leads = [a_lead() for _ in (*lengths, "ended")]
    for lead, length in zip(leads, [*lengths, working_days(22)], strict=True):
        service.begin(lead, date(2026, 11, 2), length)
    db.session.commit()
    service.end(leads[-1])
    db.session.commit()
    moves = entering.preview({date(2026, 12, 2): Entered(False, "大雪")})
    told = {move.limit.id: str(move.found.due) for move in moves if move.moves}
    assert told == {
        limit_of(leads[0]).id: "2026-12-03",
        limit_of(leads[1]).id: "2026-12-03",
        limit_of(leads[2]).id: "2026-12-03",
    }


def test_days_left_of_a_list_are_counted_as_its_record_says(monkeypatch, matter):
    assert matter.deadline
    assert matter.deadline.label(date(2026, 11, 25)) == "剩 5 个工作日"
    monkeypatch.setattr(Topic, "counts_in", property(lambda topic: Rule.CALENDAR_DAYS))
    topic = a_topic()
    service.begin(topic, date(2026, 11, 2), calendar_days(30))
    assert topic.deadline
    assert topic.deadline.label(date(2026, 11, 25)) == "剩 7 天"


def test_one_known_without_its_pauses_counts_them_when_it_is_settled(matter):
    service.pause(an_officer(), matter, reason="等方案", from_day=clock.today() + timedelta(days=1))
    service.resume(matter, to_day=clock.today() + timedelta(days=2))
    db.session.commit()
    db.session.expunge_all()
    entering.enter(an_officer(), {date(2026, 12, 4): Entered(False, "大雪")})
    assert due_on(matter) == date(2026, 12, 7)
