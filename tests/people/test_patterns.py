from itertools import pairwise
from timeit import repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiguan.people.privacy.patterns import LABELS, find_personal, mask_ids

ID_NUMBER = "340705190001010015"


def found(text):
    return [(finding.kind, text[finding.start : finding.end]) for finding in find_personal(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("打我电话13812341234，谢谢", [("mobile", "13812341234")]),
        ("138 1234 1234", [("mobile", "138 1234 1234")]),
        ("+86 138-1234-1234", [("mobile", "+86 138-1234-1234")]),
        ("１３８１２３４１２３４", [("mobile", "１３８１２３４１２３４")]),
        (f"身份证{ID_NUMBER}。", [("id_number", ID_NUMBER)]),
        ("340705 19000101 0015", [("id_number", "340705 19000101 0015")]),
        ("11010519491231002x", [("id_number", "11010519491231002x")]),
        ("卡号6222021234567890128", [("bank_card", "6222021234567890128")]),
        ("4111 1111 1111 1111", [("bank_card", "4111 1111 1111 1111")]),
        ("皖G12345挡住了", [("plate", "皖G12345")]),
        ("皖G·d12345", [("plate", "皖G·d12345")]),
        ("住3栋2单元501室", [("address", "3栋2单元501室")]),
        ("五号楼二单元门口", [("building", "五号楼二单元")]),
        ("12幢304的老人", [("address", "12幢304")]),
        ("楼上1201室漏水", [("address", "1201室")]),
        ("1201室王师傅13812341234", [("address", "1201室"), ("mobile", "13812341234")]),
    ],
)
def test_what_points_to_a_person_is_found(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "井巷新村3幢路灯不亮",
        "三室一厅，3室2厅",
        "二楼会议室",
        "电话0562-2831234",
        "2026年11月23日14:30",
        "340705190001010016",  # a wrong check character
        "340705190013010015",  # no thirteenth month
        "6222021234567890127",  # fails Luhn
        "138123412345",
        "铜议建〔2026〕31号",
    ],
)
def test_what_points_to_nobody_is_left_alone(text):
    assert found(text) == []


def test_an_id_number_keeps_its_place_and_loses_the_person():
    text = f"我是{ID_NUMBER}，他是340705 19000101 0015，电话13812341234"
    assert mask_ids(text) == "我是340705************，他是340705************，电话13812341234"


@given(
    st.lists(
        st.sampled_from([ID_NUMBER, "13812341234", "皖G12345", "3栋2单元501室", "4111111111111111", "6", "路灯", " "])
    )
)
def test_findings_come_in_order_and_never_overlap(pieces):
    findings = find_personal("".join(pieces))
    assert all(one.end <= following.start for one, following in pairwise(findings))
    assert all(finding.kind in LABELS for finding in findings)


LONG = 20_000
MOST_S = 0.2
"""Ten times what it takes at rest: other tests run beside it, and a quadratic reader takes seconds."""
PIECES = (
    " ",
    "1",
    "一",
    "1 ",
    "1-",
    "1-3-",
    "a",
    "a@",
    "(",
    "第一",
    "组",
    "李家组",
    "3栋",
    "3栋2单元",
    "3楼",
    "v ",
    "微信 号 ",
)
MORE = (
    "身份证",
    "卡号：",
    "0086(",
    "皖G",
    "4444 ",
    "1、",
    "q q",
    "巷1号",
    "3排",
    "一楼东",
    "1/1/",
    "_",
    "a_",
    "五零一、",
)


@pytest.mark.parametrize("piece", [*PIECES, *MORE])
def test_a_very_long_text_is_read_in_no_time(piece):
    """Of five readings the fastest, since other processes share the machine."""
    pasted = (piece * LONG)[:LONG]
    assert min(repeat(lambda: find_personal(pasted), number=1, repeat=5)) < MOST_S
