"""Story 13: a unit answers, two leaders sign on their phones, and whoever asked reads the answer and rates it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.acting import LAMP, fill, find, follow, go, look_until, press, report
from tests.journeys.conftest import Demo, NewPage
from tests.journeys.courses import approve, hold, recommend, sign, take_up, write_minutes

SignIn = Callable[..., Page]
TOPIC = "东门的路灯谁来管"
ANSWER = "三栋到六栋的线路已经检修，灯泡全部换成了声控的。"


def open_case(desk: Page) -> None:
    """From the list of cases, whoever looks."""
    desk.goto("/desk/handling?view=open")
    find(desk, TOPIC)


def do(desk: Page, act: str, words: dict[str, str] | None = None, *, wanted: str = "") -> None:
    """One act of the case's page; of each list what is wanted, else the first that is offered."""
    desk.get_by_role("main").get_by_role("link", name=act, exact=True).click()
    fill(desk, words or {})
    for offered in desk.locator("#act select").all():
        offered.select_option(label=wanted) if wanted else offered.select_option(index=1)
    press(desk, act)
    desk.get_by_role("status").wait_for()


def answer(clerk: Page, text: str) -> None:
    follow(clerk, "写答复")
    clerk.locator("label", has_text="A 已解决").first.click()
    clerk.locator("#answers-0-text").fill(text)
    clerk.locator("#openness label", has_text="全文公开").click()
    press(clerk, "存好")
    do(clerk, "交出去核")


def check(desk: Page, leader: str) -> None:
    """The office names the leader who signs off."""
    open_case(desk)
    do(desk, "核过，请单位签", wanted=leader)


def sign_all(leader: Page, password: str) -> None:
    """等我签: read, put on the pile, sign once."""
    go(leader, "等我签")
    expect(leader.get_by_text("三栋到六栋")).to_be_visible()
    while leader.get_by_role("button", name="看过了，放进要签的").count():
        press(leader, "看过了，放进要签的")
    fill(leader, {"再填一次密码": password})
    leader.get_by_role("button", name=re.compile("一起签")).click()
    expect(leader.get_by_role("status")).to_contain_text("签好了")


@pytest.fixture
def bench(sign_in: SignIn, demo: Demo) -> Callable[[Page, Page], None]:
    """From a resident's words to a signed recommendation, in the hands of its station, the office and the chair."""

    def course(proposer: Page, comer: Page) -> None:
        station = sign_in("convener", "GT")
        officer, chair = sign_in("officer", screen="laptop"), sign_in("chair", screen="laptop")
        words = {"照平时说话写就行": "东门的路灯坏了一排，晚上看不见路。", "地点": "官塘小区东门"}
        report(proposer, "GT", {**LAMP, **words})
        take_up(station, "东门的路灯坏了一排", TOPIC)
        hold(station, TOPIC, "路灯协商会", (comer, "霍秀英"))
        write_minutes(station)
        recommend(station, "路灯协商会")
        approve(officer, TOPIC)
        sign(chair, TOPIC, demo.account("chair")["password"])
        expect(chair.get_by_role("status")).to_contain_text("铜议建")

    return course


@pytest.mark.row("N20", "RV-07", "FU-02")
def test_an_answer_is_written_returned_signed_twice_sent_and_rated(
    sign_in: SignIn, open_page: NewPage, demo: Demo, bench: Callable[[Page, Page], None]
) -> None:
    proposer, comer = open_page(), open_page(scripts=False)
    bench(proposer, comer)
    officer, leader_name = sign_in("officer", screen="laptop"), demo.account("district_leader")["name"]
    dispatcher, clerk = sign_in("dispatch_officer", screen="laptop"), sign_in("unit_liaison", "ZJJ")
    open_case(dispatcher)
    do(dispatcher, "交办")
    open_case(clerk)
    do(clerk, "签收")
    answer(clerk, "正在研究。")
    check(officer, leader_name)
    leader, head = sign_in("unit_leader", "ZJJ"), sign_in("district_leader")
    open_case(leader)
    do(leader, "退回重写", {"要他们怎么改": "哪几栋、什么时候修好，请写明白。"})
    clerk.reload()
    expect(clerk.get_by_text("哪几栋、什么时候修好").first).to_be_visible()
    answer(clerk, ANSWER)
    check(officer, leader_name)
    sign_all(leader, demo.account("unit_leader", "ZJJ")["password"])
    sign_all(head, demo.account("district_leader")["password"])
    open_case(clerk)
    do(clerk, "送出答复")
    expect(clerk.get_by_text(re.compile(r"铜议复〔\d{4}〕\d+号")).first).to_be_visible()
    they_rate_it(proposer, comer)


def they_rate_it(proposer: Page, comer: Page) -> None:
    follow(proposer, "看进展")
    look_until(proposer, "评一评")
    follow(proposer, "评一评")
    expect(proposer.get_by_text(ANSWER)).to_be_visible()
    rate(proposer, "基本满意")
    comer.goto("/mine")
    look_until(comer, "有答复的事")
    follow(comer, TOPIC)
    rate(comer, "不满意")


def rate(phone: Page, result: str) -> None:
    phone.locator("#attitude label", has_text="满意").first.click()
    phone.locator("#result").get_by_text(result, exact=True).click()
    press(phone, "交上评价")
    expect(phone.get_by_text("您的评价收到了")).to_be_visible()
