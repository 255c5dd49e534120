"""Story 4: a meeting on a settled topic is planned, announced, hung on the wall and put on the screen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.acting import fill, follow, go, press, scan
from tests.journeys.conftest import NewPage
from tests.journeys.courses import plan, settle
from tests.journeys.seeing import path_of, read_qr

SignIn = Callable[..., Page]


@pytest.mark.row("SP-01")
def test_a_planned_meeting_is_announced_and_residents_find_it(sign_in: SignIn, open_page: NewPage) -> None:
    bench, phone = sign_in("convener", "DJ"), open_page()
    settle(bench, "卫生站门口的坡道往哪边修")
    plan(bench, "卫生站门口的坡道", "卫生站坡道协商会", minutes_ahead=3 * 24 * 60)
    expect(bench.get_by_text("拟开", exact=True)).to_be_visible()
    expect(bench.get_by_role("link", name="卫生站门口的坡道往哪边修")).to_be_visible()
    press(bench, "发出通知")
    expect(bench.get_by_text("已通知", exact=True)).to_be_visible()
    phone.goto("/S/DJ")
    follow(phone, "卫生站坡道协商会")
    expect(phone.get_by_text("不用报名，到时候直接来")).to_be_visible()
    expect(phone.get_by_text("轮流发言")).to_be_visible()


@pytest.mark.row("SP-02")
def test_an_agenda_longer_than_the_meeting_is_said(sign_in: SignIn) -> None:
    bench = sign_in("convener", "DJ")
    settle(bench, "活动室的钥匙由谁保管")
    plan(bench, "活动室的钥匙", "活动室钥匙协商会")
    expect(bench.get_by_text("议程加起来比会议长")).to_have_count(0)
    follow(bench, "修改安排")
    bench.locator("#agenda-1-minutes").fill("90")
    press(bench, "存好")
    expect(bench.get_by_text("议程加起来比会议长 20 分钟")).to_be_visible()


def test_what_is_missing_is_asked_for_and_the_agenda_stays(sign_in: SignIn) -> None:
    bench = sign_in("convener", "DJ")
    go(bench, "协商会")
    follow(bench, "办一场协商会")
    fill(bench, {"会的名称": "路灯开关时间协商会"})
    bench.locator("#agenda-0-title").fill("情况通报")
    bench.locator("#agenda-0-minutes").fill("很久")
    press(bench, "拟好这场会")
    expect(bench.get_by_role("alert")).to_contain_text("您填的都还在")
    expect(bench.get_by_label("会的名称")).to_have_value("路灯开关时间协商会")
    expect(bench.locator("#agenda-0-minutes")).to_have_value("很久")


@pytest.mark.row("SP-01")
def test_the_poster_leads_to_the_check_in_and_the_screen_opens(sign_in: SignIn, open_page: NewPage) -> None:
    bench, phone = sign_in("convener", "DJ", "laptop"), open_page()
    settle(bench, "快递车从哪个门进")
    plan(bench, "快递车从哪个门进", "快递车进门协商会")
    press(bench, "发出通知")
    meeting = bench.url
    follow(bench, "打印海报")
    assert path_of(read_qr(bench)).startswith("/C/P")
    scan(bench, phone)
    expect(phone.get_by_role("heading", name="快递车进门协商会")).to_be_visible()
    expect(phone.get_by_role("button", name="签到")).to_be_visible()
    bench.goto(meeting)
    follow(bench, "打开大屏")
    expect(bench.get_by_text("已到会")).to_be_visible()
    scan(bench, phone)
    expect(phone.get_by_role("heading", name="快递车进门协商会")).to_be_visible()
