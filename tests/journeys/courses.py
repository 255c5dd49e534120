"""A matter's course in the hands of its station: settled, met about, written down, recommended."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Page

from tests.journeys.acting import check_in, choose, fill, find, follow, go, open_matter, press, press_surely, scan

ZONE = ZoneInfo("Asia/Shanghai")
HOUSING = "铜官区住房和城乡建设局"


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


def take_up(bench: Page, words: str, topic: str) -> None:
    """The resident's words begin a small topic, settled at the station."""
    open_matter(bench, words)
    follow(bench, "采用，列入议题")
    fill(bench, {"题目": topic, "影响到谁": "一栋楼二十多户"})
    press(bench, "开一个议题")
    for act in ("报审", "定题"):
        follow(bench, act)
        press(bench, act)


def plan(bench: Page, topic: str, name: str, *, minutes_ahead: int = 20) -> None:
    """A meeting of an hour and a half on the topic, with an agenda of two items, as far as its page."""
    go(bench, "协商会")
    follow(bench, "办一场协商会")
    choose(bench, topic)
    start = datetime.now(ZONE) + timedelta(minutes=minutes_ahead)
    fill(bench, {"会的名称": name, "开始时间": f"{start:%Y-%m-%dT%H:%M}", "地点": "社区服务中心一楼协商议事室"})
    agenda = {"agenda-0": ("情况通报", "20"), "agenda-1": ("轮流发言", "60")}
    for row, (title, minutes) in agenda.items():
        bench.locator(f"#{row}-title").fill(title)
        bench.locator(f"#{row}-minutes").fill(minutes)
    press(bench, "拟好这场会")


def hold(bench: Page, topic: str, name: str, *comers: tuple[Page, str]) -> None:
    """The meeting takes place, from its announcement to its end; the comers scan its poster."""
    plan(bench, topic, name)
    press(bench, "发出通知")
    meeting = bench.url
    follow(bench, "打印海报")
    for phone, who in comers:
        scan(bench, phone)
        check_in(phone, who)
    bench.goto(meeting)
    press(bench, "开会")
    press_surely(bench, "散会")


def agree(bench: Page, row: int, kind: str, text: str, *, unit: str = "", days: int = 0) -> None:
    """One line of the consensus items."""
    bench.locator(f"#items-{row}-text").fill(text)
    bench.locator(f"#items-{row}-kind").select_option(label=kind)
    if unit:
        bench.locator(f"#items-{row}-unit").select_option(label=unit)
    if days:
        bench.locator(f"#items-{row}-due_on").fill(f"{datetime.now(ZONE) + timedelta(days=days):%Y-%m-%d}")


def write_minutes(bench: Page) -> None:
    """Two things agreed, and the minutes locked, on the meeting's page after its end."""
    follow(bench, "写纪要")
    fill(bench, {"谈了些什么": "居民代表甲说晚上看不清路，社区说物业可以先换灯泡，区住建局愿意来看线路。"})
    agree(bench, 0, "共识", "坏了的灯两天内先换上。")
    agree(bench, 1, "建议", "线路老化的楼栋统一检修一次。", unit=HOUSING)
    press(bench, "存好")
    press(bench, "交召集人核定")
    press(bench, "定稿")


def recommend(bench: Page, meeting: str) -> None:
    """What the minutes advise, written as a recommendation and sent to the office."""
    go(bench, "建议")
    follow(bench, meeting)
    first = bench.get_by_role("group", name="第 1 条建议")
    first.get_by_label("为什么会这样").fill("楼是九十年代的，线路没有换过，灯泡换了又坏。")
    press(bench, "存好")
    press(bench, "提交区政协审核")


def review(desk: Page, topic: str) -> None:
    """The officer's way to what a station wrote on the topic."""
    desk.goto("/desk/")
    go(desk, "协商建议")
    find(desk, topic)


def approve(desk: Page, topic: str) -> None:
    review(desk, topic)
    desk.locator("summary", has_text="审核通过").click()
    press(desk, "通过，请签发")


def sign(desk: Page, topic: str, password: str) -> None:
    """The chair signs with the password once more."""
    review(desk, topic)
    desk.locator("summary", has_text="签发").click()
    fill(desk, {"再填一次密码": password})
    press(desk, "签发并取号")


def publish(topic: str, *readers: Page) -> None:
    """Each of them reads it through; the last one shows it."""
    for reader in readers:
        reader.goto("/desk/")
        go(reader, "公开")
        find(reader, topic)
        act = "公开" if reader is readers[-1] else "审过了"
        reader.locator("summary", has_text=act).first.click()
        press(reader, act)
        reader.get_by_role("status").first.wait_for()
