"""Story 5: residents scan and check in; the hall counts them."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.acting import check_in, follow, press, scan
from tests.journeys.conftest import Demo, NewPage
from tests.journeys.courses import plan, settle
from tests.journeys.seeing import path_of, read_qr
from yiguan.attendance import codes
from yiguan.environment import read_settings
from yiguan.meetings.keys import code_key

SignIn = Callable[..., Page]
NEXT_QUESTION_MS = 6_000
"""The screen asks every two and a half seconds; a machine that runs all tests at once answers later."""


@pytest.fixture
def hall(sign_in: SignIn, demo: Demo) -> Page:
    """The screen of the meeting that is open right now."""
    screen = sign_in("convener", "XF", "laptop")
    screen.goto(path_of(demo.told["open_meeting"]["hall_url"]))
    return screen


def arrived(hall: Page) -> int:
    return int(hall.locator("[data-hall=arrived]").inner_text())


@pytest.mark.row("CK-01")
@pytest.mark.row("CK-20")
def test_a_newcomer_scans_the_screen_gives_a_name_taps_once_and_is_counted(hall: Page, open_page: NewPage) -> None:
    phone, before = open_page(), arrived(hall)
    scan(hall, phone)
    expect(phone.get_by_role("heading", name="井巷新村加装电梯回头看")).to_be_visible()
    check_in(phone, "方玉梅")
    expect(hall.locator("[data-hall=arrived]")).to_have_text(str(before + 1), timeout=NEXT_QUESTION_MS)
    expect(phone.get_by_role("heading", name=f"方玉梅，您是第 {before + 1} 位")).to_be_visible()
    assert "方玉梅" not in hall.content()


@pytest.mark.row("CK-02")
def test_the_second_time_one_tap_is_enough_and_somebody_else_may_use_the_phone(
    hall: Page, sign_in: SignIn, open_page: NewPage
) -> None:
    phone, bench = open_page(), sign_in("convener", "SZ", "laptop")
    scan(hall, phone)
    check_in(phone, "洪桂芝")
    settle(bench, "凉亭里能不能装一盏灯")
    plan(bench, "凉亭里能不能装一盏灯", "凉亭装灯协商会")
    press(bench, "发出通知")
    follow(bench, "打开大屏")
    scan(bench, phone)
    expect(phone.get_by_role("button", name="洪桂芝，签到")).to_be_visible()
    expect(phone.get_by_role("textbox")).to_have_count(0)
    press(phone, "洪桂芝，签到")
    expect(phone.get_by_role("heading", name="洪桂芝，您是第 1 位")).to_be_visible()
    scan(bench, phone)
    follow(phone, "不是我")
    check_in(phone, "洪小军")
    expect(phone.get_by_role("heading", name="洪小军，您是第 2 位")).to_be_visible()


@pytest.mark.row("CK-10")
def test_a_second_tap_says_when_one_checked_in_and_counts_once(hall: Page, open_page: NewPage) -> None:
    phone = open_page()
    scan(hall, phone)
    check_in(phone, "钱秀兰")
    first = phone.get_by_role("heading", level=1).inner_text()
    scan(hall, phone)
    press(phone, "钱秀兰，签到")
    expect(phone.get_by_text("已经签过到了，不用再签")).to_be_visible()
    expect(phone.get_by_role("heading", level=1)).to_have_text(first)


@pytest.mark.row("CK-05")
def test_a_printed_code_counts_too_but_is_marked_as_weaker(hall: Page, demo: Demo, open_page: NewPage) -> None:
    screened, printed, code = open_page(), open_page(), demo.told["open_meeting"]["code"]
    scan(hall, screened)
    check_in(screened, "江明礼")
    hall.goto(f"/bench/meetings/{code}/poster")
    scan(hall, printed)
    check_in(printed, "江明德")
    hall.goto(f"/bench/meetings/{code}/check-ins")
    expect(hall.get_by_role("row", name=re.compile("扫大屏码.*B")).first).to_be_visible()
    expect(hall.get_by_role("row", name=re.compile("扫印刷码.*D")).first).to_be_visible()


def old_code(folder: Path, shown: str) -> str:
    """What the same screen showed two and a half minutes ago: no test can wait for it to die."""
    keys, now = read_settings({"YIGUAN_INSTANCE": str(folder), "YIGUAN_MODE": "demo"}).keys, codes.parse(shown)
    assert now
    minted = (codes.Mint(code_key(keys, now.meeting, 1), now.meeting, epoch) for epoch in range(9))
    return next(mint for mint in minted if mint.vouches(now)).screen(now.window - codes.EARLIER - 2)


@pytest.mark.row("CK-03")
def test_the_code_on_the_screen_changes_and_a_photograph_of_an_old_one_is_refused(
    hall: Page, demo: Demo, open_page: NewPage
) -> None:
    phone, shown = open_page(), read_qr(hall)
    answer = phone.goto(f"/C/{old_code(demo.folder, shown.rpartition('/')[2])}")
    assert answer
    assert answer.ok
    expect(phone.get_by_role("heading", name="码已经换新了")).to_be_visible()
    expect(phone.get_by_role("button", name="签到")).to_have_count(0)
    drawn = hall.locator("svg.qr path").last.get_attribute("d")
    expect(hall.locator("svg.qr path").last).not_to_have_attribute("d", drawn or "", timeout=32_000)
    assert read_qr(hall) != shown


@pytest.mark.row("AE-05")
def test_checking_in_needs_no_script_and_no_cookie(hall: Page, open_page: NewPage) -> None:
    phone = open_page(scripts=False)
    scan(hall, phone)
    phone.context.clear_cookies()
    check_in(phone, "鲁大爷")
    expect(phone.get_by_role("heading", name=re.compile("鲁大爷，您是第 \\d+ 位"))).to_be_visible()


@pytest.mark.row("PS-05")
def test_no_public_page_lists_who_came(hall: Page, demo: Demo, open_page: NewPage) -> None:
    phone, stranger, code = open_page(), open_page(), demo.told["open_meeting"]["code"]
    scan(hall, phone)
    check_in(phone, "苏文彩")
    for path in ("/S/XF", f"/meetings/{code}", "/results", f"/hall/{code}", "/mine"):
        stranger.goto(path)
        expect(stranger.get_by_text("苏文彩")).to_have_count(0)
