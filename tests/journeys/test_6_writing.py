"""Story 6: what was agreed is written down and becomes a recommendation."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.acting import fill, follow, go, press
from tests.journeys.conftest import NewPage
from tests.journeys.courses import HOUSING, agree, hold, recommend, settle, write_minutes

SignIn = Callable[..., Page]


def test_minutes_begin_with_what_is_known_and_are_locked_when_confirmed(sign_in: SignIn, open_page: NewPage) -> None:
    bench = sign_in("convener", "YH")
    settle(bench, "楼道的灯谁来换")
    hold(bench, "楼道的灯谁来换", "楼道灯协商会", (open_page(), "何素珍"))
    follow(bench, "写纪要")
    expect(bench.get_by_text("纪要开头这样写，不用再打")).to_contain_text("共 1 人参加，其中居民 1 人")
    fill(bench, {"谈了些什么": "居民代表甲说晚上看不清路，物业愿意先换灯泡。"})
    agree(bench, 0, "承诺", "物业两天内换好灯泡。")
    press(bench, "存好")
    press(bench, "交召集人核定")
    press(bench, "定稿")
    expect(bench.get_by_role("alert").first).to_contain_text("请")
    agree(bench, 0, "承诺", "物业两天内换好灯泡。", unit=HOUSING, days=5)
    press(bench, "存好")
    press(bench, "定稿")
    expect(bench.get_by_text("已定稿").first).to_be_visible()
    expect(bench.get_by_role("link", name="修改", exact=True)).to_have_count(0)


@pytest.mark.row("MN-05")
def test_a_recommendation_takes_its_items_from_the_minutes_and_goes_to_the_office(
    sign_in: SignIn, open_page: NewPage
) -> None:
    bench = sign_in("convener", "YH")
    settle(bench, "老楼的线路怎么查")
    hold(bench, "老楼的线路怎么查", "老楼线路协商会", (open_page(), "何素珍"))
    write_minutes(bench)
    recommend(bench, "老楼线路协商会")
    expect(bench.get_by_text("待审核").first).to_be_visible()
    for words in ("两边想法不一样", "灯泡换了又坏", "线路老化的楼栋统一检修一次", HOUSING):
        expect(bench.get_by_text(words).first).to_be_visible()
    follow(bench, "纪要第 2 条")
    expect(bench.get_by_text("线路老化的楼栋统一检修一次").first).to_be_visible()


def test_an_item_without_its_unit_is_asked_for_before_it_leaves(sign_in: SignIn, open_page: NewPage) -> None:
    bench = sign_in("convener", "YH")
    settle(bench, "门禁坏了找谁修")
    hold(bench, "门禁坏了找谁修", "门禁协商会", (open_page(), "何素珍"))
    write_minutes(bench)
    go(bench, "建议")
    follow(bench, "门禁协商会")
    bench.get_by_label("建议谁来办").first.select_option(label="请选择")
    press(bench, "存好")
    press(bench, "提交区政协审核")
    expect(bench.get_by_role("alert")).to_contain_text("您填的都还在")
    expect(bench.locator("#items-0-unit-error")).to_be_visible()
