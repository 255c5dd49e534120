"""At home a pack is made, on the box the evening is sent home; and what phones in the room read of the box."""

import re

import pytest
from flask.testing import FlaskClient

from tests.client import PASSWORD, StaffClient
from tests.factories.attendance import Phone, the_code
from yiguan import box as launcher
from yiguan.base import clock
from yiguan.hallbox import certificates, packs, sending
from yiguan.hallbox.models import HallBox
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import MeetingState
from yiguan.people.models import Account
from yiguan.settings import enter, leave
from yiguan.store.db import db

LINE = "数据在这台电脑上，散会后送回平台"


def signed_in(app, account_id=None) -> StaffClient:
    """The convener's browser: the one account of a box, or this one at home."""
    client = StaffClient(app, app.response_class)
    query = db.select(Account) if account_id is None else db.select(Account).where(Account.id == account_id)
    client.sign_in(db.session.scalars(query).one())
    return client


@pytest.fixture
def at_home(home):
    with home.app.app_context():
        yield signed_in(home.app, home.runner.account_id), f"/bench/meetings/{home.code}/hall-box"


@pytest.fixture
def at_box(a_box, home):
    box = a_box()
    with box.app.app_context():
        yield signed_in(box.app), f"/bench/meetings/{home.code}", box


@pytest.mark.row("OF-03")
def test_a_pack_is_made_its_key_shown_once_and_the_file_taken_along(at_home, home):
    client, url = at_home
    assert "取消这场会" in client.page(url.removesuffix("/hall-box"))
    assert "会场没有网，也能扫码签到" in client.page(url)
    made = client.submit(url)
    assert made.status_code == 200
    shown = re.search(r'id="new-key">([^<]+)<', made.text)
    assert shown
    code = re.search(r'name="pack" value="(\w{8})"', made.text)[1]  # type: ignore[index]
    file = client.submit(f"{url}/download", {"pack": code, "key": shown[1]})
    assert f"yiguan-{home.code}-{code}.box" in file.headers["Content-Disposition"]
    assert packs.unseal(file.data, packs.read_key(shown[1]))["meeting"]["code"] == home.code
    page = client.page(url)
    assert shown[1] not in page
    assert "能用" in page


def test_a_wrong_key_gives_no_file_and_says_so_at_its_field(at_home):
    client, url = at_home
    code = re.search(r'name="pack" value="(\w{8})"', client.submit(url).text)[1]  # type: ignore[index]
    for key, said in ((packs.spelt(packs.new_key()), "这不是这个包的钥匙"), ("abc", "25 个字母和数字")):
        answer = client.submit(f"{url}/download", {"pack": code, "key": key})
        assert answer.status_code == 422
        assert said in answer.text
    assert client.submit(f"{url}/download", {"pack": "NOTHING2", "key": "x"}).status_code == 404


def test_a_revoked_pack_says_so_and_is_given_out_no_more(at_home):
    client, url = at_home
    made = client.submit(url).text
    code = re.search(r'name="pack" value="(\w{8})"', made)[1]  # type: ignore[index]
    key = re.search(r'id="new-key">([^<]+)<', made)[1]  # type: ignore[index]
    assert client.submit(f"{url}/revoke", {"pack": code}).status_code == 302
    assert "已收回" in client.page(url)
    assert client.submit(f"{url}/download", {"pack": code, "key": key}).status_code == 409


def test_a_pack_from_before_a_new_date_says_so(at_home, home):
    client, url = at_home
    client.submit(url)
    db.session.execute(db.update(Meeting).where(Meeting.id == home.meeting_id).values(epoch=9))
    db.session.commit()
    assert "改期前的，请重新下载" in client.page(url)


def test_a_cancelled_meeting_offers_no_pack(at_home, home):
    client, url = at_home
    cancelled = db.update(Meeting).where(Meeting.id == home.meeting_id).values(state=MeetingState.CANCELLED)
    db.session.execute(cancelled)
    db.session.commit()
    assert "不用会场盒子了" in client.page(url)
    assert client.submit(url).status_code == 409


def test_at_home_nothing_says_box(at_home, home):
    client, url = at_home
    assert LINE not in client.page(url)
    assert client.get("/box").status_code == client.get("/box/certificate").status_code == 404
    assert client.submit(f"{url}/send").status_code == 404


