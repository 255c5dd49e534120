"""Story 12: a visit with two stops that keeps who leaves: posters of each stop, a phone, the desk without a network."""

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.acting import fill, press
from tests.journeys.conftest import Demo, NewPage
from tests.journeys.evening.desk import PATIENCE_MS, ready, unsent
from tests.journeys.evening.wire import Wire
from tests.journeys.seeing import path_of, read_qr
from yiguan.base import clock

STOPS = (("井巷新村二栋", 5), ("柳园社区", 65))

PROJECTORS = ((1024, 768), (1280, 720), (1280, 800), (1366, 768), (1920, 1080))


@pytest.fixture
def bench(demo: Demo, browser: Browser, keeper: Any, wire: Wire) -> Any:
    context = browser.new_context(base_url=wire.base_url, locale="zh-CN", storage_state=keeper)
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


def plan_a_visit(page: Page, unit: str) -> str:
    """Announced, the first stop in five minutes, the second an hour later; its code."""
    page.goto(f"/bench/meetings/new?unit={unit}")
    fill(page, {"会的名称": "加装电梯视察", "开始时间": clock.for_field(clock.now() + timedelta(minutes=5))})
    page.get_by_label("哪种协商").select_option(label="视察")
    page.get_by_label("记下中途谁离开").check()
    page.get_by_text("分几段开，或者走几处看").click()
    for n, (title, ahead) in enumerate(STOPS):
        page.locator(f"#parts-{n}-title").fill(title)
        page.locator(f"#parts-{n}-starts_at").fill(clock.for_field(clock.now() + timedelta(minutes=ahead)))
        page.locator(f"#parts-{n}-minutes").fill("50")
    press(page, "拟好这场会")
    press(page, "发出通知")
    expect(page.get_by_text("第2站 柳园社区")).to_be_visible()
    return page.url.rstrip("/").rpartition("/")[2]


@pytest.mark.row("CK-13")
@pytest.mark.row("CK-14")
def test_two_stops_one_participant_and_who_is_there_now(
    bench: Page, demo: Demo, wire: Wire, open_page: NewPage
) -> None:
    code, phone = plan_a_visit(bench, demo.told["open_meeting"]["unit"]), open_page()
    bench.goto(f"/bench/meetings/{code}/poster?part=1")
    phone.goto(path_of(read_qr(bench)))
    expect(phone.get_by_text("第1站 井巷新村二栋")).to_be_visible()
    fill(phone, {"姓名": "江明礼"})
    press(phone, "签到")
    expect(phone.get_by_text("到了那里，请再扫一次码")).to_be_visible()
    press(phone, "我先走了")
    expect(phone.get_by_role("heading", name="您先离开了")).to_be_visible()
    bench.goto(f"/reception/{code}")
    ready(bench)
    expect(bench.get_by_text("到会 1 人，在场 0 人")).to_be_visible()
    bench.evaluate("navigator.serviceWorker.ready.then(() => true)")
    wire.become("cut")
    bench.reload()
    ready(bench)
    expect(bench.get_by_label("现在签的是")).to_contain_text(re.compile("按时间（第1站 井巷新村二栋）"))
    choose(bench, "江明", way="回来")
    expect(bench.locator("#lately")).to_contain_text("回来已记下")
    choose(bench, "江明", way="进场", stop="第2站 柳园社区")
    wire.become("open")
    bench.evaluate("window.dispatchEvent(new Event('online'))")
    unsent(bench, 0)
    attendance = phone.request.get(f"/api/v1/meetings/{code}/attendance").json()
    assert attendance["arrived"] == 1
    assert [(part["arrived"], part["present"]) for part in attendance["parts"]] == [(1, 1), (1, 1)]
    bench.goto(f"/hall/{code}")
    expect(bench.locator("[data-hall=names]")).to_have_text("江**")
    assert [size for size in PROJECTORS if not fits(bench, *size)] == []


def fits(page: Page, width: int, height: int) -> bool:
    """Nothing on a wall can be scrolled."""
    page.set_viewport_size({"width": width, "height": height})
    return bool(page.evaluate("document.documentElement.scrollHeight <= window.innerHeight"))


def choose(page: Page, name: str, *, way: str, stop: str = "") -> None:
    """Finds somebody on the device's list and registers them."""
    page.get_by_label("登记的是").select_option(label=way)
    if stop:
        page.get_by_label("现在签的是").select_option(label=stop)
    page.locator("#q").fill(name)
    page.locator("#hits button").first.click()
    expect(page.locator("#said")).to_contain_text("已记下")
