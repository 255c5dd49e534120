"""`python -m yiguan box` and `box-send`: one laptop serves one meeting without internet."""

import argparse
import fcntl
import os
import socket
import struct
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path
from secrets import token_hex
from typing import Any

from yiguan import keeping
from yiguan.app import create_app
from yiguan.base import clock, crypto
from yiguan.base.actor import SYSTEM
from yiguan.hallbox import certificates, delivery, loading, packs, queries, sending, service
from yiguan.hallbox.models import HallBox
from yiguan.hallbox.packs import PackRefused
from yiguan.launch import Tls, open_door, serve
from yiguan.people.models import Account
from yiguan.people.service import set_password
from yiguan.secrets import BOX_KEY, MEETING_KEY, ensure_secrets, read_secret, write_secret
from yiguan.store.db import db, transaction
from yiguan.web.app import Yiguan

BOXES = "box"
"""The folder of all boxes of this machine. Each pack file gets its own box, since a pack that is downloaded again holds
another list and must not overwrite a meeting that has begun."""
NAME = "yiguan-box.local"
TRIES = 3
EVENING_MIN = "240"
"""Long enough that nobody at reception has to sign in again during the meeting."""
SIOCGIFADDR = 0xC0206921 if sys.platform == "darwin" else 0x8915


def start(asked: argparse.Namespace) -> int:
    """Loads the pack if it is new, serves until Ctrl-C, and returns the exit code."""
    try:
        folder, blob = _box_of(asked.pack)
        app, password = _open(folder, blob, asked.key, asked.new_password)
    except PackRefused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    addresses = [asked.address] if asked.address else _addresses()
    with open_door("127.0.0.1" if asked.address == "127.0.0.1" else "0.0.0.0") as door:  # noqa: S104 -- phones in the hall
        name = asked.name or addresses[0]
        scheme = "http" if asked.http else "https"
        base_url = f"{scheme}://{name}:{door.getsockname()[1]}"
        _environ(base_url, [asked.name or NAME, *addresses])
        tls = None if asked.http else _tls(app, folder, asked.name or NAME, addresses)
        return serve(door, base_url, partial(_announce, app, folder, base_url, password, addresses), tls=tls)


def send(asked: argparse.Namespace) -> int:
    """Sends the check-ins to the platform; returns 0 when everything has arrived."""
    try:
        folder, _ = _box_of(asked.box)
        app, _ = _open(folder, None, "", False)
        if asked.renew:
            _renew(app, Path(asked.renew).read_bytes(), asked.key)
    except (PackRefused, OSError) as refusal:
        print(refusal, file=sys.stderr)
        return 1
    with app.app_context():
        return _send(asked.to)


def _send(to: str) -> int:
    box = _the_box()
    meeting = queries.meeting_of(box)
    home = sending.home_of(box, meeting, to)
    parcel = sending.pack_up(box, meeting)
    db.session.remove()
    answered, trouble = sending.deliver(parcel, home.post)
    with transaction():
        service.keep_answers(SYSTEM, box, answered)
    told = delivery.of(meeting.id)
    print("\n".join(told.sentences))
    if trouble:
        print(trouble, file=sys.stderr)
    return 1 if trouble or told.left else 0


def _box_of(where: str) -> tuple[Path, bytes | None]:
    """The box's folder, and the pack's file if one was named. Raises PackRefused."""
    path = Path(where)
    if not where:
        raise PackRefused("请说用哪个会场包：make box PACK=文件名。会场包在平台上这场会的“会场盒子”里做。")
    if path.is_dir():
        return path.resolve(), None
    try:
        blob = path.read_bytes()
    except OSError:
        raise PackRefused(f"没有找到文件 {path}。请核对文件名；文件在下载的文件夹里，就写上文件夹。") from None
    named = f"{packs.code_of(blob)}-{crypto.digest(blob)[:4]}"
    return Path(os.environ.get("YIGUAN_INSTANCE", Path(BOXES) / named)).resolve(), blob


def _open(folder: Path, blob: bytes | None, key: str, new_password: bool) -> tuple[Yiguan, str]:
    """The box's app with its database, loaded from the pack if it is new; and the password, if one was just made."""
    os.environ.update(YIGUAN_INSTANCE=str(folder), YIGUAN_MODE="production")
    known = (folder / BOX_KEY).exists() or (folder / MEETING_KEY).exists()
    pack = None if known or blob is None else _unseal(blob, key)
    if not known and pack is None:
        raise PackRefused(f"{folder} 里没有会场盒子。请用会场包启动：make box PACK=文件名。")
    ensure_secrets(folder)
    write_secret(folder, BOX_KEY, token_hex(32))
    app = create_app()
    with app.app_context():
        keeping.migrate()
        _forget_key(folder)
        if queries.the_box() is not None:
            return app, _renewed_password() if new_password else ""
        if blob is None:
            raise PackRefused("这个盒子还没有装好。请用会场包再启动一次：make box PACK=文件名。")
        return app, _load(pack or _unseal(blob, key))


