"""The sentences a resident reads are declared with the acts; here they stand once more, so that none changes unseen."""

import pytest

from yiguan.base.act import Act
from yiguan.leads.models import Lead
from yiguan.topics.models import Topic
from yiguan.workflow.machines import entries, machine

TO_A_PROPOSER = {
    "ask": ("协商站请您补充", "{}"),
    "answer": ("您补充了说明", "{}"),
    "move": ("转给另一个协商站", "{}"),
    "accept": ("协商站受理", "列入议题“{}”"),
    "release": ("从议题里分出来，重新看", "{}"),
    "transfer": ("转其他渠道", "{}"),
    "decline": ("这次没有采用", "{}"),
    "recheck": ("区政协办公室复核", "{}"),
    "withdraw": ("您撤回了", "{}"),
    "keep": ("记在另一部手机上", "{}"),
    "forget": ("别的手机不再认这件事", "{}"),
}
TO_EVERYBODY = {
    "approve": "审题定题",
    "reject": "不予列入",
    "defer": "缓议，到时再审",
    "merge": "并入另一个议题",
    "terminate": "终止协商",
    "archive": "办结归档",
}


def test_a_proposer_reads_each_step_of_a_lead_in_these_words():
    said = {act.name: act.said for act in machine(Lead).values()}
    assert {name: (words.proposer, words.note) for name, words in said.items() if words.proposer} == TO_A_PROPOSER


@pytest.mark.parametrize("reader", ["proposer", "public"])
def test_everybody_reads_the_steps_of_a_topic_in_these_words(reader):
    said = {act.name: getattr(act.said, reader) for act in machine(Topic).values()}
    assert {name: words for name, words in said.items() if words} == TO_EVERYBODY


def test_only_acts_on_leads_and_topics_speak_to_residents():
    speaking = [entry for entry in entries().values() if entry.said.proposer or entry.said.public]
    assert {entry.subject for entry in speaking} == {"lead", "topic"}
    assert all(isinstance(entry, Act) for entry in speaking)
