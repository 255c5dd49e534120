"""Records that say nearly the same are suggested, the most similar first; synonyms count as the same word."""

import re

from tests.factories.leads import a_lead
from tests.factories.organisation import a_station
from tests.factories.people import an_account
from tests.factories.topics import a_topic
from yiguan.leads.models import Lead
from yiguan.people.states import Role
from yiguan.search.similar import similar
from yiguan.store.db import db
from yiguan.topics.states import TopicState

OTHERS = (
    "小区门口的垃圾没有人收。",
    "公交车站太远。",
    "楼上漏水，天花板湿了一片。",
    "孩子放学没有地方去。",
    "广场舞的音响太响。",
)


def some_leads(*texts):
    made = [a_lead(text=text).id for text in texts]
    db.session.commit()
    return made


def test_the_same_matter_in_other_words_comes_first(app):
    lamp, _, meal, *_ = some_leads(
        "楼道里的路灯坏了半个月。", *OTHERS[:1], "老人吃饭不方便，想要一个助餐点。", *OTHERS[1:]
    )
    assert similar(Lead, "楼道路灯不亮，晚上看不见")[:1] == [lamp]
    assert similar(Lead, "老年食堂什么时候开")[:1] == [meal]


def test_what_has_nothing_in_common_is_not_suggested_nor_the_record_itself(app):
    made = some_leads(*OTHERS)
    assert similar(Lead, "路面积雪") == []
    assert made[2] not in similar(Lead, OTHERS[2], but=[made[2]])


def test_an_empty_text_is_like_nothing(app):
    some_leads(*OTHERS)
    assert similar(Lead, "") == []
    assert similar(Lead, "，。！") == []


def test_no_more_are_suggested_than_asked_for(app):
    some_leads(*[f"楼道里的路灯坏了{n}天。" for n in range(6)], *OTHERS)
    assert len(similar(Lead, "路灯坏了")) == 3


def test_a_topic_that_says_nearly_the_same_stands_first_where_a_lead_is_taken_up(client):
    unit = a_station()
    for title in ("广场舞的音响太响", "加装电梯", "楼道路灯总是坏", "公厕夜里能不能开"):
        topic = a_topic(unit, TopicState.CANDIDATE)
        topic.title = topic.problem = title
    lead = a_lead(unit, text="我们单元的路灯又坏了，楼道里黑。")
    client.sign_in(an_account(Role.CONVENER, unit))
    page = client.page(f"/bench/leads/{lead.id}/accept")
    offered = re.findall(r"<span>([^<]+)（候选", page)
    assert offered[0] == "楼道路灯总是坏"
    assert page.count("像是这件事") == 1


def test_a_text_of_any_length_is_compared(app):
    made = some_leads("楼道里的路灯坏了，楼道黑。", *OTHERS)
    long = "".join(chr(0x4E00 + 7 * number) for number in range(2000)) + "楼道路灯坏了"
    assert similar(Lead, long)[:1] == made[:1]
