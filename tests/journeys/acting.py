"""What people do with a page, by the words that stand on it."""

from playwright.sync_api import Page, expect

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


def press_surely(page: Page, word: str) -> None:
    """What cannot be taken back asks once more."""
    page.locator("summary", has_text=word).click()
    press(page, "确定")


def follow(page: Page, word: str) -> None:
    page.get_by_role("link", name=word).first.click()


def find(page: Page, word: str) -> None:
    """Follow it in a list of many pages."""
    while not page.get_by_role("link", name=word).count():
        with page.expect_navigation():
            follow(page, "下一页")
    follow(page, word)


def go(page: Page, tab: str) -> None:
    """To one of the pages that the staff's menu names."""
    link = page.get_by_role("navigation", name="主导航").get_by_role("link", name=tab)
    link.click()
    expect(link).to_have_attribute("aria-current", "page")


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
    find(bench, words)


def check_in(phone: Page, name: str) -> None:
    """Somebody whom this phone does not know yet: a name and one tap."""
    fill(phone, {"姓名": name})
    press(phone, "签到")
    phone.get_by_text("已签到").first.wait_for()


def look_until(page: Page, words: str) -> None:
    """Telling is the worker's and takes a moment: somebody who looks again finds the news."""
    for _ in range(20):
        if page.get_by_text(words).first.is_visible():
            return
        page.wait_for_timeout(700)
        page.reload()
    expect(page.get_by_text(words).first).to_be_visible()
