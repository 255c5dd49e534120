"""Story 8: after publication everybody reads the whole trail, and who had a part finds the news behind their code."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.acting import LAMP, follow, look_until, report
from tests.journeys.conftest import Demo, NewPage
from tests.journeys.courses import approve, hold, publish, recommend, sign, take_up, write_minutes

SignIn = Callable[..., Page]
TOPIC = "广场的健身器材谁来修"


@pytest.mark.row("PU-01")
def test_the_public_page_tells_the_trail_and_those_who_had_a_part_are_told(
    sign_in: SignIn, open_page: NewPage, demo: Demo
) -> None:
    proposer, comer, stranger, bench = open_page(), open_page(), open_page(), sign_in("convener", "GT")
    officer, chair = sign_in("officer", screen="laptop"), sign_in("chair", screen="laptop")
    report(proposer, "GT", {**LAMP, "照平时说话写就行": "健身器材松了，孩子差点摔着。", "地点": "官塘小区东门"})
    take_up(bench, "健身器材松了", TOPIC)
    hold(bench, TOPIC, "健身器材协商会", (comer, "霍秀英"))
    write_minutes(bench)
    recommend(bench, "健身器材协商会")
    approve(officer, TOPIC)
    sign(chair, TOPIC, demo.account("chair")["password"])
    others = [sign_in(role, screen="laptop", nth=nth) for role, nth in (("officer", 1), ("committee_staff", 0))]
    publish(TOPIC, *others, officer)

    stranger.goto("/S/GT")
    follow(stranger, TOPIC)
    trail = stranger.locator(".trail")
    for step in ("提出", "定题", "开会", "建议"):
        expect(trail).to_contain_text(re.compile(rf"{step}[\s\S]*\d+月\d+日"))
    expect(stranger.get_by_text(re.compile(r"铜议建〔\d{4}〕\d+号")).first).to_be_visible()
    for secret in ("李阿姨", "霍秀英", "0417", "13856210417"):
        assert secret not in stranger.content()

    follow(proposer, "看进展")
    look_until(proposer, "可以公开看了")
    expect(proposer.get_by_text("建议已签发").first).to_be_visible()
    comer.goto("/mine")
    look_until(comer, "可以公开看了")
