"""答复: whole, countersigned, checked, signed twice, sent; what was returned stays as it was."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.factories.handling import (
    a_case,
    a_leader,
    a_liaison,
    a_unit_leader,
    answers,
    last_reply,
    leader_of,
    refused_with,
    take,
    written,
)
from tests.factories.people import an_officer
from yiguan.base import clock
from yiguan.base.errors import Conflict, Forbidden, Invalid
from yiguan.handling import queries
from yiguan.handling.models import Reply
from yiguan.handling.sealed import sent
from yiguan.handling.states import AnswerClass, HandlingState, Openness
from yiguan.looking_back.jobs import lapse_broken
from yiguan.numbering.models import AllottedNumber
from yiguan.store.db import db

S = HandlingState


@pytest.mark.row("N14")
@pytest.mark.row("RV-08")
def test_an_answer_that_leaves_one_item_out_is_not_handed_on(app):
    handling = a_case(S.RECEIVED, items=5)
    take(handling, "write", **written(answers(handling)[:4]))
    with pytest.raises(Invalid) as refused:
        take(handling, "draft")
    assert refused.value.fields == {
        "answers-4-answer_class": ["第5条：请选这一条是哪一类答复。"],
        "answers-4-text": ["第5条：请写这一条的答复。"],
    }
    assert handling.state is S.IN_PROGRESS


@pytest.mark.row("RV-08")
@pytest.mark.parametrize(("days", "sentence"), [(None, "B 类要写明哪天办成。"), (0, "这个日子已经到了")])
def test_a_promise_needs_a_day_to_come(app, days, sentence):
    handling = a_case(S.RECEIVED)
    rows = answers(handling, promise=True)
    rows[-1]["promised_on"] = None if days is None else clock.today() + timedelta(days=days)
    take(handling, "write", **written(rows))
    with pytest.raises(Invalid) as refused:
        take(handling, "draft")
    assert sentence in refused.value.fields["answers-1-promised_on"][0]


@pytest.mark.row("RV-16")
def test_what_is_not_public_in_whole_says_on_what_ground(app):
    handling = a_case(S.RECEIVED)
    take(handling, "write", **{**written(answers(handling)), "openness": Openness.SHUT})
    with pytest.raises(Invalid) as refused:
        take(handling, "draft")
    assert list(refused.value.fields) == ["openness_reason"]


def test_an_item_that_the_case_does_not_have_is_refused(app):
    handling = a_case(S.RECEIVED)
    with pytest.raises(Invalid):
        take(handling, "write", **written([{**answers(handling)[0], "position": 9}]))


@pytest.mark.row("RV-15")
def test_no_answer_passes_without_its_co_unit_unless_a_reason_says_why(app):
    handling = a_case(S.DRAFTED)
    with refused_with("区消防救援大"):
        take(handling, "check")
    take(handling, "waive", note="大队正在救火，电话里同意了。")
    take(handling, "check")
    (entry,) = last_reply(handling).countersigned
    assert (handling.state, entry.waived, entry.note) == (S.CHECKED, True, "大队正在救火，电话里同意了。")


@pytest.mark.row("RV-15")
def test_a_co_unit_countersigns_a_version_once(app):
    handling = a_case(S.DRAFTED)
    helping = a_liaison(queries.co_units_of(handling)[0])
    take(handling, "countersign", by=helping, note="车道留四米。")
    with pytest.raises(Conflict):
        take(handling, "countersign", by=helping)
    with pytest.raises(Conflict):
        take(handling, "waive")


@pytest.mark.row("RV-07")
def test_nobody_checks_their_own_draft(app):
    handling, officer = a_case(S.IN_PROGRESS), an_officer()
    take(handling, "draft", by=officer)
    take(handling, "countersign")
    with pytest.raises(Forbidden):
        take(handling, "check", by=officer)
    take(handling, "check", by=an_officer("裴若谷"))


@pytest.mark.row("RV-07")
@pytest.mark.parametrize("state", [state for state in S if state is not S.SIGNED_OFF])
def test_what_is_not_signed_by_both_never_leaves(app, state):
    handling = a_case(state)
    numbers = db.session.scalars(select(AllottedNumber.words)).all()
    with pytest.raises(Conflict):
        take(handling, "send")
    db.session.rollback()
    assert db.session.scalars(select(AllottedNumber.words)).all() == numbers


@pytest.mark.row("RV-07")
@pytest.mark.row("RV-12")
def test_both_signatures_stand_under_one_text_and_the_number_comes_at_the_end(app):
    handling = a_case(S.REPLIED)
    reply = last_reply(handling)
    assert reply.signature is not None
    assert reply.clearance is not None
    assert reply.signature.text == reply.clearance.text
    assert reply.signature.name != reply.clearance.name
    assert all(answer.text in reply.signature.text for answer in reply.answers)
    assert (reply.number, handling.due_on) == (f"铜议复〔{clock.today().year}〕1号", None)
    assert list(sent()) == []


@pytest.mark.row("RV-12")
def test_a_sent_answer_that_was_changed_afterwards_is_found(app):
    handling = a_case(S.REPLIED)
    last_reply(handling).answers[0].text = "什么也没有做。"
    db.session.commit()
    assert list(sent()) == [f"reply {last_reply(handling).id}：答复的文字和签过的不一样。"]


@pytest.mark.row("RV-07")
@pytest.mark.row("N20")
@pytest.mark.parametrize("state", [S.DRAFTED, S.CHECKED, S.UNIT_SIGNED])
def test_a_return_keeps_the_version_and_its_remarks_and_all_clear_the_next_one(app, state):
    handling = a_case(state)
    take(handling, "return", note="第1条请写哪天通电。")
    take(handling, "write", **written([{**row, "text": "9月18日通电。"} for row in answers(handling)]))
    new, old = queries.replies_of(handling)
    assert (old.version, old.remarks, old.answers[0].text) == (1, "第1条请写哪天通电。", "第1处建好了。")
    assert (new.version, new.answers[0].text, new.countersigned, new.signature) == (2, "9月18日通电。", [], None)
    assert (handling.state, handling.leader_id) == (S.IN_PROGRESS, None)


@pytest.mark.row("RV-07")
def test_only_the_named_leader_signs_off(app):
    handling = a_case(S.UNIT_SIGNED)
    with pytest.raises(Forbidden):
        take(handling, "sign_off", by=a_leader())
    take(handling, "sign_off", by=leader_of(handling))


def test_a_leader_who_is_none_is_refused_by_name(app):
    handling = a_case(S.DRAFTED)
    take(handling, "countersign")
    with pytest.raises(Invalid) as refused:
        take(handling, "check", leader=str(a_unit_leader(handling.unit).id))
    assert list(refused.value.fields) == ["leader"]


@pytest.mark.row("FU-06")
def test_what_promises_a_day_is_followed_until_somebody_saw_it(app):
    handling = a_case(S.REPLIED, promise=True)
    take(handling, "track")
    assert handling.promised_on == clock.today() + timedelta(days=60)
    take(handling, "keep")
    assert (handling.state, handling.ended_at is not None) == (S.CLOSED, True)


@pytest.mark.row("FU-04")
def test_a_promise_whose_day_is_over_comes_back_by_itself_with_a_month(app):
    handling = a_case(S.TRACKING)
    assert handling.promised_on is not None
    for days, state in ((60, S.TRACKING), (61, S.IN_PROGRESS)):
        with clock.at(clock.now() + timedelta(days=days)):
            lapse_broken()
            db.session.commit()
            assert handling.state is state
    assert handling.due_on is not None
    take(handling, "write")
    assert [reply.version for reply in queries.replies_of(handling)] == [2, 1]


def test_the_number_of_an_answer_is_never_used_twice(app):
    replies = [last_reply(a_case(S.REPLIED)).number for _ in range(3)]
    assert replies == [f"铜议复〔{clock.today().year}〕{n}号" for n in (1, 2, 3)]
    assert db.session.scalars(select(Reply.number).where(Reply.number.is_not(None)).order_by(Reply.id)).all() == replies


def test_classes_are_counted_as_they_stand(app):
    handling = a_case(S.REPLIED, items=3, promise=True)
    kinds = [answer.answer_class for answer in last_reply(handling).answers]
    assert kinds == [AnswerClass.SOLVED, AnswerClass.SOLVED, AnswerClass.PLANNED]
