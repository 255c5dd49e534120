"""Somebody who left two records: they read about themselves, and two of the staff join the two."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.acting import LAMP, follow, press, report
from tests.journeys.conftest import NewPage

WIDE = 360


@pytest.mark.row("PS-03")
def test_a_resident_reads_corrects_and_erases_without_scripts_in_large_letters(open_page: NewPage) -> None:
    phone = open_page(scripts=False)
    report(phone, "XF")
    phone.goto("/mine")
    press(phone, "长辈版")
    follow(phone, "关于我的信息")
    expect(phone.get_by_role("heading", name="李阿姨")).to_be_visible()
    phone.locator("summary", has_text="写错了").click()
    phone.get_by_label("怎么称呼您").fill("李秀英")
    press(phone, "改好了")
    expect(phone.get_by_role("heading", name="李秀英")).to_be_visible()
    phone.locator("summary", has_text="删掉我的信息").click()
    expect(phone.get_by_text("现在还不能删")).to_be_visible()
    press(phone, "记下，办完就删")
    expect(phone.get_by_role("alert")).to_contain_text("打勾")
    phone.locator("label", has_text="我要删除").click()
    press(phone, "记下，办完就删")
    expect(phone.get_by_role("button", name="不删了，收回")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= WIDE


@pytest.mark.row("PS-01")
def test_two_of_the_staff_join_two_records_and_the_office_parts_them(
    open_page: NewPage, sign_in: Callable[..., Page]
) -> None:
    for name in ("汪秀珍", "汪秀真"):
        report(open_page(), "XF", {**LAMP, "称呼": name})
    asks, confirms, office = sign_in("convener", "XF"), sign_in("station_staff", "XF"), sign_in("officer", "", "laptop")
    asks.goto("/bench/joins")
    asks.get_by_label("姓名，或者收据编号").fill("汪秀珍 汪秀真")
    press(asks, "查找")
    follow(asks, "选这一条")
    asks.get_by_label("姓名，或者收据编号").fill("汪秀珍 汪秀真")
    press(asks, "查找")
    follow(asks, "和先选的那一条比一比")
    asks.get_by_label("凭什么认出是同一个人").fill("本人来站里说的，当面看过两张收据。")
    press(asks, "认准了，申请")
    expect(asks.get_by_text("要两个人都认得")).to_be_visible()
    confirms.goto(asks.url)
    follow(confirms, "我确认，是同一个人")
    press(confirms, "我确认，是同一个人")
    expect(confirms.get_by_text("认作一个人了")).to_be_visible()
    office.goto("/desk/joins")
    office.locator("summary", has_text="分开").first.click()
    office.get_by_label("为什么分开").first.fill("本人说那不是他。")
    office.locator("details[open] button").click()
    expect(office.get_by_text("分开了，本人会知道")).to_be_visible()
