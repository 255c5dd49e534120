"""Story 10: an evening at the desk without a network. Nothing is lost, nothing is doubled."""

import os
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Route, expect

from tests.journeys.acting import press
from tests.journeys.conftest import FLAGS, Demo
from tests.journeys.evening.desk import (
    arrived,
    give_password,
    invite,
    kill,
    ready,
    sign_in,
    to_desk,
    unsent,
    walk_in,
)
from tests.journeys.evening.wire import Wire


@pytest.mark.row("CK-16")
def test_with_the_network_gone_the_page_reloads_finds_people_and_keeps_every_scan(
    desk: Page, demo: Demo, wire: Wire
) -> None:
    before = arrived(demo, desk)
    wire.become("cut")
    desk.reload()
    ready(desk)
    expect(desk.get_by_text("网络断了。照常签到")).to_be_visible()
    expect(desk.locator("#roster")).to_have_text(re.compile("名单 \\d+ 人"))
    walk_in(desk, "赵来福")
    walk_in(desk, "钱来福")
    unsent(desk, 2)
    expect(desk.locator("#unsent")).to_contain_text("最早的是刚才记下的")
    wire.become("open")
    press(desk, "现在就送出")
    unsent(desk, 0)
    assert arrived(demo, desk) == before + 2


@pytest.mark.row("N06")
def test_a_browser_killed_with_unsent_scans_finds_them_again_and_sends_them_after_signing_in(
    demo: Demo, browser: Browser, wire: Wire, tmp_path: Path
) -> None:
    start: Callable[[], BrowserContext] = lambda: browser.browser_type.launch_persistent_context(  # noqa: E731
        tmp_path, executable_path=os.environ["YIGUAN_TEST_CHROMIUM"], args=FLAGS, base_url=wire.base_url
    )
    desk = start().new_page()
    sign_in(desk, demo)
    to_desk(desk, demo)
    before = arrived(demo, desk)
    wire.become("cut")
    walk_in(desk, "孙来福")
    walk_in(desk, "李来福")
    unsent(desk, 2)
    with desk.context.expect_event("close"):
        kill(tmp_path)
    again = start().new_page()
    again.goto(f"/reception/{demo.told['open_meeting']['code']}")
    ready(again)
    unsent(again, 2)
    wire.become("open")
    press(again, "现在就送出")
    again.get_by_role("link", name="重新登录").click()
    give_password(again, demo)
    ready(again)
    unsent(again, 0)
    assert arrived(demo, again) == before + 2
    again.context.close()


@pytest.mark.row("OF-02")
@pytest.mark.row("N06")
def test_a_line_that_takes_the_scan_and_never_answers_counts_as_offline_and_the_scan_once(
    desk: Page, demo: Demo, wire: Wire
) -> None:
    before = arrived(demo, desk)
    wire.become("mute")
    walk_in(desk, "周来福")
    expect(desk.get_by_text("网络断了。照常签到")).to_be_visible(timeout=6_000)
    unsent(desk, 1)
    assert arrived(demo, desk) == before + 1, "the server has it, the device cannot know"
    wire.become("open")
    press(desk, "现在就送出")
    unsent(desk, 0)
    assert arrived(demo, desk) == before + 1


@pytest.mark.row("CK-16")
def test_a_server_that_accepts_and_never_answers_still_lets_the_page_open(desk: Page, wire: Wire) -> None:
    wire.become("deaf")
    desk.reload()
    ready(desk)
    expect(desk.get_by_text("网络断了。照常签到")).to_be_visible()


KEEP_MANY = """async (meeting) => {
  const desk = document.querySelector("script[src$='reception/page.js']").src;
  const store = await import(desk.replace("page.js", "store.js"));
  for (let n = 1; n <= 50; n++) await store.add(meeting, { source: "proxy", name: `吴第${n}`, shown: "吴**" });
}"""


@pytest.mark.row("N06")
def test_of_fifty_scans_the_seventh_fails_and_holds_up_none_of_the_others(desk: Page, demo: Demo, wire: Wire) -> None:
    def choke(route: Route) -> None:
        poisoned = "吴第7" in str(route.request.post_data_json)
        route.fulfill(status=500, json={"code": "server_error"}) if poisoned else route.continue_()

    before = arrived(demo, desk)
    desk.route("**/check-ins/batch", choke)
    desk.evaluate(KEEP_MANY, demo.told["open_meeting"]["code"])
    walk_in(desk, "郑来福")
    unsent(desk, 1)
    assert arrived(demo, desk) == before + 50
    desk.unroute("**/check-ins/batch")
    press(desk, "现在就送出")
    unsent(desk, 0)
    assert arrived(demo, desk) == before + 51


