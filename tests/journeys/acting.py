"""What people do with a page, by the words that stand on it."""

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