def _forget_key(folder: Path) -> None:
    """Deletes the key that a box of an earlier release got from its pack."""
    if not (folder / MEETING_KEY).exists():
        return
    key = bytes.fromhex(read_secret(folder, MEETING_KEY))
    with transaction():
        if (box := queries.the_box()) is not None:
            loading.forget_key(box, key)
    (folder / MEETING_KEY).unlink()


def _unseal(blob: bytes, key: str) -> dict[str, Any]:
    """Decrypts the pack; asks for a missing key at most three times. Raises PackRefused."""
    for left in reversed(range(TRIES)):
        try:
            pack = packs.unseal(blob, packs.read_key(key or input("钥匙（25 个字母数字，五组，空格可省）：")))
        except PackRefused as refusal:
            if key or not left:
                raise
            print(refusal)
        except EOFError:
            break
        else:
            loading.refuse_expired(pack)
            return pack
    raise PackRefused("没有钥匙，打不开会场包。")


def _load(pack: dict[str, Any]) -> str:
    password = loading.new_password()
    hashed = loading.hash_of(password)
    with transaction():
        loading.load(pack)
        loading.add_convener(pack, hashed)
    return password


def _renewed_password() -> str:
    password = loading.new_password()
    hashed = loading.hash_of(password)
    with transaction():
        set_password(SYSTEM, db.session.scalars(db.select(Account)).one(), hashed)
    return password


def _renew(app: Yiguan, blob: bytes, key: str) -> None:
    """Takes the platform's secret from a later pack of the same meeting. Raises PackRefused."""
    pack = _unseal(blob, key)
    with app.app_context(), transaction():
        box = _the_box()
        if pack["meeting"]["id"] != box.meeting_id:
            raise PackRefused("这个会场包是另一场会的，这台盒子没有改动。请核对文件。")
        loading.tell_home(box, pack)


def _the_box() -> HallBox:
    box = queries.the_box()
    if box is None:
        raise PackRefused("这个文件夹里没有会场盒子。")
    return box


def _environ(base_url: str, hosts: list[str]) -> None:
    """Sets the environment of server and worker, which read their own settings."""
    os.environ.update(YIGUAN_BASE_URL=base_url, YIGUAN_TRUSTED_HOSTS="|".join(hosts))
    os.environ.setdefault("YIGUAN_IDLE_MIN", EVENING_MIN)
    os.environ["YIGUAN_THANK_HOURS"] = "0"  # the platform sends the thanks, since it knows everybody who came


def _tls(app: Yiguan, folder: Path, name: str, addresses: list[str]) -> Tls:
    with app.app_context():
        until = _the_box().until
    certificates.ensure(folder, name, [*addresses, "127.0.0.1"], until)
    return Tls(folder / certificates.CERTIFICATE, folder / certificates.KEY, folder / certificates.CA)


def _addresses() -> list[str]:
    """This machine's addresses, including the hotspot's; the loopback address without a network."""
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, name in socket.if_nameindex():
            with suppress(OSError):
                answer = fcntl.ioctl(probe.fileno(), SIOCGIFADDR, struct.pack("256s", name.encode()[:15]))
                found.append(socket.inet_ntoa(answer[20:24]))
    return [address for address in found if not address.startswith("127.")] or ["127.0.0.1"]


def _announce(app: Yiguan, folder: Path, base_url: str, password: str, addresses: list[str]) -> None:
    with app.app_context():
        meeting = queries.meeting_of(_the_box())
        account = db.session.scalars(db.select(Account)).one()
    print(f"\n会场盒子已启动：{base_url}    (Ctrl-C 停止)\n")
    print(f"  {meeting.title}，{clock.moment(meeting.starts_at)}，{meeting.place}")
    print(f"  这台电脑的钟：{clock.moment(clock.now())}。钟不对，请先调准，不然签到不会按时打开。")
    print(f"  大屏：{base_url}/hall/{meeting.code}")
    print(f"  签到台：{base_url}/reception/{meeting.code}")
    shown = (
        f"密码 {password}（只显示这一次，请抄下来）"
        if password
        else "密码是第一次启动时给的；忘了，加上 PASSWORD=new 再启动"
    )
    print(f"  登录：账号 {account.username}，{shown}")
    if len(addresses) > 1:
        print(f"  这台电脑有几个地址：{'、'.join(addresses)}。手机打不开，请加上 ADDRESS=热点的地址 再启动。")
    _explain(folder, base_url)
    sys.stdout.flush()


def _explain(folder: Path, base_url: str) -> None:
    """Says how phones trust the certificate, or what does not work without one."""
    if base_url.startswith("https:"):
        print(f"  手机怎么信任这台电脑：{base_url}/box\n  证书指纹 SHA-256：{certificates.fingerprint(folder)}")
        print("  微信里多半打不开这样的网址；大家都用微信扫码，请加上 HTTP=1 再启动。\n")
        return
    port = base_url.rpartition(":")[2]
    print("  没有证书（HTTP=1）：手机扫码签到、看议程照常；手机上的摄像头扫码、断网签到页面、__Host- cookie 都用不了。")
    print(f"  在这台电脑上打开 http://127.0.0.1:{port}，摄像头和断网签到能用。详见 {base_url}/box\n")
