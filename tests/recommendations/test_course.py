"""What became of a signed recommendation: each step on the trail, the stage of its topic, everybody told once."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.factories.handling import answers, take, whole, written
from tests.factories.meetings import a_meeting
from tests.factories.minutes import minutes_of
from tests.factories.organisation import a_department
from tests.factories.people import a_resident
from tests.factories.progress import a_settled_topic
from tests.factories.recommendations import a_matter, a_recommendation
from yiguan.base import clock
from yiguan.handling.models import Handling
from yiguan.leads.models import Lead
from yiguan.meetings.states import MeetingState
from yiguan.minutes.states import MinutesState
from yiguan.notifications.models import Notice
from yiguan.progress import timeline
from yiguan.progress.stages import stage_of
from yiguan.progress.tell import tell_new
from yiguan.recommendations import course
from yiguan.recommendations.handing_over import hand_over_old
from yiguan.recommendations.models import Recommendation, RecommendationItem
from yiguan.recommendations.states import RecommendationState
from yiguan.store.db import db
from yiguan.topics.models import Support, Topic
from yiguan.topics.states import Stage

SENT = ("dispatch", "receive", "write", "draft", "countersign", "check", "sign", "sign_off", "send")


@pytest.fixture
def matter(app) -> tuple[Lead, Topic, Recommendation]:
    """A resident's matter up to the signed recommendation, with two units to answer, one of them helping the other."""
    lead, topic = a_settled_topic()
    starts_at = clock.now() - clock.minutes(1500)
    meeting = a_meeting(MeetingState.ENDED, topic.unit, starts_at=starts_at, topics=[topic.code])
    minutes_of(meeting, MinutesState.CONFIRMED)
    first, second = a_department("区住建局"), a_department("区城管局")
    items = [a_matter(unit=first.code, co_units=[second.code]), a_matter(unit=second.code)]
    return lead, topic, a_recommendation(RecommendationState.ISSUED, meeting, items)


def cases(recommendation: Recommendation) -> list[Handling]:
    return [whole(one.id) for one in course.cases_of(recommendation)]


def go(handling: Handling, *steps: str) -> None:
    for step in steps:
        if step != "countersign" or any(item.co_units for item in handling.items):
            take(handling, step)
    db.session.commit()


def notes(lead: Lead, topic: Topic) -> tuple[list[str], list[str]]:
    """What stands at the answers: for who asked, for everybody."""
    trails = timeline.lead_trail(lead, topic), timeline.topic_trail(topic)
    own, public = ([step.note for step in trail if step.label == course.ANSWERED and step.at] for trail in trails)
    return own, public


def test_each_unit_of_a_signed_recommendation_has_a_case_with_its_items(matter):
    first, second = cases(matter[2])
    assert [(item.position, [unit.name for unit in item.co_units]) for item in first.items] == [(1, ["区城管局"])]
    assert [(item.position, item.co_units) for item in second.items] == [(2, [])]
    assert {first.source, second.source} == {matter[2].number}


def test_what_was_signed_before_there_were_cases_is_handed_over_once(matter):
    rows = db.session.scalars(select(RecommendationItem)).all()
    old = {row.id: row.handling_item_id for row in rows}
    for row in rows:
        row.handling_item_id = None
    db.session.commit()
    assert [hand_over_old(), hand_over_old()] == [1, 0]
    assert not {row.handling_item_id for row in rows} & {None, *old.values()}


@pytest.mark.row("TR-01")
def test_the_trail_says_to_whom_it_went_by_when_and_what_came_back(matter):
    lead, topic, recommendation = matter
    handling = cases(recommendation)[0]
    go(handling, *SENT)
    own, public = notes(lead, topic)
    assert own == ["区住建局：第1条，A 已解决。第1处建好了。"]
    assert public == ["区住建局：A 已解决 1 条"]
    given = next(step for step in timeline.topic_trail(topic) if step.label == course.HANDED and step.at)
    assert given.note == "区住建局"


def test_a_day_for_the_answer_stands_on_the_trail_while_it_runs(matter):
    _, topic, recommendation = matter
    handling = cases(recommendation)[0]
    go(handling, "dispatch")
    given = next(step for step in timeline.topic_trail(topic) if step.label == course.HANDED and step.at)
    assert handling.due_on is not None
    assert given.note == f"区住建局，{clock.day(handling.due_on)}前答复"


@pytest.mark.row("N24")
def test_what_is_late_says_so_to_everybody_with_the_day(matter):
    _, topic, recommendation = matter
    handling = cases(recommendation)[0]
    go(handling, "dispatch")
    due = handling.due_on
    assert due is not None
    with clock.at(clock.now() + (due - clock.today()) + timedelta(days=3)):
        given = next(step for step in timeline.topic_trail(topic) if step.label == course.HANDED and step.at)
        assert given.note.endswith(f"应在{clock.day(due)}前答复，已经晚了3天")


@pytest.mark.row("FU-05")
def test_the_stage_of_a_topic_follows_from_all_its_cases(matter):
    _, topic, recommendation = matter
    first, second = cases(recommendation)
    stages = [stage_of(topic)]
    for handling, steps in ((first, SENT), (second, SENT[:1]), (second, SENT[1:])):
        go(handling, *steps)
        stages.append(stage_of(topic))
    assert stages == [Stage.REPORTED, Stage.HANDLING, Stage.HANDLING, Stage.ANSWERED]


def test_a_promise_keeps_a_topic_in_tracking(matter):
    _, topic, recommendation = matter
    first, second = cases(recommendation)
    go(second, *SENT)
    go(first, "dispatch", "receive")
    take(first, "write", **written(answers(first, promise=True)))
    go(first, *SENT[3:], "track")
    assert stage_of(topic) is Stage.TRACKING


@pytest.mark.row("FU-01")
@pytest.mark.row("N09")
def test_everybody_who_had_a_part_is_told_once_at_each_public_stage(matter):
    lead, topic, recommendation = matter
    others = [a_resident(f"何秀{n}", f"1380000{n:04}") for n in range(100, 105)]
    db.session.add_all(Support(topic_id=topic.id, person_id=one.id, at=clock.now()) for one in others)
    tell_new()
    db.session.commit()
    go(cases(recommendation)[0], *SENT)
    tell_new()
    tell_new()
    told = db.session.execute(select(Notice.person_id, Notice.title).where(Notice.subject == "handling")).all()
    people = {lead.person_id, *(one.id for one in others)}
    counts = Counter(title for person, title in told if person in people)
    assert counts == {"大家提的建议交给区住建局办了": 6, "大家提的建议有答复了": 6}
