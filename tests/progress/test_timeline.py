from datetime import datetime, time, timedelta

import pytest

from tests.factories.attendance import a_check_in
from tests.factories.leads import a_lead
from tests.factories.meetings import a_meeting
from tests.factories.minutes import minutes_of
from tests.factories.organisation import a_reason
from tests.factories.people import a_convener, an_officer
from tests.factories.progress import a_joined_lead, a_settled_topic
from tests.factories.recommendations import a_recommendation
from tests.factories.topics import a_topic, walk
from tests.queries import counted
from yiguan.base import clock
from yiguan.leads import acts as lead_acts
from yiguan.leads.states import LeadState
from yiguan.meetings.states import MeetingState
from yiguan.minutes.states import MinutesState
from yiguan.organisation.models import Reason
from yiguan.organisation.states import ReasonKind
from yiguan.progress import timeline
from yiguan.progress.stages import stage_of, stages_of
from yiguan.recommendations.states import RecommendationState
from yiguan.store.db import db
from yiguan.topics.states import Stage, TopicState
from yiguan.workflow.perform import perform


def trail_of(topic, *, words=False):
    return timeline.topic_trail(topic, words=words)


def lead_trail_of(lead, topic=None):
    return timeline.lead_trail(lead, topic)


def now_of(steps):
    return [step.label for step in steps if step.state == "now"]


def a_meeting_on(topic, state, days):
    starts = clock.now() + timedelta(days=days)
    return a_meeting(state, topic.unit, starts_at=starts, topics=[topic.code])


def test_a_fresh_lead_waits_for_its_station_with_a_date(app):
    steps = lead_trail_of(a_lead())
    assert [step.label for step in steps][:2] == ["您提出", "协商站看一看"]
    assert now_of(steps) == ["协商站看一看"]
    assert steps[1].at_label.endswith("前")


def test_a_lead_the_station_asked_about_waits_for_its_resident(app):
    assert now_of(lead_trail_of(a_lead(state=LeadState.NEEDS_INFO))) == ["等您补充"]


@pytest.mark.row("TR-09")
@pytest.mark.parametrize(
    ("state", "label"),
    [(LeadState.DECLINED, "这次没有采用"), (LeadState.TRANSFERRED, "转其他渠道"), (LeadState.WITHDRAWN, "您撤回了")],
)
def test_a_lead_that_ended_says_why_and_promises_nothing_more(app, state, label):
    steps = lead_trail_of(a_lead(state=state))
    assert steps[-1].label == label
    assert {step.state for step in steps} == {"done"}
    if state is not LeadState.WITHDRAWN:
        assert "请拨 12345" in steps[-1].note


def test_a_joined_lead_tells_its_topics_course(app):
    lead, topic = a_joined_lead()
    steps = lead_trail_of(lead, topic)
    assert f"列入议题“{topic.title}”" in steps[1].note
    assert now_of(steps) == ["审题定题"]
    assert steps[-1].label == "回头看"


def test_a_reason_is_told_in_the_words_of_its_own_act(app):
    a_reason(ReasonKind.MEETING_CANCEL, "solved", "事情已经解决，不开会了")
    a_reason(ReasonKind.LEAD_DECLINE, "solved", "事情已经办好")
    lead = a_lead()
    perform(lead_acts.DECLINE, lead, by=a_convener(lead.unit), reason="solved", note="上周换好了。")
    assert lead_trail_of(lead)[1].note == "事情已经办好：上周换好了。"


def test_a_reason_is_told_in_the_words_of_its_day_in_tongling_also_before_eight(app):
    """In UTC it is still the evening before."""
    day = clock.today() + timedelta(days=1)
    before = a_reason(ReasonKind.LEAD_DECLINE, "solved", "旧的说法")
    before.valid_to = day - timedelta(days=1)
    db.session.add(Reason(kind=before.kind, code=before.code, label="新的说法", valid_from=day))
    lead = a_lead()
    with clock.at(clock.from_local(datetime.combine(day, time(7, 30)))):
        perform(lead_acts.DECLINE, lead, by=a_convener(lead.unit), reason="solved", note="上周换好了。")
        assert lead_trail_of(lead)[1].note == "新的说法：上周换好了。"