@pytest.mark.row("N06")
def test_two_tabs_at_once_send_each_scan_once(desk: Page, demo: Demo, wire: Wire) -> None:
    other, sent = to_desk(desk.context.new_page(), demo), list[str]()
    before = arrived(demo, desk)

    def note(request: Any) -> None:
        if request.url.endswith("/batch") and wire.state == "open":
            sent.extend(record["key"] for record in request.post_data_json["records"])

    wire.become("cut")
    desk.context.on("request", note)
    for page, surname in ((desk, "冯"), (other, "陈"), (desk, "褚"), (other, "卫")):
        walk_in(page, f"{surname}来福")
    unsent(desk, 4)
    wire.become("open")
    for page in (desk, other):
        page.evaluate("document.getElementById('send').click()")
    unsent(other, 0)
    unsent(desk, 0)
    assert len(sent) == len(set(sent))
    assert arrived(demo, desk) == before + 4


@pytest.mark.row("CK-17")
def test_nobody_signs_out_over_unsent_scans_and_afterwards_no_list_stays_behind(
    desk: Page, demo: Demo, wire: Wire
) -> None:
    desk.context.clear_cookies()  # the others go on with theirs
    sign_in(desk, demo)
    to_desk(desk, demo)
    wire.become("cut")
    walk_in(desk, "蒋来福")
    press(desk, "退出")
    expect(desk.get_by_text("先别退出：这台设备上还有 1 条签到没有送达。")).to_be_visible()
    wire.become("open")
    press(desk, "现在就送出")
    unsent(desk, 0)
    press(desk, "退出")
    desk.wait_for_url(lambda url: "/reception/" not in url)
    desk.goto("/reception/offline")
    expect(desk.get_by_text("这台设备上还没有名单")).to_be_visible()


@pytest.mark.row("CK-17")
def test_closing_the_page_over_unsent_scans_asks_first(desk: Page, wire: Wire) -> None:
    wire.become("cut")
    walk_in(desk, "沈来福")
    unsent(desk, 1)
    asked = list[str]()

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    desk.on("dialog", stay)
    desk.close(run_before_unload=True)
    desk.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    unsent(desk, 1)


@pytest.mark.row("CK-18")
def test_a_device_two_hours_fast_says_so_and_counts_all_the_same(desk: Page, demo: Demo) -> None:
    before = arrived(demo, desk)
    desk.clock.set_system_time(datetime.now(UTC) + timedelta(hours=2))
    to_desk(desk, demo)
    expect(desk.locator("#clock")).to_have_text(re.compile("快了 1(19|20) 分钟。不用管"))
    walk_in(desk, "许来福")
    unsent(desk, 0)
    assert arrived(demo, desk) == before + 1


@pytest.mark.row("N06")
def test_two_desks_without_network_check_in_one_person_and_one_is_counted(
    desk: Page, demo: Demo, browser: Browser, keeper: Any, wire: Wire
) -> None:
    invite(demo, desk, "尤来福")
    other = to_desk(browser.new_context(base_url=wire.base_url, storage_state=keeper).new_page(), demo)
    to_desk(desk, demo)
    before = arrived(demo, desk)
    wire.become("cut")
    for page in (desk, other):
        page.locator("#q").fill("尤来福")
        page.locator("#hits").get_by_role("button", name="尤来*").click()
        unsent(page, 1)
    wire.become("open")
    for page in (desk, other):  # by itself or by the button, which goes away when nothing is left to send
        page.locator("#send").dispatch_event("click")
        unsent(page, 0)
    said = [page.locator("#said").inner_text() for page in (desk, other)]
    assert sum("尤来*：已经签过了" in words for words in said) == 1, said
    assert arrived(demo, desk) == before + 1
    other.context.close()


REPLACED = """async () => {
  for (const name of await caches.keys()) await caches.delete(name);
  navigator.serviceWorker.dispatchEvent(new Event("controllerchange"));
}"""
"""What a worker of the next release does when it takes over: the files of this one are gone."""


def test_a_new_release_asks_to_reload_and_leaves_the_page_alone(desk: Page, wire: Wire) -> None:
    desk.reload()  # from now on the worker of this release is the page's
    ready(desk)
    expect(desk.locator("#release")).to_be_hidden()
    wire.become("cut")
    walk_in(desk, "韩来福")
    desk.evaluate(REPLACED)
    expect(desk.get_by_text("请刷新这一页。已经记下的都在")).to_be_visible()
    unsent(desk, 1)
