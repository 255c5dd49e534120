"""Stories in a real Chromium against the running product: `python -m yiguan run` with the sample district.

A page that asks anything outside, logs an error, or breaks its own content policy fails its story.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, ViewportSize, expect, sync_playwright

ROOT = Path(__file__).parents[2]
expect.set_options(timeout=10_000)  # all tests run at once on two cores
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SCREENS = {
    "phone": ViewportSize(width=360, height=740),
    "laptop": ViewportSize(width=1280, height=800),
    "narrow": ViewportSize(width=320, height=568),
}
NewPage = Callable[..., Page]
Kept = dict[str, tuple[StorageState, str]]
"""By username."""
collect_ignore_glob = ["test_*.py"] if "browser" in os.environ.get("YIGUAN_TEST_WITHOUT", "") else []


@dataclass
class Demo:
    """The running sample district, as instance/demo.json tells it."""

    base_url: str
    told: dict[str, Any]
    folder: Path

    def account(self, role: str, unit: str = "", nth: int = 0) -> dict[str, Any]:
        accounts: list[dict[str, Any]] = self.told["accounts"]
        return [one for one in accounts if one["role"] == role and unit in ("", one["unit"])][nth]


def environ_of(folder: Path, **more: str) -> dict[str, str]:
    """The environment of an installation in this folder, whatever the environment of the tests."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("YIGUAN_")}
    return {**kept, "YIGUAN_INSTANCE": str(folder), "PYTHONUNBUFFERED": "1", **more}


def start(folder: Path, **more: str) -> subprocess.Popen[bytes]:
    """The product in a folder of its own, on a port of its own; ended by its process id."""
    environ = environ_of(folder, **more)
    with (folder.parent / "run.log").open("wb") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "yiguan", "run"], cwd=ROOT, env=environ, stdout=output, stderr=output
        )


def wait_until_started(process: subprocess.Popen[bytes], log: Path) -> None:
    """Until the address is printed. Fails with the log when the product ended instead."""

    for _ in range(900):
        if "yiguan is running" in log.read_text("utf-8", "replace"):
            return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    pytest.fail(f"the product did not start:\n{log.read_text('utf-8', 'replace')[-3000:]}")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("journey") / "instance"
    folder.mkdir()
    process = start(folder)
    try:
        wait_until_started(process, folder.parent / "run.log")
        told = json.loads((folder / "demo.json").read_text("utf-8"))
        yield Demo(told["base_url"], told, folder)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = os.environ.get("YIGUAN_TEST_CHROMIUM")
    if not program:
        pytest.fail(
            "Chromium is missing: run `make test`, or say YIGUAN_TEST_WITHOUT=browser to leave it out in the open"
        )
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield found
        found.close()


@pytest.fixture
def open_page(demo: Demo, browser: Browser) -> Iterator[NewPage]:
    """A fresh phone or laptop: `open_page("phone", scripts=False)`."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def make(screen: str = "phone", *, scripts: bool = True, known: StorageState | None = None) -> Page:
        context = browser.new_context(
            base_url=demo.base_url,
            viewport=SCREENS[screen],
            locale="zh-CN",
            java_script_enabled=scripts,
            storage_state=known,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        own = urlsplit(demo.base_url).netloc
        page.on("request", lambda r: faults.append(r.url) if urlsplit(r.url).netloc not in (own, "") else None)
        page.on(
            "console", lambda m: faults.append(m.text) if m.type == "error" and "status of 4" not in m.text else None
        )
        page.on("pageerror", lambda error: faults.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert faults == [], "a page asked outside, logged an error or broke its policy"


@pytest.fixture(scope="session")
def kept() -> Kept:
    """The cookies and the first page of whoever has signed in already: a password costs its time once."""
    return {}


@pytest.fixture
def sign_in(demo: Demo, open_page: NewPage, kept: Kept) -> Callable[..., Page]:
    """Somebody on the staff at their screen: `sign_in("convener", "XF")`."""

    def make(role: str, unit: str = "", screen: str = "phone", nth: int = 0) -> Page:
        who = demo.account(role, unit, nth)
        known, home = kept.get(who["username"], (None, "/sign-in"))
        page = open_page(screen, known=known)
        page.goto(home)
        if known:
            return page
        page.get_by_label("账号").fill(who["username"])
        page.get_by_label("密码", exact=True).fill(who["password"])
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
        kept[who["username"]] = page.context.storage_state(), page.url
        return page

    return make
