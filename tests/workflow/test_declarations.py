"""What a declaration of an act must say; a slice that forgets it fails here, before anybody misses it."""

import re

import pytest
from marshmallow import fields

from yiguan.base.act import Act, Everyone, Mark, Said, Trace
from yiguan.base.fields import In, Text
from yiguan.workflow.machines import entries, machines

ACTS = [act for acts in machines().values() for act in acts.values()]
ON_PAGES = [act for act in ACTS if act.on]


def named(act):
    return f"{act.subject}-{act.name}"


@pytest.mark.parametrize("act", ACTS, ids=named)
def test_an_act_has_words_for_the_trail_and_a_decision_who_is_told(act):
    assert isinstance(act.said, Said)
    assert act.said.staff or act.said.proposer or act.said == Said(None)
    assert all(callable(tell) or isinstance(tell, Everyone) for tell in act.tells)


@pytest.mark.parametrize("act", ACTS, ids=named)
def test_an_act_is_described_in_one_english_sentence_and_labelled_in_chinese(act):
    assert re.fullmatch(r"[A-Z][\x20-\x7e]+\.", act.summary)
    assert re.search(r"[\u4e00-\u9fff]", act.label)


@pytest.mark.parametrize("act", ACTS, ids=named)
def test_an_act_with_a_listed_reason_takes_it_and_says_a_word_more(act):
    assert (act.reason is not None) == ("reason" in act.takes._declared_fields)
    if act.reason is not None:
        assert "note" in act.takes._declared_fields


@pytest.mark.parametrize("act", ON_PAGES, ids=named)
def test_an_act_on_a_page_says_what_was_done(act):
    assert re.fullmatch(r"[\u4e00-\u9fff].*[。！]", act.done)


@pytest.mark.parametrize("act", [act for act in ON_PAGES if act.subject in ("lead", "topic")], ids=named)
def test_every_field_of_a_generic_form_has_a_label(act):
    for name, field in act.takes._declared_fields.items():
        assert isinstance(field, fields.Field)
        assert field.metadata.get("label"), name


def test_a_state_of_a_machine_is_led_to_or_begun_with_or_made_by_others():
    """Where records begin, what the worker decides, and what a later slice will bring."""
    elsewhere = {"prepared", "waiting", "failed", "superseded", "closed", "invited", "registered", "waitlisted"}
    elsewhere |= {"duplicate", "refused", "unresolved", "moved"}  # what a decision on a check-in says
    for record, acts in machines().items():
        states = type(next(iter(acts.values())).sources[0])
        led_to = {str(act.target) for act in acts.values() if act.target}
        unreachable = {str(state) for state in states} - led_to - elsewhere - {str(next(iter(states)))}
        assert not unreachable, f"{record.__name__}: nothing leads to {unreachable}"


def test_marks_and_acts_of_one_kind_of_record_have_names_of_their_own():
    for (subject, name), entry in entries().items():
        assert isinstance(entry, (Act, Mark))
        assert (entry.subject, entry.name) == (subject, name)


def does_nothing(actor, record, *, wish):
    return Trace()


class WishIn(In):
    whish = Text(20)


def test_a_misspelt_field_fails_where_the_act_is_declared():
    example = ACTS[0]
    with pytest.raises(TypeError, match="wish"):
        Act(
            record=example.record,
            name="wish",
            label="想",
            summary="Wish.",
            sources=example.sources,
            target=None,
            may=example.may,
            takes=WishIn,
            does=does_nothing,
            said=Said(None),
            tells=(),
        )
