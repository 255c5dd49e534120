"""What people do with a page, by the words that stand on it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Page

from tests.journeys.seeing import path_of, read_qr

LAMP = {
    "照平时说话写就行": "楼道里的灯坏了半个月，晚上老人上下楼看不见路，盼着早点修好。",
    "地点": "井巷新村二栋三单元",
    "称呼": "李阿姨",
    "手机号": "13856210417",
}


def fill(page: Page, words: dict[str, str]) -> None:
    """Each answer under the label that asks for it."""
    for label, text in words.items():
        page.get_by_label(label).fill(text)


def press(page: Page, word: str) -> None:
    page.get_by_role("button", name=word, exact=True).click()


def follow(page: Page, word: str) -> None:
    page.get_by_role("link", name=word).first.click()


def choose(page: Page, word: str) -> None:
    """Tap a chip or a box by what stands on it."""
    page.locator("label", has_text=word).click()


def report(page: Page, unit: str, words: dict[str, str] = LAMP) -> str:
    """From the station's page to the slip; gives the eight characters of the receipt."""
    page.goto(f"/S/{unit}")
    follow(page, "我要反映")
    fill(page, words)
    press(page, "提交")
    return receipt_on(page)


def receipt_on(page: Page) -> str:
    page.get_by_role("heading", name="您说的，我们收到了").wait_for()
    return page.locator(".code").inner_text().replace(" ", "")


def scan(eyes: Page, phone: Page) -> None:
    """Hold the phone's camera before the code on the other page, and open what it reads."""
    phone.goto(path_of(read_qr(eyes)))


def open_matter(bench: Page, words: str) -> None:
    """The convener's way from anywhere to one matter in the inbox."""
    bench.goto("/bench/leads")
    follow(bench, words)


def propose(bench: Page, title: str, level: str) -> None:
    """A topic of the convener's own station, written whole and sent in for screening."""
    bench.goto("/bench/topics")
    follow(bench, "提一个议题")
    fill(bench, {"题目": title, "什么事": f"{title}。居民说了好几回，社区也去看过，两边想法不一样。"})
    fill(bench, {"影响到谁": "一栋楼二十多户", "在哪儿": "小区东门"})
    bench.get_by_label("哪方面").select_option(index=1)
    bench.get_by_label("层级").select_option(label=level)
    press(bench, "存下")
    follow(bench, "报审")
    press(bench, "报审")


def settle(bench: Page, title: str) -> None:
    """A small topic that the station needs nobody's word for."""
    propose(bench, title, "小微")
    follow(bench, "定题")
    press(bench, "定题")


def plan(bench: Page, topic: str, name: str, *, minutes_ahead: int = 20) -> None:
    """A meeting of an hour and a half on the topic, with an agenda of two items, as far as its page."""
    follow(bench, "协商会")
    follow(bench, "办一场协商会")
    choose(bench, topic)
    start = datetime.now(ZoneInfo("Asia/Shanghai")) + timedelta(minutes=minutes_ahead)
    fill(bench, {"会的名称": name, "开始时间": f"{start:%Y-%m-%dT%H:%M}", "地点": "社区服务中心一楼协商议事室"})
    agenda = {"agenda-0": ("情况通报", "20"), "agenda-1": ("轮流发言", "60")}
    for row, (title, minutes) in agenda.items():
        bench.locator(f"#{row}-title").fill(title)
        bench.locator(f"#{row}-minutes").fill(minutes)
    press(bench, "拟好这场会")


def check_in(phone: Page, name: str) -> None:
    """Somebody whom this phone does not know yet: a name and one tap."""
    fill(phone, {"姓名": name})
    press(phone, "签到")
    phone.get_by_text("已签到").first.wait_for()
