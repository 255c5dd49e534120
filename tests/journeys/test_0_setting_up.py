"""Story 0: an installation that is empty but for `init` is staffed in the browser, and residents are heard."""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.acting import fill, follow, press, report
from tests.journeys.conftest import ROOT, Demo, NewPage, environ_of, start, wait_until_started
from yiguan.documents import sheets

SENTENCE = "每逢周五下午去站里坐一坐看看"
HEADERS = ["姓名", "手机", "单位", "职务", "头衔", "从", "到"]
FAULTY = [
    ["", "13900009901", "XF", "召集人", "", "", ""],
    ["路远", "1390000", "XF", "召集人", "", "", ""],
    ["高飞", "13900009903", "没有的站", "召集人", "", "", ""],
    ["江流", "13900009904", "XF", "总召集", "", "", ""],
    ["石头", "13900009905", "XF", "召集人", "", "2026-12-01", "2026-11-01"],
]
GOOD = [
    ["李丽", "13900000001", "幸福社区", "召集人", "站长", "", ""],
    ["王强", "13900000002", "区住建局", "承办单位联络员", "", "", ""],
    *([f"委员{n:02}", f"139000001{n:02}", "第一委员小组", "政协委员", "", "", "2031-12-31"] for n in range(33)),
]


def command(folder: Path, *words: str) -> str:
    """What an operator types on the server, and what is printed."""
    asked = [sys.executable, "-m", "yiguan", *words]
    done = subprocess.run(asked, cwd=ROOT, env=environ_of(folder), capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Not the sample district: a production installation after `init`."""
    folder = tmp_path_factory.mktemp("real") / "instance"
    told = {"init": command(folder, "init", "--name", "程远")}
    process = start(folder, YIGUAN_MODE="production")
    log = folder.parent / "run.log"
    try:
        wait_until_started(process, log)
        found = re.search(r"http://127\.0\.0\.1:\d+", log.read_text("utf-8"))
        assert found
        yield Demo(found[0], told, folder)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


class Somebody:
    """A person with a password and, once it was asked for, a phone that shows codes, each of which opens once."""

    def __init__(self, page: Page, username: str) -> None:
        self.page, self.username = page, username
        self.secret, self.step = "", int(time.time()) // 30 - 2

    def code(self) -> str:
        self.step = max(self.step + 1, int(time.time()) // 30 - 1)
        time.sleep(max(0, (self.step - 1) * 30 - time.time()))  # the server takes a code half a minute early
        return pyotp.TOTP(self.secret).at(self.step * 30)

    def set_password(self, text: str) -> None:
        """By the one-time link in this text."""
        link = re.search(r"/first-password/[\w-]+", text)
        assert link
        self.page.goto(link[0])
        fill(self.page, {"新密码": SENTENCE, "再填一遍": SENTENCE})
        press(self.page, "设好密码")

    def sign_in(self) -> None:
        self.page.goto("/sign-in")
        self.page.get_by_label("账号").fill(self.username)
        self.page.get_by_label("密码", exact=True).fill(SENTENCE)
        if self.secret:
            self.page.get_by_label("动态码").fill(self.code())
        press(self.page, "登录")

    def enrol(self) -> None:
        """The second factor, which is asked for before anything else."""
        expect(self.page.get_by_role("heading", name="启用动态码")).to_be_visible()
        self.secret = self.page.locator("main .num").first.inner_text().replace(" ", "")
        fill(self.page, {"新的动态码": self.code(), "现在的密码": SENTENCE})
        press(self.page, "启用")

    def begin(self, text: str) -> None:
        self.set_password(text)
        self.sign_in()


def appoint(page: Page, name: str, phone: str, role: str, unit: str = "TG") -> None:
    page.goto("/desk/people/new")
    fill(page, {"姓名": name, "手机号": phone})
    page.get_by_label("单位").select_option(unit)
    page.get_by_label("职务").select_option(label=role)
    press(page, "存下")
    expect(page.get_by_text(f"{name}任职了")).to_be_visible()


def status(page: Page, address: str) -> int:
    answer = page.goto(address)
    assert answer
    return answer.status


def slips_of(page: Page) -> dict[str, tuple[str, str]]:
    """Name → account and link, as they stand on the slips that are cut and handed over."""
    found = {}
    for slip in page.locator(".slip").all():
        text = slip.inner_text()
        found[text.split()[0]] = (text.partition("账号名：")[2].split()[0], text)
    return found


def staffed(admin: Page, folder: Path) -> dict[str, tuple[str, str]]:
    """Units corrected, people appointed and read from a sheet, accounts opened: the slips."""
    admin.goto("/desk/setup")
    follow(admin, "去核对")
    fill(admin, {"电话": "0562-2681000"})
    press(admin, "存下，资料没有错")
    admin.goto("/desk/units/XF/correct")
    fill(admin, {"电话": "0562-2681234", "地址": "井巷新村 3 号"})
    press(admin, "存下，资料没有错")
    for name, phone, role in (("安然", "13900000011", "安全管理员"), ("沈计", "13900000012", "审计管理员")):
        appoint(admin, name, phone, role)
    appoint(admin, "周明", "13900000013", "区政协办公室")
    return _read_sheet(admin, folder)


def _read_sheet(admin: Page, folder: Path) -> dict[str, tuple[str, str]]:
    sheet = folder.parent / "人员.xlsx"
    sheet.write_bytes(sheets.write("xlsx", "人员", HEADERS, [*GOOD, *FAULTY]))
    admin.goto("/desk/people/import")
    admin.get_by_label("选一个表格").set_input_files(sheet)
    press(admin, "先核对")
    expect(admin.get_by_text("有问题", exact=True)).to_have_count(5)
    press(admin, "存这 35 行")
    expect(admin.get_by_text("35 行存下了")).to_be_visible()
    admin.goto("/desk/accounts/new")
    press(admin, "开账号，出小条")
    return slips_of(admin)


def test_an_empty_installation_is_staffed_and_hears_a_resident(open_page: NewPage, demo: Demo) -> None:
    admin = Somebody(open_page("laptop", scripts=False), "admin")
    admin.begin(demo.told["init"])
    admin.enrol()
    admin.page.goto("/start")
    expect(admin.page.get_by_role("heading", name="开始使用")).to_be_visible()
    slips = staffed(admin.page, demo.folder)
    assert len(slips) == 38

    officer = Somebody(open_page("laptop", scripts=False), slips["周明"][0])
    officer.begin(slips["周明"][1])
    officer.enrol()
    assert status(admin.page, "/desk/people") == 403, "once an officer works, appointments are the office's"
    convener = Somebody(open_page("phone", scripts=False), slips["李丽"][0])
    convener.begin(slips["李丽"][1])
    expect(convener.page).to_have_url(re.compile("/bench/"))

    resident = open_page("phone", scripts=False)
    report(resident, "XF")
    convener.page.goto("/bench/leads")
    expect(convener.page.get_by_text("楼道里的灯坏了").first).to_be_visible()
    _hand_over(officer.page, convener.page)
    _lose(admin, officer, demo)


def _hand_over(officer: Page, convener: Page) -> None:
    """The convener leaves today, a successor begins tomorrow; an appointment that ends tomorrow still opens."""
    officer.goto("/desk/people?name=李丽")
    follow(officer, "李丽")
    follow(officer, "离任、交接")
    expect(officer.get_by_text("没有处理的线索")).to_be_visible()
    day = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 8 * 3600))
    fill(officer, {"李丽做到哪天": day, "接手的人的手机号": "13900000021"})
    officer.get_by_label("接手的人", exact=False).first.fill("孙芳")
    press(officer, "交接")
    expect(officer.get_by_text("交接好了")).to_be_visible()
    assert status(convener, "/bench/leads") == 200


def _lose(admin: Somebody, officer: Somebody, demo: Demo) -> None:
    """The officer's phone is lost; then the administrator forgets everything."""
    admin.page.goto("/desk/accounts")
    admin.page.get_by_role("button", name="取消动态码 周明").click()
    officer.secret = ""
    officer.sign_in()
    officer.enrol()
    printed = command(demo.folder, "init", "--lost-factor")
    admin.secret = ""
    admin.begin(printed)
    admin.enrol()
    admin.page.goto("/desk/setup")
    expect(admin.page.get_by_text("去核对").first).to_be_visible()
