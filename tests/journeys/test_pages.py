"""What holds for every page of the stories: nobody is shut out by it, it fits a small screen, it is light."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request, expect

from tests.journeys.acting import fill, follow, press
from tests.journeys.conftest import Demo, NewPage
from tests.journeys.seeing import path_of

SignIn = Callable[..., Page]
BENCH = ("/bench/", "/bench/leads", "/bench/topics", "/bench/meetings/", "/bench/recommendations", "/bench/notices")
SETTINGS = tuple(
    f"/desk/settings{page}" for page in ("", "/calendar/2026", "/reasons", "/fields", "/parameters", "/notices")
)
DESK = ("/desk/", "/desk/topics", "/desk/recommendations", "/desk/publications", "/desk/units", *SETTINGS)


def open_at(page: Page, path: str) -> str:
    answer = page.goto(path)
    assert answer
    assert answer.ok, path
    return path


def resident_pages(page: Page, demo: Demo) -> Iterator[str]:
    """Each page a resident may come to, open in turn; gives its address."""
    meeting, lead = demo.told["open_meeting"], demo.told["leads"][0]
    paths = ["/", "/S/XF", "/units/XF/leads/new", f"/meetings/{meeting['code']}", "/mine", "/results", "/privacy"]
    for path in [*paths, "/feedback", "/sign-in", path_of(meeting["printed_code_url"]), f"/leads/{lead['receipt']}"]:
        yield open_at(page, path)
    fill(page, {"手机号的后四位": lead["phone_tail"]})
    press(page, "查看")
    page.get_by_role("heading", name="走到哪一步").wait_for()
    yield "a lead with its trail"
    page.goto("/results")
    with page.expect_navigation():
        page.locator("main .list a.record").first.click()
    yield "a public topic"


def staff_pages(page: Page, paths: tuple[str, ...]) -> Iterator[str]:
    for path in paths:
        yield open_at(page, path)
        first = page.locator("main .list a.record:visible, main table a:visible").first
        if first.count():
            with page.expect_navigation():
                first.click()
            yield page.url


def hurdles(page: Page, where: str) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{where}: {one['id']} {one['nodes'][0]['target']} {one['nodes'][0]['html'][:120]}" for one in found]


def test_no_page_of_a_resident_shuts_anybody_out(open_page: NewPage, demo: Demo) -> None:
    page = open_page()
    assert [line for where in resident_pages(page, demo) for line in hurdles(page, where)] == []


@pytest.mark.parametrize(
    ("role", "unit", "screen", "paths"), [("convener", "XF", "phone", BENCH), ("officer", "TG", "laptop", DESK)]
)
def test_no_page_of_the_staff_shuts_anybody_out(
    sign_in: SignIn, role: str, unit: str, screen: str, paths: tuple[str, ...]
) -> None:
    page = sign_in(role, unit, screen)
    assert [line for where in staff_pages(page, paths) for line in hurdles(page, where)] == []


def overhang(page: Page) -> int:
    """Pixels of the page that lie beyond the right edge of the screen."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def small_targets(page: Page) -> list[str]:
    """Buttons and fields lower than a finger needs."""
    low = """all => all.map(e => [e, e.getBoundingClientRect().height])
        .filter(([e, height]) => height && height < 43.5)
        .map(([e, height]) => height + ' ' + e.outerHTML.slice(0, 80))"""
    fields = "select, textarea, input:not([type=radio], [type=checkbox], [type=hidden])"
    found: list[str] = page.locator(f"button, .button, {fields}").evaluate_all(low)
    return found


@pytest.mark.row("AE-04")
def test_every_page_of_a_resident_fits_320_pixels_in_both_sizes_of_type(open_page: NewPage, demo: Demo) -> None:
    page = open_page("narrow")
    for size in ("标准版", "长辈版"):
        if size == "长辈版":
            page.goto("/")
            press(page, size)
            page.get_by_role("button", name="标准版").wait_for()
        seen = [(where, overhang(page), small_targets(page)) for where in resident_pages(page, demo)]
        assert [line for line in seen if line[1] or line[2]] == [], size


@pytest.mark.row("AE-04")
def test_every_page_of_the_bench_fits_320_pixels(sign_in: SignIn) -> None:
    page = sign_in("convener", "XF", "narrow")
    seen = [(where, overhang(page), small_targets(page)) for where in staff_pages(page, BENCH)]
    assert [line for line in seen if line[1] or line[2]] == []


@pytest.mark.row("OF-01")
def test_the_first_visit_of_the_check_in_page_is_light(open_page: NewPage, demo: Demo) -> None:
    page, asked = open_page(), list[Request]()
    page.on("requestfinished", lambda request: asked.append(request))
    page.goto(path_of(demo.told["open_meeting"]["printed_code_url"]), wait_until="networkidle")
    sizes = [request.sizes() for request in asked]
    assert 1 < len(asked) <= 5
    assert sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes) <= 30_000


def test_the_main_ways_need_no_mouse(open_page: NewPage) -> None:
    page = open_page("laptop")
    page.goto("/S/XF")
    follow(page, "我要反映")
    page.get_by_label("照平时说话写就行").focus()
    for words in ("路灯坏了。", "", "", "井巷新村"):
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    expect(page.get_by_label("地点")).to_have_value("井巷新村")
