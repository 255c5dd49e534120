"""评价: once each, changed until the last day, counted by person; many who are not satisfied open one redo."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.factories.handling import answers, refused_with, take, whole, written
from tests.factories.people import an_officer
from tests.factories.ratings import SENT, an_answer, go, rated
from tests.factories.topics import a_topic
from yiguan.base import clock
from yiguan.base.actor import SYSTEM
from yiguan.district.service import set_value
from yiguan.handling.queries import sent_of
from yiguan.handling.states import HandlingState, Openness
from yiguan.looking_back.jobs import lapse_broken
from yiguan.notifications.models import Notice
from yiguan.people import appointing, joining
from yiguan.people.states import JoinProof, Role
from yiguan.progress import timeline
from yiguan.progress.tell import tell_new
from yiguan.ratings import queries
from yiguan.ratings.jobs import close_windows
from yiguan.ratings.models import Rating
from yiguan.ratings.parameters import RATING_DAYS, REDO_SHARE
from yiguan.ratings.states import Satisfaction
from yiguan.ratings.story import ASKED, STORY
from yiguan.store.db import db
from yiguan.topics.acts import MERGE
from yiguan.topics.states import TopicState
from yiguan.workflow.perform import perform

S = HandlingState
GOOD, FAIR, BAD = Satisfaction.SATISFIED, Satisfaction.MOSTLY, Satisfaction.NOT


def after_the_window(reply):
    return clock.at(clock.now() + timedelta(days=(queries.open_until(reply) - clock.today()).days + 1))


@pytest.mark.row("FU-02")
def test_each_person_counts_once_and_may_change_what_they_said(app):
    matter, handling, reply = an_answer(supporters=2)
    rated(reply, matter.lead.person_id, BAD)
    rated(reply, matter.lead.person_id, GOOD)
    rated(reply, matter.supporters[0], FAIR)
    counts = queries.counts_of(handling, reply)
    assert (counts.asked, counts.rated, counts.silent) == (3, 2, 1)
    assert counts.words == "满意 1，基本满意 1，不满意 0"


@pytest.mark.row("FU-02")
def test_two_records_of_one_person_are_one_rating_the_last(app):
    matter, handling, reply = an_answer(supporters=2)
    one, other = matter.supporters
    rated(reply, one, BAD)
    rated(reply, other, GOOD)
    joining.unite(SYSTEM, one.id, other.id, JoinProof.RECEIPTS)
    counts = queries.counts_of(handling, reply)
    assert (counts.asked, counts.rated, counts.unhappy) == (2, 1, 0)


def test_nobody_rates_after_the_last_day(app):
    matter, _, reply = an_answer()
    with after_the_window(reply), refused_with("已经过了"):
        rated(reply, matter.lead.person_id, GOOD)


@pytest.mark.row("FU-02")
def test_the_window_has_as_many_working_days_as_the_office_had_set_when_the_answer_left(app):
    _, _, reply = an_answer()
    told = queries.open_until(reply)
    with clock.at(clock.now() + timedelta(days=3)):
        set_value(SYSTEM, RATING_DAYS, 5, valid_from=clock.today())
        assert queries.open_until(reply) == told
        _, _, later = an_answer()
        assert (queries.open_until(later) - clock.today()).days < (told - clock.today()).days


@pytest.mark.row("FU-03")
@pytest.mark.parametrize(
    ("results", "state"),
    [
        ([], S.CLOSED),
        ([GOOD, FAIR], S.CLOSED),
        ([GOOD, GOOD, GOOD, BAD], S.CLOSED),
        ([GOOD, GOOD, BAD], S.IN_PROGRESS),
        ([BAD], S.IN_PROGRESS),
    ],
)
def test_a_share_of_people_not_satisfied_opens_a_redo_and_silence_does_not(app, results, state):
    matter, handling, reply = an_answer(supporters=6)
    for person, result in zip(matter.supporters, results, strict=False):
        rated(reply, person, result)
    assert close_windows() == 0
    with after_the_window(reply):
        assert close_windows() == 1
    assert handling.state is state


@pytest.mark.row("FU-03")
def test_the_office_sets_the_share(app):
    matter, handling, reply = an_answer(supporters=2)
    for person, result in zip(matter.supporters, (GOOD, BAD), strict=True):
        rated(reply, person, result)
    set_value(SYSTEM, REDO_SHARE, 60, valid_from=clock.today())
    with after_the_window(reply):
        close_windows()
    assert handling.state is S.CLOSED


@pytest.mark.row("FU-03")
def test_a_redo_has_its_own_clock_a_second_answer_and_comes_once(app):
    matter, handling, reply = an_answer()
    rated(reply, matter.lead.person_id, BAD, "太远了，老人走不过去。")
    with after_the_window(reply):
        close_windows()
        assert (handling.state, handling.due_on) == (S.IN_PROGRESS, whole(handling.id).due_on)
        assert handling.due_on is not None
        assert 28 <= (handling.due_on - clock.today()).days <= 40
        again = whole(handling.id)
        take(again, "write", **written(answers(again)))
        go(again, *SENT[3:])
        second = sent_of([handling.id])[-1]
        rated(second, matter.lead.person_id, BAD)
        with after_the_window(second):
            close_windows()
    assert (handling.state, [one.version for one in sent_of([handling.id])]) == (S.CLOSED, [1, 2])


@pytest.mark.row("FU-03")
def test_everybody_hears_of_a_redo_and_the_unit_reads_how_many(app):
    matter, _, reply = an_answer(supporters=1)
    rated(reply, matter.lead.person_id, BAD)
    with after_the_window(reply):
        close_windows()
        tell_new()
    told = db.session.execute(select(Notice.person_id, Notice.title, Notice.text).where(Notice.subject == "handling"))
    redone = {person: text for person, title, text in told if "再办一次" in title}
    assert {matter.lead.person_id, matter.supporters[0].id} <= set(redone)
    assert any("1人评了，1人对结果不满意" in text for text in redone.values())


def test_what_promises_a_day_is_followed_when_its_window_closes(app):
    _, handling, reply = an_answer()
    handling.promised_on = clock.today() + timedelta(days=90)
    with after_the_window(reply):
        close_windows()
    assert handling.state is S.TRACKING


def test_the_trail_asks_who_had_a_part_as_long_as_it_is_open(app):
    matter, _, reply = an_answer()
    asked = {
        name: next(step for step in trail if step.label == ASKED)
        for name, trail in (
            ("own", timeline.lead_trail(matter.lead, matter.topic)),
            ("public", timeline.topic_trail(matter.topic)),
        )
    }
    assert (asked["own"].links, asked["public"].links) == ((("评一评", f"/answers/{reply.id}"),), ())
    assert "不评不会算成满意" in asked["public"].note
    with after_the_window(reply):
        later = next(s for s in timeline.lead_trail(matter.lead, matter.topic) if s.label == ASKED)
    assert (later.note, later.links) == ("", ())


@pytest.mark.row("PS-02")
def test_an_erased_person_keeps_a_figure_and_no_words(app):
    matter, handling, reply = an_answer(supporters=1)
    rated(reply, matter.supporters[0], BAD, "我家三楼，腿不好。")
    STORY.forgets([matter.supporters[0].id])
    assert db.session.scalars(select(Rating.note)).all() == [""]
    assert queries.counts_of(handling, reply).unhappy == 1


def test_a_number_in_somebodys_words_is_not_kept(app):
    matter, _, reply = an_answer()
    rating = rated(reply, matter.lead.person_id, BAD, "身份证34070219491001002X的人没人管")
    assert "34070219491001002X" not in rating.note


@pytest.mark.row("RV-16")
def test_an_answer_that_is_not_public_is_for_those_who_proposed_the_matter(app):
    matter, handling, reply = an_answer(supporters=1)
    reply.openness, reply.openness_reason = Openness.SHUT, "涉及企业商业秘密。"
    asked = queries.asked_about(handling, reply)
    assert (matter.lead.person_id in asked, matter.supporters[0].id in asked) == (True, False)


def test_nobody_of_the_unit_rates_its_own_answer(app):
    matter, handling, reply = an_answer(supporters=1)
    assert handling.unit is not None
    appointing.appoint(SYSTEM, matter.supporters[0], handling.unit.id, Role.UNIT_LIAISON)
    assert matter.supporters[0].id not in queries.asked_about(handling, reply)


def test_the_case_of_a_merged_topic_goes_with_its_people(app):
    matter, handling, reply = an_answer()
    main = a_topic(matter.topic.unit, TopicState.APPROVED)
    perform(MERGE, matter.topic, by=an_officer(), into=main, note="说的是一件事。")
    assert matter.lead.person_id in queries.asked_about(handling, reply)


@pytest.mark.row("FU-03")
def test_a_broken_promise_uses_up_no_redo(app):
    matter, handling, reply = an_answer()
    handling.promised_on = clock.today() + timedelta(days=30)
    with after_the_window(reply):
        close_windows()
    with clock.at(clock.now() + timedelta(days=60)):
        lapse_broken()
        again = whole(handling.id)
        take(again, "write", **written(answers(again)))
        go(again, *SENT[3:])
        second = sent_of([handling.id])[-1]
        rated(second, matter.lead.person_id, BAD)
        with after_the_window(second):
            close_windows()
    assert (handling.state, handling.redone) == (S.IN_PROGRESS, True)
