"""回头看: planned by itself, asked of those who asked, counted by person; a promise that is not kept comes back."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.factories.handling import dispatcher, refused_with, take, whole
from tests.factories.looking_back import (
    an_ended_case,
    answered_again,
    asked,
    in_days,
    over,
    reported,
    said,
    shown,
    the_same_again,
)
from tests.factories.people import a_convener
from yiguan.base import clock
from yiguan.base.actor import SYSTEM
from yiguan.base.errors import Forbidden
from yiguan.calendar.working_days import add_months
from yiguan.district.service import set_value
from yiguan.handling.models import ItemReply
from yiguan.handling.states import AnswerClass, HandlingState, Openness
from yiguan.looking_back import acts, entering, queries
from yiguan.looking_back.jobs import lapse_broken, look
from yiguan.looking_back.models import Look, LookBack
from yiguan.looking_back.parameters import FIRST_MONTHS, NOT_DONE_SHARE
from yiguan.looking_back.states import LookCause, Outcome, Seen
from yiguan.looking_back.story import STORY
from yiguan.notifications.models import Notice
from yiguan.people import joining
from yiguan.people.states import JoinProof
from yiguan.progress import timeline
from yiguan.progress.tell import tell_new
from yiguan.store.db import db
from yiguan.workflow.perform import perform

S, L = HandlingState, Outcome
DONE, PARTLY, NOT = Seen.DONE, Seen.PARTLY, Seen.NOT_DONE
QUARTER = 100


@pytest.mark.row("FU-04")
def test_a_closed_case_is_looked_at_months_after_its_answer_by_itself(app):
    _, handling, reply = an_ended_case()
    look()
    (planned,) = queries.of_case(handling)
    assert (planned.cause, planned.outcome) == (LookCause.DUE, None)
    assert planned.opens_on == add_months(clock.local(reply.sent_at or clock.now()).date(), 3)
    with clock.at(clock.now() + (planned.opens_on - clock.today() - timedelta(days=1))):
        assert look() == 0
    with in_days(QUARTER):
        assert asked(handling).id == planned.id


@pytest.mark.row("FU-04")
def test_the_months_are_those_that_were_set_when_the_answer_left(app):
    _, handling, _ = an_ended_case()
    with in_days(2):
        set_value(SYSTEM, FIRST_MONTHS, 9, valid_from=clock.today())
        look()
    assert (queries.of_case(handling)[0].opens_on - clock.today()).days < QUARTER


def test_what_was_refused_or_noted_has_nothing_to_look_at(app):
    _, handling, reply = an_ended_case()
    for answer in db.session.scalars(select(ItemReply).where(ItemReply.reply_id == reply.id)):
        answer.answer_class = AnswerClass.REFUSED
    look()
    assert queries.of_case(handling) == []


def test_a_worker_that_comes_twice_plans_once(app):
    _, handling, _ = an_ended_case()
    look()
    look()
    assert len(queries.of_case(handling)) == 1


@pytest.mark.row("N18")
def test_of_ten_who_are_asked_six_say_no_and_the_unit_has_it_back(app):
    matter, handling, _ = an_ended_case(supporters=9)
    with in_days(QUARTER):
        found = asked(handling)
        for person in matter.supporters[:6]:
            said(found, person, NOT, "还是老样子。")
        for person in matter.supporters[6:8]:
            said(found, person, DONE)
        figures = queries.figures_of(found)
        assert (figures.asked, figures.said, figures.silent) == (10, 8, 2)
        with over(found):
            look()
            assert (handling.state, found.outcome, handling.ended_at) == (S.IN_PROGRESS, L.NOT_DONE, None)
            assert whole(handling.id).due_on is not None


@pytest.mark.row("FU-04")
@pytest.mark.parametrize(
    ("seen", "outcome", "state"),
    [
        ([], L.UNHEARD, S.CLOSED),
        ([DONE, DONE], L.DONE, S.CLOSED),
        ([DONE, PARTLY], L.PARTLY, S.CLOSED),
        ([DONE, DONE, NOT], L.PARTLY, S.CLOSED),
        ([DONE, NOT], L.NOT_DONE, S.IN_PROGRESS),
        ([PARTLY, PARTLY, NOT], L.PARTLY, S.CLOSED),
    ],
)
def test_what_comes_of_it_follows_from_those_who_say_something(app, seen, outcome, state):
    matter, handling, _ = an_ended_case(supporters=6)
    with in_days(QUARTER):
        found = asked(handling)
        for person, one in zip(matter.supporters, seen, strict=False):
            said(found, person, one)
        with over(found):
            look()
    assert (found.outcome, handling.state) == (outcome, state)


@pytest.mark.row("FU-04")
def test_the_office_sets_how_many_send_it_back(app):
    matter, handling, _ = an_ended_case(supporters=6)
    set_value(SYSTEM, NOT_DONE_SHARE, 80, valid_from=clock.today())
    with in_days(QUARTER):
        found = asked(handling)
        for person, one in zip(matter.supporters, (NOT, NOT, NOT, DONE), strict=False):
            said(found, person, one)
        with over(found):
            look()
    assert handling.state is S.CLOSED


@pytest.mark.row("N18")
def test_two_records_of_one_person_are_one_answer_the_last(app):
    matter, handling, _ = an_ended_case(supporters=2)
    one, other = matter.supporters
    with in_days(QUARTER):
        found = asked(handling)
        said(found, one, NOT)
        said(found, other, DONE)
        joining.unite(SYSTEM, one.id, other.id, JoinProof.RECEIPTS)
        figures = queries.figures_of(found)
    assert (figures.asked, figures.said, figures.seen[str(NOT)]) == (2, 1, 0)


def test_what_left_a_question_open_is_asked_once_more_and_then_no_more(app):
    _, handling, _ = an_ended_case()
    with in_days(QUARTER):
        first = asked(handling)
        with over(first):
            look()
            look()
            assert [one.outcome for one in queries.of_case(handling)] == [None, L.UNHEARD]
            with in_days(QUARTER):
                second = asked(handling)
                with over(second):
                    look()
                    look()
                    assert [one.outcome for one in queries.of_case(handling)] == [L.UNHEARD, L.UNHEARD]


def test_nobody_says_anything_after_the_last_day(app):
    matter, handling, _ = an_ended_case()
    with in_days(QUARTER):
        found = asked(handling)
        with over(found), refused_with("已经过了"):
            said(found, matter.lead.person_id, DONE)


@pytest.mark.row("FU-01")
def test_who_asked_is_told_once_and_who_only_came_is_not(app):
    matter, handling, _ = an_ended_case(supporters=2)
    with in_days(QUARTER):
        asked(handling)
        look()
        told = select(Notice.person_id, func.count()).where(Notice.title == "您提的事办成了没有？")
        counts = dict(db.session.execute(told.group_by(Notice.person_id)).all())
    assert counts == dict.fromkeys([matter.lead.person_id, *(one.id for one in matter.supporters)], 1)


@pytest.mark.row("RV-16")
def test_of_an_answer_that_is_not_public_who_proposed_is_asked_alone(app):
    matter, handling, reply = an_ended_case(supporters=1)
    reply.openness, reply.openness_reason = Openness.SHUT, "涉及企业商业秘密。"
    assert queries.asked_about(handling, reply) == {matter.lead.person_id}


@pytest.mark.row("FU-04")
def test_the_unit_needs_evidence_before_it_says_that_its_promise_is_kept(app):
    _, handling, _ = an_ended_case(promise=True)
    assert not acts.REPORT.when(handling)
    shown(handling)
    assert acts.REPORT.when(handling)


@pytest.mark.row("FU-04")
def test_a_promise_is_closed_by_those_who_asked(app):
    matter, handling, _ = an_ended_case(promise=True)
    found = reported(handling)
    said(found, matter.lead.person_id, DONE, "我家楼下能充电了。")
    with over(found):
        look()
        assert (handling.state, found.outcome) == (S.CLOSED, L.DONE)
        tell_new()
        assert matter.lead.person_id in told_of("说好的事办成了")


def told_of(title):
    return set(db.session.scalars(select(Notice.person_id).where(Notice.title == title)))


@pytest.mark.row("E18")
def test_a_promise_that_was_not_kept_comes_back_by_itself_and_everybody_hears(app):
    matter, handling, _ = an_ended_case(promise=True)
    found = reported(handling)
    said(found, matter.lead.person_id, NOT)
    with over(found):
        look()
        tell_new()
        assert (handling.state, handling.promised_on) == (S.IN_PROGRESS, None)
        assert matter.lead.person_id in told_of("没有办成，部门接着办")


@pytest.mark.row("E18")
def test_a_promise_of_which_the_unit_says_nothing_comes_back_on_its_day(app):
    _, handling, _ = an_ended_case(promise=True)
    with in_days(61):
        assert lapse_broken() == 1
    assert handling.state is S.IN_PROGRESS


def test_while_people_are_asked_the_day_of_the_promise_sends_nothing_back(app):
    _, handling, _ = an_ended_case(promise=True)
    with in_days(55):
        reported(handling)
        with in_days(8):
            assert lapse_broken() == 0


@pytest.mark.row("FU-04")
def test_a_promise_of_which_nobody_says_anything_is_the_offices_to_decide(app):
    _, handling, _ = an_ended_case(promise=True)
    found = reported(handling)
    assert not acts.NOT_KEPT.when(handling)
    with over(found):
        look()
        assert (handling.state, found.outcome) == (S.TRACKING, L.UNHEARD)
        with in_days(90):
            assert lapse_broken() == 0
            perform(acts.NOT_KEPT, handling, by=dispatcher(), note="11月3日去看，还没有动工。")
    assert handling.state is S.IN_PROGRESS


def test_the_next_answer_is_looked_at_anew(app):
    matter, handling, _ = an_ended_case(promise=True)
    found = reported(handling)
    said(found, matter.lead.person_id, NOT)
    with over(found):
        look()
        second = answered_again(handling)
        take(handling, "close")
        look()
        latest = queries.of_case(handling)[0]
        assert (latest.reply_id, latest.round, latest.outcome) == (second.id, 1, None)


@pytest.mark.row("FU-07")
def test_the_same_matter_again_asks_at_once_and_counts_as_a_recurrence(app):
    matter, handling, _ = an_ended_case()
    with in_days(20):
        again = the_same_again(matter)
        look()
        (found,) = [one for one in queries.of_case(handling) if one.cause is LookCause.AGAIN]
        assert (found.lead_id, queries.is_open(found)) == (again.id, True)
        look()
        assert len([one for one in queries.of_case(handling) if one.cause is LookCause.AGAIN]) == 1
        said(found, again.person_id, NOT)
        with over(found):
            look()
    assert handling.state is S.IN_PROGRESS


def test_the_trail_says_when_who_is_asked_and_what_came_of_it(app):
    matter, handling, _ = an_ended_case(supporters=1)
    look()
    ahead = step_of(timeline.topic_trail(matter.topic))
    assert ahead.at_label.endswith("起")
    with in_days(QUARTER):
        found = asked(handling)
        own, public = timeline.lead_trail(matter.lead, matter.topic), timeline.topic_trail(matter.topic)
        assert step_of(own).links == (("说一说办成了没有", f"/look-backs/{found.id}"),)
        assert step_of(public).links == ()
        said(found, matter.supporters[0], NOT)
        with over(found):
            look()
            steps = [one.label for one in timeline.topic_trail(matter.topic)]
    assert "回头看，没有办成" in steps


def step_of(trail):
    return next(step for step in trail if step.label == "回头看")


@pytest.mark.row("PS-02")
def test_an_erased_person_keeps_a_figure_and_no_words(app):
    matter, handling, _ = an_ended_case(supporters=1)
    with in_days(QUARTER):
        found = asked(handling)
        said(found, matter.supporters[0], NOT, "我家三楼，腿不好。")
        STORY.forgets([matter.supporters[0].id])
        assert db.session.scalars(select(Look.note)).all() == [""]
        assert queries.figures_of(found).seen[str(NOT)] == 1


def test_only_the_unit_and_the_office_put_evidence(app):
    matter, handling, _ = an_ended_case()
    with pytest.raises(Forbidden):
        entering.show(a_convener(matter.topic.unit), handling, day=clock.today(), text="办好了。", content=None)


def test_a_case_sent_back_drops_what_was_planned(app):
    matter, handling, _ = an_ended_case(supporters=1)
    look()
    with in_days(20):
        again = the_same_again(matter)
        look()
        found = next(one for one in queries.of_case(handling) if one.cause is LookCause.AGAIN)
        said(found, again.person_id, NOT)
        with over(found):
            look()
    states = set(db.session.scalars(select(LookBack.outcome)))
    assert states == {L.NOT_DONE, L.DROPPED}
