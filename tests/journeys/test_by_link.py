"""A clerk who has never seen the system answers from one link, on a phone without scripts; the office makes it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.acting import fill, follow, press
from tests.journeys.conftest import NewPage
from tests.journeys.seeing import path_of, read_qr

SignIn = Callable[..., Page]
UNIT = "区文旅局"
"""Of the sample: a case that is assigned, and a clerk who has no account is asked to answer it."""


def make_link(office: Page) -> str:
    """The printed address of the unit's case."""
    office.goto("/desk/handling?view=open")
    office.locator("tr", has_text=UNIT).get_by_role("link").first.click()
    follow(office, "给单位一个链接")
    press(office, "给单位一个链接")
    follow(office, "看链接、打印")
    return office.get_by_text(re.compile("^http")).inner_text()


def write(clerk: Page) -> None:
    """The same words and class for each item."""
    for item in clerk.locator("fieldset.card").all():
        item.locator("label", has_text="C 暂时不能").click()
        item.get_by_label("答复").fill("今年的经费已经排满，请列入明年的计划，明年3月前再答复一次。")


@pytest.mark.row("RV-11")
@pytest.mark.row("N20")
def test_a_clerk_receives_writes_and_hands_on_by_the_link_without_scripts(sign_in: SignIn, open_page: NewPage) -> None:
    office, clerk = sign_in("dispatch_officer", screen="laptop"), open_page(scripts=False)
    address = make_link(office)
    assert path_of(read_qr(office)) == path_of(address)
    clerk.goto(address)
    fill(clerk, {"您的姓名": "许立冬"})
    press(clerk, "开始办")
    follow(clerk, "签收")
    press(clerk, "签收")
    follow(clerk, "去补第")
    write(clerk)
    press(clerk, "存好")
    follow(clerk, "材料、签字件")
    clerk.get_by_label("选一个文件").set_input_files({"name": "排期.pdf", "mimeType": "application/pdf", "buffer": PDF})
    press(clerk, "放上")
    follow(clerk, "回到这件")
    follow(clerk, "交出去核")
    press(clerk, "交出去核")
    expect(clerk.get_by_role("status")).to_contain_text("交出去了")
    assert clerk.evaluate("document.documentElement.scrollWidth") <= 360
    office.go_back()
    office.reload()
    expect(office.get_by_text("许立冬（凭链接）").first).to_be_visible()


PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


def test_a_link_that_was_taken_back_says_whom_to_call(sign_in: SignIn, open_page: NewPage) -> None:
    office, clerk = sign_in("dispatch_officer", screen="laptop"), open_page(scripts=False)
    address = make_link(office)
    office.go_back()
    follow(office, "收回链接")
    press(office, "收回链接")
    clerk.goto(address)
    expect(clerk.get_by_text("请他们给一个新链接")).to_be_visible()