@pytest.mark.row("PU-01")
def test_the_trail_goes_on_from_meeting_to_recommendation(app):
    _, topic = a_settled_topic()
    assert now_of(trail_of(topic)) == ["开会协商"]
    meeting = a_meeting_on(topic, MeetingState.ENDED, -1)
    a_check_in(meeting, "李秀英")
    a_check_in(meeting, "孙大爷")
    minutes_of(meeting, MinutesState.CONFIRMED)
    steps = trail_of(topic)
    held = next(step for step in steps if step.label == "开会协商")
    assert "2 人到会" in held.at_label
    assert "居民 2" in held.note
    assert "1 条承诺" in held.note
    assert now_of(steps) == ["形成建议"]


def test_a_recommendation_stands_after_its_meeting_even_when_that_was_over_before_its_hour(app):
    _, topic = a_settled_topic()
    meeting = a_meeting_on(topic, MeetingState.ENDED, 1 / 24)
    minutes_of(meeting, MinutesState.CONFIRMED)
    a_recommendation(RecommendationState.ISSUED, meeting)
    labels = [step.label for step in trail_of(topic)]
    assert labels.index("开会协商") < labels.index("形成建议")


def test_a_trail_never_names_who_came(app):
    _, topic = a_settled_topic()
    a_check_in(a_meeting_on(topic, MeetingState.ENDED, -1), "李秀英")
    assert "李秀英" not in repr(trail_of(topic))


def test_an_announced_meeting_stands_with_time_and_place(app):
    _, topic = a_settled_topic()
    meeting = a_meeting_on(topic, MeetingState.NOTIFIED, 2)
    step = next(step for step in trail_of(topic) if step.state == "now")
    assert (step.label, step.at) == ("开会协商", meeting.starts_at)
    assert step.note == meeting.place
    assert step.links == (("怎么参加", f"/meetings/{meeting.code}"),)


def test_a_planned_meeting_is_not_told_before_it_is_announced(app):
    _, topic = a_settled_topic()
    a_meeting_on(topic, MeetingState.PLANNED, 2)
    assert now_of(trail_of(topic)) == ["开会协商"]
    assert next(step for step in trail_of(topic) if step.state == "now").at is None


@pytest.mark.parametrize(
    ("act", "label"), [("terminate", "终止协商"), ("archive", "办结归档"), ("merge", "并入另一个议题")]
)
def test_a_topic_that_ended_early_ends_its_trail_there(app, act, label):
    _, topic = a_settled_topic()
    walk(an_officer(), topic, act)
    steps = trail_of(topic)
    assert steps[-1].label == label
    assert {step.state for step in steps} == {"done"}


def test_the_words_of_a_refusal_are_for_the_proposer_the_listed_reason_for_all(app):
    topic = a_topic(state=TopicState.TERMINATED)
    assert "请写清影响多少户" not in repr(trail_of(topic))
    assert "请写清影响多少户" in repr(trail_of(topic, words=True))
    assert "不属于协商范围" in trail_of(topic)[-1].note


def test_a_long_story_costs_no_more_statements_than_a_short_one(app):
    _, topic = a_settled_topic()
    costs = []
    for more in (1, 4):
        for day in range(more):
            a_check_in(a_meeting_on(topic, MeetingState.ENDED, -2 - day - more))
        with counted() as sent:
            trail_of(topic)
        costs.append(len(sent))
    assert costs[0] == costs[1] <= 8


@pytest.mark.parametrize("state", list(TopicState))
def test_every_state_of_a_topic_has_a_stage_for_people(app, state):
    assert stage_of(a_topic(state=state)).label


def test_the_stage_follows_the_meetings(app):
    _, topic = a_settled_topic()
    assert stage_of(topic) is Stage.WAITING
    a_meeting_on(topic, MeetingState.PLANNED, 2)
    assert stage_of(topic) is Stage.WAITING
    a_meeting_on(topic, MeetingState.NOTIFIED, 3)
    assert stage_of(topic) is Stage.DELIBERATING


def test_the_stages_of_a_list_are_one_statement(app):
    topics = [a_topic(state=TopicState.APPROVED) for _ in range(3)]
    with counted() as sent:
        stages_of(topics)
    assert len(sent) == 1
