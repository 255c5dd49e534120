"""Story 1: from the poster on the wall to a receipt, and from the receipt to where the matter stands."""

import io
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from tests.journeys.acting import LAMP, fill, follow, press, receipt_on, report, scan
from tests.journeys.conftest import NewPage
from tests.journeys.seeing import path_of, read_qr

WORDS = LAMP["照平时说话写就行"]


def a_photo() -> FilePayload:
    kept = io.BytesIO()
    Image.new("RGB", (640, 480), "dimgray").save(kept, "JPEG")
    return FilePayload(name="楼道.jpg", mimeType="image/jpeg", buffer=kept.getvalue())


@pytest.mark.row("TP-01")
def test_who_scans_the_poster_reports_with_three_answers_and_a_photo(
    sign_in: Callable[..., Page], open_page: NewPage
) -> None:
    poster, phone = sign_in("convener", "XF", "laptop"), open_page()
    poster.goto("/bench/units/XF/poster")
    assert path_of(read_qr(poster)) == "/S/XF"
    scan(poster, phone)
    expect(phone.get_by_role("heading", name="幸福社区")).to_be_visible()
    follow(phone, "我要反映")
    expect(phone.locator("[aria-required]")).to_have_count(3)
    fill(phone, LAMP)
    phone.get_by_label("照片").set_input_files(a_photo())
    press(phone, "提交")
    assert len(receipt_on(phone)) == 8
    follow(phone, "看进展")
    expect(phone.get_by_text(WORDS).first).to_be_visible()


@pytest.mark.row("TP-03")
def test_the_code_and_four_digits_open_the_matter_on_another_phone_and_wrong_digits_nothing(open_page: NewPage) -> None:
    mine, other = open_page(), open_page()
    report(mine, "XF")
    scan(mine, other)
    other.get_by_label("手机号的后四位").fill("0000")
    press(other, "查看")
    expect(other.get_by_role("alert")).to_contain_text("对不上")
    assert "楼道" not in other.content()
    other.get_by_label("手机号的后四位").fill("0417")
    press(other, "查看")
    expect(other.get_by_text(WORDS).first).to_be_visible()
    expect(other.get_by_role("heading", name="走到哪一步")).to_be_visible()


def test_a_forgotten_answer_is_asked_for_and_what_was_typed_stays(open_page: NewPage) -> None:
    phone = open_page()
    phone.goto("/units/XF/leads/new")
    fill(phone, {**LAMP, "地点": ""})
    press(phone, "提交")
    expect(phone.get_by_role("alert")).to_contain_text("您填的都还在")
    expect(phone.get_by_label("照平时说话写就行")).to_have_value(WORDS)
    fill(phone, {"地点": "井巷新村"})
    press(phone, "提交")
    receipt_on(phone)


@pytest.mark.row("AE-05")
def test_reporting_needs_no_script(open_page: NewPage) -> None:
    mine, other = open_page(scripts=False), open_page(scripts=False)
    receipt = report(mine, "XF")
    other.goto("/")
    fill(other, {"编号": receipt.lower()})
    press(other, "查一查")
    fill(other, {"手机号的后四位": "0417"})
    press(other, "查看")
    expect(other.get_by_text(WORDS).first).to_be_visible()


def test_reporting_needs_no_cookie(open_page: NewPage) -> None:
    phone = open_page(scripts=False)
    phone.goto("/units/XF/leads/new")
    fill(phone, {**LAMP, "手机号": ""})
    phone.context.clear_cookies()
    press(phone, "提交")
    receipt_on(phone)
    pick_code = phone.get_by_text("取件码").locator("b").inner_text()
    phone.context.clear_cookies()
    follow(phone, "看进展")
    fill(phone, {"手机号的后四位": pick_code})
    press(phone, "查看")
    expect(phone.get_by_text(WORDS).first).to_be_visible()


@pytest.mark.row("AE-01")
def test_the_large_type_is_one_tap_away_and_remembered(open_page: NewPage) -> None:
    phone = open_page(scripts=False)
    phone.goto("/S/XF")
    press(phone, "长辈版")
    follow(phone, "我要反映")
    expect(phone.get_by_role("button", name="标准版")).to_be_visible()
    small = "all => all.filter(e => e.innerText.trim() && parseFloat(getComputedStyle(e).fontSize) < 18).length"
    assert phone.locator("body").evaluate("b => parseFloat(getComputedStyle(b).fontSize)") >= 18
    assert phone.locator("main *").evaluate_all(small) == 0
    for target in phone.locator("main input:visible:not([type=radio]), main select, .bar .button").all():
        box = target.bounding_box()
        assert box
        assert box["height"] >= 60, target.get_attribute("name")
