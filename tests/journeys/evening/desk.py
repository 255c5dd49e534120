"""What a helper does at the desk, and what may happen to their laptop."""

import os
import re
import signal
import subprocess
from pathlib import Path

import qrcode
from PIL import Image
from playwright.sync_api import Page, expect

from tests.journeys.acting import fill, press
from tests.journeys.conftest import Demo
from yiguan.environment import read_settings
from yiguan.meetings.keys import code_key
from yiguan.registrations import codes

PATIENCE_MS = 15_000
"""Three seconds of silence, the pause after it, and a busy machine."""


def sign_in(page: Page, demo: Demo) -> None:
    page.context.set_default_timeout(PATIENCE_MS)
    page.goto("/sign-in")
    give_password(page, demo)


def give_password(page: Page, demo: Demo) -> None:
    who = demo.account("convener", demo.told["open_meeting"]["unit"])
    fill(page, {"账号": who["username"]})
    page.get_by_label("密码", exact=True).fill(who["password"])
    press(page, "登录")
    page.wait_for_url(lambda url: "/sign-in" not in url)


def to_desk(page: Page, demo: Demo) -> Page:
    """The desk, when it has its list and its worker has everything it needs without a network."""
    page.context.set_default_timeout(PATIENCE_MS)
    page.goto(f"/reception/{demo.told['open_meeting']['code']}")
    ready(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return page


def ready(page: Page) -> None:
    page.locator("html[data-desk=ready]").wait_for(timeout=PATIENCE_MS)


def walk_in(page: Page, name: str) -> None:
    page.locator("#name").fill(name)
    page.locator("#name").press("Enter")
    masked = re.compile(f"{name[0]}[*{name[1]}][*]")  # by the device, and a moment later by the server
    expect(page.locator("#said")).to_contain_text(masked, timeout=PATIENCE_MS)


def unsent(page: Page, number: int) -> None:
    expect(page.locator("#unsent")).to_have_attribute("data-unsent", str(number), timeout=PATIENCE_MS)


def arrived(demo: Demo, page: Page) -> int:
    """As the API says it, over a line that is never cut."""
    answer = page.request.get(f"{demo.base_url}/api/v1/meetings/{demo.told['open_meeting']['code']}/attendance")
    return int(answer.json()["arrived"])


def film(text: str, path: Path) -> None:
    """A QR code held before a camera, as two frames of raw video."""
    picture = Image.new("L", (640, 480), 200)
    picture.paste(qrcode.make(text, box_size=8).get_image().convert("L"), (120, 40))
    frame = b"FRAME\n" + picture.tobytes() + bytes([128]) * (640 * 480 // 2)
    path.write_bytes(b"YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\n" + frame * 2)


def invite(demo: Demo, page: Page, name: str) -> str:
    """Somebody on the list of the meeting; gives their personal code."""
    api = f"{demo.base_url}/api/v1/meetings/{demo.told['open_meeting']['code']}"
    token = page.request.get(f"{api}/roster").json()["csrf"]
    answer = page.request.post(
        f"{api}/registrations", data={"name": name, "invited": True}, headers={"X-CSRFToken": token}
    )
    assert answer.status == 201, answer.text()
    keys = read_settings({"YIGUAN_INSTANCE": str(demo.folder), "YIGUAN_MODE": "demo"}).keys
    return codes.personal_code(code_key(keys, demo.told["open_meeting"]["code"], 1), answer.json()["id"], 1)


def kill(folder: Path) -> None:
    """The power cut: every process of the browser that keeps this profile, by its number."""
    listed = subprocess.run(["ps", "-ww", "-eo", "pid=,args="], capture_output=True, text=True, check=True).stdout
    for line in listed.splitlines():
        number, _, words = line.strip().partition(" ")
        if f"--user-data-dir={folder}" in words:
            os.kill(int(number), signal.SIGKILL)
