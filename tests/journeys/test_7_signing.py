"""Story 7: the district returns or approves a recommendation; the chair signs it and it has a number."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.acting import fill, follow, press
from tests.journeys.conftest import Demo, NewPage
from tests.journeys.courses import approve, hold, recommend, review, settle, sign, write_minutes

SignIn = Callable[..., Page]


def sent_in(bench: Page, phone: Page, topic: str) -> None:
    """The convener has just sent a recommendation on the topic to the office."""
    settle(bench, topic)
    hold(bench, topic, f"{topic}协商会", (phone, "柏成"))
    write_minutes(bench)
    recommend(bench, f"{topic}协商会")


@pytest.mark.row("RV-01")
def test_what_comes_back_with_remarks_is_mended_approved_and_signed(
    sign_in: SignIn, open_page: NewPage, demo: Demo
) -> None:
    bench = sign_in("convener", "JK")
    officer, chair = sign_in("officer", screen="laptop"), sign_in("chair", screen="laptop")
    sent_in(bench, open_page(), "菜场后门的垃圾房")
    review(officer, "菜场后门的垃圾房")
    officer.locator("summary", has_text="退回修改").click()
    fill(officer, {"请他们改哪里": "请写清检修哪几栋楼。"})
    officer.get_by_label("为什么退回").select_option(label="建议太笼统")
    press(officer, "退回")
    bench.reload()
    expect(bench.get_by_text("请写清检修哪几栋楼。").first).to_be_visible()
    follow(bench, "修改")
    bench.get_by_label("建议怎么办").first.fill("三栋到六栋的线路今年统一检修一次。")
    press(bench, "存好")
    press(bench, "提交区政协审核")
    approve(officer, "菜场后门的垃圾房")
    expect(officer.get_by_role("status")).to_contain_text("已请主席会议成员签发")
    sign(chair, "菜场后门的垃圾房", demo.account("chair")["password"])
    expect(chair.get_by_role("status")).to_contain_text(re.compile(r"铜议建〔\d{4}〕\d+号"))
    bench.reload()
    expect(bench.get_by_text(re.compile(r"铜议建〔\d{4}〕\d+号")).first).to_be_visible()
    expect(bench.get_by_text(demo.account("chair")["name"]).first).to_be_visible()


def test_a_wrong_password_signs_nothing_and_the_office_cannot_sign(sign_in: SignIn, open_page: NewPage) -> None:
    bench = sign_in("convener", "JK")
    officer, chair = sign_in("officer", screen="laptop"), sign_in("chair", screen="laptop")
    sent_in(bench, open_page(), "菜场前门的台阶")
    approve(officer, "菜场前门的台阶")
    expect(officer.locator("summary", has_text="签发")).to_have_count(0)
    sign(chair, "菜场前门的台阶", "not-the-password")
    expect(chair.get_by_role("alert")).to_contain_text("密码")
    bench.reload()
    expect(bench.get_by_text("审核通过").first).to_be_visible()
    expect(bench.get_by_text("铜议建")).to_have_count(0)
