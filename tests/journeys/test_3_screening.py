"""Story 3: the office screens topics; a small one the station may settle itself."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.acting import fill, find, follow, go, press
from tests.journeys.courses import propose

SignIn = Callable[..., Page]
WORDS = "写给站点和反映人的话"


def screen(desk: Page, title: str, act: str) -> None:
    """From the queue to the open form of one act."""
    desk.goto("/desk/")
    go(desk, "议题")
    find(desk, title)
    follow(desk, act)


def test_an_approved_topic_gets_its_number_and_the_convener_sees_it(sign_in: SignIn) -> None:
    bench, desk = sign_in("convener", "WM"), sign_in("officer", screen="laptop")
    propose(bench, "东门的斑马线往哪边挪", "区级")
    screen(desk, "东门的斑马线往哪边挪", "定题")
    press(desk, "定题")
    expect(desk.get_by_role("status")).to_contain_text("编号已给")
    bench.reload()
    expect(bench.get_by_text("已定题").first).to_be_visible()
    expect(bench.get_by_text("〕WM-").first).to_be_visible()


def test_a_returned_topic_comes_back_with_remarks_and_is_sent_in_again(sign_in: SignIn) -> None:
    bench, desk = sign_in("convener", "WM"), sign_in("officer", screen="laptop")
    propose(bench, "早点摊的油烟怎么办", "区级")
    screen(desk, "早点摊的油烟怎么办", "退回修改")
    desk.get_by_label("理由").select_option(label="少了一方的意见")
    fill(desk, {WORDS: "请先听听早点摊主怎么说。"})
    press(desk, "退回修改")
    bench.reload()
    expect(bench.get_by_text("请先听听早点摊主怎么说。").first).to_be_visible()
    follow(bench, "修改")
    fill(bench, {"什么事": "摊主说装过一次净化器，三个月就坏了；居民说味道主要在早上六点。"})
    press(bench, "存下")
    follow(bench, "报审")
    press(bench, "报审")
    desk.reload()
    expect(desk.get_by_text("三个月就坏了").first).to_be_visible()
    expect(desk.get_by_text("审题中").first).to_be_visible()


@pytest.mark.parametrize(
    ("act", "reason", "state"), [("缓议", "等资金安排", "缓议"), ("不予列入", "没有商量余地", "不予列入")]
)
def test_a_topic_put_off_or_not_taken_says_why(sign_in: SignIn, act: str, reason: str, state: str) -> None:
    bench, desk = sign_in("convener", "ZY"), sign_in("officer", screen="laptop")
    propose(bench, f"后门修一条连廊，{state}", "区级")
    screen(desk, f"后门修一条连廊，{state}", act)
    fill(desk, {WORDS: "今年的钱已经排定，明年三月再看。"})
    press(desk, act)
    expect(desk.get_by_role("alert")).to_contain_text("您填的都还在")
    desk.get_by_label("理由").select_option(label=reason)
    if act == "缓议":
        fill(desk, {"哪天再审": "2099-03-01"})
    press(desk, act)
    bench.reload()
    expect(bench.get_by_text(state).first).to_be_visible()
    expect(bench.get_by_text(reason).first).to_be_visible()
    expect(bench.get_by_text("明年三月再看").first).to_be_visible()


@pytest.mark.row("TR-09")
def test_a_small_topic_is_settled_at_the_station_and_the_trail_says_by_whom(sign_in: SignIn) -> None:
    bench = sign_in("convener", "JK")
    propose(bench, "二单元门口的长椅朝哪边放", "小微")
    follow(bench, "定题")
    press(bench, "定题")
    expect(bench.get_by_role("status")).to_contain_text("可以安排协商会了")
    settled = bench.locator(".trail li", has_text="定题").last
    expect(settled).to_contain_text("佘广平")


def test_a_district_topic_is_not_settled_at_the_station(sign_in: SignIn) -> None:
    bench = sign_in("convener", "JK")
    propose(bench, "金口岭一带公交改线怎么走", "区级")
    expect(bench.get_by_role("link", name="定题", exact=True)).to_have_count(0)
