"""Story 2: the convener's inbox on a phone, and each answer a resident may get."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.acting import LAMP, choose, fill, follow, go, open_matter, press, report
from tests.journeys.conftest import NewPage

SignIn = Callable[..., Page]
HEADS = "写给居民的话"


def words(text: str) -> dict[str, str]:
    """A resident of the station in Guantang with something to say."""
    return {**LAMP, "照平时说话写就行": text, "地点": "官塘小区东门"}


def days_left(label: str) -> int:
    number = int("".join(re.findall(r"\d+", label)) or 0)
    return -number if label.startswith("超") else number


def test_the_inbox_shows_first_what_has_the_least_time_left(sign_in: SignIn) -> None:
    bench = sign_in("convener", "XF")
    go(bench, "线索")
    labels = [label.strip() for label in bench.locator("main .list .tag").all_inner_texts()]
    running = [label for label in labels if re.match("超|今天|剩", label)]
    assert len(running) > 3
    assert running == labels[: len(running)], "who is asked for more waits below"
    assert [days_left(label) for label in running] == sorted(days_left(label) for label in running)


@pytest.mark.row("TR-01")
def test_an_accepted_matter_begins_a_topic_and_a_second_one_joins_it(sign_in: SignIn, open_page: NewPage) -> None:
    first, second, bench = open_page(), open_page(), sign_in("convener", "GT")
    report(first, "GT", words("东门快递柜夜里亮得刺眼，一楼睡不着。"))
    report(second, "GT", words("快递柜一到半夜就响，吵得孩子醒。"))
    open_matter(bench, "东门快递柜夜里亮得刺眼")
    follow(bench, "采用，列入议题")
    fill(bench, {"题目": "东门快递柜夜里的灯和声音怎么管"})
    press(bench, "开一个议题")
    expect(bench.get_by_role("status")).to_contain_text("已采用")
    open_matter(bench, "快递柜一到半夜就响")
    follow(bench, "采用，列入议题")
    choose(bench, "东门快递柜夜里的灯和声音怎么管（候选")
    press(bench, "加入选中的议题")
    expect(bench.get_by_role("heading", name="居民的原话")).to_contain_text("2")
    for phone in (first, second):
        follow(phone, "看进展")
        expect(phone.get_by_text("东门快递柜夜里的灯和声音怎么管").first).to_be_visible()


def test_who_is_asked_for_more_answers_from_the_same_page(sign_in: SignIn, open_page: NewPage) -> None:
    phone, bench = open_page(), sign_in("convener", "GT")
    report(phone, "GT", words("路口那个坑越来越大，骑车的老人绕着走。"))
    open_matter(bench, "路口那个坑越来越大")
    follow(bench, "请居民补充")
    fill(bench, {HEADS: "请问是菜场这边的路口，还是学校那边的？"})
    press(bench, "请居民补充")
    expect(bench.get_by_role("status")).to_contain_text("不计时")
    follow(phone, "看进展")
    expect(phone.get_by_text("还是学校那边的？").first).to_be_visible()
    fill(phone, {"您的补充": "学校那边，传达室对面。"})
    press(phone, "把补充发给协商站")
    expect(phone.get_by_role("status")).to_contain_text("收到了")
    bench.reload()
    expect(bench.get_by_text("学校那边，传达室对面。")).to_be_visible()


@pytest.mark.parametrize(
    ("act", "reason", "state"),
    [("不采用", "只关系到一家一户的个人请求", "不采用"), ("转其他渠道", "转 12345 政务服务便民热线", "转其他渠道")],
)
@pytest.mark.row("TR-01")
def test_a_refusal_needs_a_listed_reason_and_a_text_and_both_reach_the_resident(
    sign_in: SignIn, open_page: NewPage, act: str, reason: str, state: str
) -> None:
    phone, bench = open_page(), sign_in("convener", "GT")
    report(phone, "GT", words(f"我家阳台漏水，{state}这样的事归谁管？"))
    open_matter(bench, f"我家阳台漏水，{state}")
    follow(bench, act)
    fill(bench, {HEADS: "这件事请您打物业值班电话，我们也会跟着问。"})
    press(bench, act)
    expect(bench.get_by_role("alert")).to_contain_text("您填的都还在")
    bench.get_by_label("理由").select_option(label=reason)
    press(bench, act)
    expect(bench.get_by_role("status")).to_contain_text("居民会看到")
    follow(phone, "看进展")
    expect(phone.get_by_text(reason).first).to_be_visible()
    expect(phone.get_by_text("请您打物业值班电话").first).to_be_visible()


@pytest.mark.row("ST-02")
def test_the_convener_of_another_station_cannot_see_it(sign_in: SignIn, open_page: NewPage) -> None:
    phone, own, other = open_page(), sign_in("convener", "GT"), sign_in("convener", "XC")
    report(phone, "GT", words("广场舞的音箱能不能九点以后小一点。"))
    open_matter(own, "广场舞的音箱")
    other.goto("/bench/leads")
    expect(other.get_by_text("广场舞的音箱")).to_have_count(0)
    answer = other.goto(own.url)
    assert answer
    assert answer.status == 404
    expect(other.get_by_text("广场舞的音箱")).to_have_count(0)


@pytest.mark.row("TP-02")
def test_a_matter_lands_at_the_station_of_its_code_and_moves_with_its_history(
    sign_in: SignIn, open_page: NewPage
) -> None:
    phone, first, second = open_page(), sign_in("convener", "GT"), sign_in("convener", "ZY")
    report(phone, "GT", words("矿区老房子外墙掉砖，车停在下面。"))
    open_matter(first, "矿区老房子外墙掉砖")
    matter = first.url
    follow(first, "转到别的站")
    first.get_by_label("转到哪个站").select_option(label="朝阳社区")
    fill(first, {HEADS: "这栋楼归朝阳社区管，已请他们接着看。"})
    press(first, "转到别的站")
    expect(first.get_by_role("status")).to_contain_text("居民也会知道")
    open_matter(second, "矿区老房子外墙掉砖")
    expect(second.get_by_text("这栋楼归朝阳社区管").first).to_be_visible()
    answer = first.goto(matter)
    assert answer
    assert answer.status == 404
    follow(phone, "看进展")
    expect(phone.get_by_text("转给另一个协商站").first).to_be_visible()