@pytest.mark.row("OF-03")
def test_the_box_is_the_same_program_for_the_evening(at_box, home):
    client, url, _ = at_box
    page = client.page(url)
    assert all(word in page for word in ("加装电梯协商会", "打开大屏", "开会", "送回平台"))
    assert not any(word in page for word in ("/edit", "取消这场会", "邀请和报名"))
    for path in (f"/hall/{home.code}", f"/reception/{home.code}", f"{url}/sheet", f"{url}/check-ins"):
        assert LINE in client.page(path), path
    phone = FlaskClient(client.application, client.response_wrapper)
    public = phone.get(f"/meetings/{home.code}").text
    assert LINE in public
    assert "居民轮流发言" in public
    assert ">报名</a>" not in public


@pytest.mark.row("OF-03")
@pytest.mark.row("N08")
def test_the_button_sends_the_evening_home_and_says_what_home_answered(at_box, home, monkeypatch):
    client, url, box = at_box
    phone = Phone(box.app.test_client())
    phone.scan(the_code(db.session.get_one(Meeting, home.meeting_id)))
    phone.tap("陈桂花")
    monkeypatch.setattr(sending.Home, "post", lambda self, body: home.post(self.secret)(body))
    assert "还有 1 次没送到" in re.sub("<[^>]+>", "", client.page(f"{url}/hall-box"))
    assert client.submit(f"{url}/hall-box/send").status_code == 302
    page = client.page(f"{url}/hall-box")
    assert "一共签了 1 次，送到平台 1 次，还有 0 次没送到" in page
    assert "平台记下：有效 1" in page
    assert client.submit(f"{url}/hall-box/send").status_code == 302


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("http://consult.example.cn", "https:// 开头"),
        ("https://127.0.0.1:1", "连不上 https://127.0.0.1:1"),
        ("nonsense", "https:// 开头"),
        ("http://localhost:1/here", "连不上"),
    ],
)
def test_without_a_way_home_everything_stays_and_a_sentence_says_so(at_box, to, said):
    client, url, _ = at_box
    answer = client.submit(f"{url}/hall-box/send", {"to": to})
    assert answer.status_code == 502
    assert said in answer.text


@pytest.mark.row("OF-03")
def test_what_would_not_travel_is_refused_on_the_box_with_a_sentence(at_box, home):
    client, url, _ = at_box
    for path in (
        f"{url}/edit",
        f"{url}/cancel",
        f"/meetings/{home.code}/registration",
        "/feedback",
        "/bench/topics/new",
        f"{url}/people/1/new-phone",
    ):
        answer = client.submit(path, {"title": "改掉"})
        assert answer.status_code == 409, path
        assert "只管这场会的签到和议程" in answer.text
    assert client.submit(f"{url}/hall-box").status_code == 409
    assert client.submit(f"{url}/start", {"version": "1"}).status_code == 302


def test_the_boxes_convener_signs_in_with_the_first_password_alone(at_box):
    _, _, box = at_box
    account = db.session.scalars(db.select(Account)).one()
    stranger = StaffClient(box.app, box.app.response_class)
    assert stranger.post("/sign-in", data={"username": account.username, "password": "x" * 12}).status_code != 302
    assert stranger.post("/sign-in", data={"username": account.username, "password": PASSWORD}).status_code == 302


@pytest.mark.row("OF-03")
def test_without_a_certificate_the_box_says_plainly_what_is_off(at_box):
    client, _, _ = at_box
    page = client.page("/box")
    for word in ("没有证书", "摄像头", "断了网", "__Host- cookie", "127.0.0.1"):
        assert word in page
    assert client.get("/box/certificate").status_code == 404


def test_with_a_certificate_it_says_how_a_phone_trusts_it(at_box):
    client, _, box = at_box
    folder = box.settings.instance
    until = db.session.query(HallBox).one().until
    certificates.ensure(folder, "yiguan-box.local", ["192.168.1.2"], until)
    secure = box.settings.__class__(**{**vars(box.settings), "base_url": "https://localhost"})
    before = enter(secure)
    page, answer = client.page("/box"), client.get("/box/certificate")
    leave(before)
    for word in ("安卓手机", "苹果手机", "微信", certificates.fingerprint(folder)):
        assert word in page
    assert answer.data.startswith(b"-----BEGIN CERTIFICATE-----")
    assert answer.mimetype == "application/x-x509-ca-cert"
    assert clock.now() < until


def test_a_forgotten_password_is_made_anew_from_the_terminal(at_box):
    _, _, box = at_box
    password = launcher._renewed_password()
    account = db.session.scalars(db.select(Account)).one()
    fresh = StaffClient(box.app, box.app.response_class)
    assert fresh.post("/sign-in", data={"username": account.username, "password": PASSWORD}).status_code != 302
    assert fresh.post("/sign-in", data={"username": account.username, "password": password}).status_code == 302
