"""Story 11: the desk itself: scanner, camera, a small screen, a browser that withholds things."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.acting import press
from tests.journeys.conftest import Demo
from tests.journeys.evening.desk import arrived, ready, unsent, walk_in
from tests.journeys.evening.wire import Wire
from tests.journeys.test_pages import hurdles, overhang, small_targets


@pytest.mark.row("CK-06")
def test_a_hand_scanner_lands_in_the_code_field_wherever_the_helper_clicked(desk: Page) -> None:
    desk.locator("h1").first.click()
    desk.evaluate("document.activeElement.blur()")
    desk.keyboard.type("HTTPS://YIGUAN.CN/P/00000000000000000000\n")
    expect(desk.locator("#lately li").first).to_contain_text("没认出的码")
    expect(desk.locator("#code")).to_be_focused()
    unsent(desk, 0)


def test_the_desk_says_how_many_have_come_and_no_old_number_without_a_network(
    desk: Page, demo: Demo, wire: Wire
) -> None:
    before = arrived(demo, desk)
    walk_in(desk, "陶大妹")
    expect(desk.locator("#count")).to_contain_text(f"到会 {before + 1} 人")
    wire.become("cut")
    walk_in(desk, "何小妹")
    expect(desk.locator("#count")).to_be_empty()
    wire.become("open")
    press(desk, "现在就送出")
    expect(desk.locator("#count")).to_contain_text(f"到会 {before + 2} 人")


@pytest.mark.row("CK-06")
@pytest.mark.row("CK-16")
def test_the_camera_reads_a_personal_code_and_knows_whose_it_is_without_a_network(
    camera: Page, demo: Demo, wire: Wire
) -> None:
    before = arrived(demo, camera)
    wire.become("cut")
    press(camera, "打开摄像头扫码")
    expect(camera.locator("#said")).to_have_text("杨来*：已记下")
    press(camera, "关掉摄像头")
    wire.become("open")
    press(camera, "现在就送出")
    unsent(camera, 0)
    assert arrived(demo, camera) == before + 1


def test_the_desk_shuts_nobody_out_and_fits_320_pixels_with_and_without_a_network(desk: Page, wire: Wire) -> None:
    desk.set_viewport_size({"width": 320, "height": 640})
    assert (hurdles(desk, "desk"), overhang(desk), small_targets(desk)) == ([], 0, [])
    wire.become("cut")
    desk.reload()
    ready(desk)
    walk_in(desk, "何来福")
    assert (hurdles(desk, "offline"), overhang(desk), small_targets(desk)) == ([], 0, [])
    desk.evaluate("document.documentElement.classList.add('elder')")
    assert (overhang(desk), small_targets(desk)) == (0, [])


PLAIN_HTTP = """for (const name of ["locks", "serviceWorker", "mediaDevices"])
  Object.defineProperty(Navigator.prototype, name, { value: undefined });
Object.defineProperty(Crypto.prototype, "subtle", { value: undefined });"""
"""What a browser withholds from an address in the room that begins with http."""


def test_over_plain_http_scans_are_kept_and_sent_and_the_camera_says_why_not(
    desk: Page, demo: Demo, wire: Wire
) -> None:
    desk.context.add_init_script(PLAIN_HTTP)
    desk.reload()
    ready(desk)
    wire.become("cut")
    walk_in(desk, "施来福")
    press(desk, "打开摄像头扫码")
    expect(desk.get_by_text("摄像头要在 https 开头的网址上才能用。")).to_be_visible()
    wire.become("open")
    press(desk, "现在就送出")
    unsent(desk, 0)


def test_without_the_code_reader_the_camera_says_so_and_the_rest_works(
    demo: Demo, browser: Browser, keeper: Any, wire: Wire
) -> None:
    context = browser.new_context(base_url=wire.base_url, storage_state=keeper, service_workers="block")
    page = context.new_page()
    page.route("**/vendor/zxing_reader.js", lambda route: route.abort())
    page.goto(f"/reception/{demo.told['open_meeting']['code']}")
    ready(page)
    press(page, "打开摄像头扫码")
    expect(page.get_by_text("读码程序没有装上，摄像头暂时不能用。请用扫码枪，或在名单上找。")).to_be_visible()
    walk_in(page, "吕来福")
    unsent(page, 0)
    context.close()
