"""The file of a pack: one line with its code, then the content, encrypted with a key that is shown once.

The secret with which the box authenticates at home is derived from the same key, so that home stores neither.
"""

import json
from typing import Any

from yiguan.base import crypto
from yiguan.base.codes import CROCKFORD, READABLE, random_code, read_code

FORMAT = b"YIGUAN-BOX-2 "
EARLIER = b"YIGUAN-BOX-1 "
"""Of a release whose packs held the meeting's key; it is as long as the other."""
CODE = 8
"""Characters of a pack's code."""
KEY = 25
"""Characters of a pack's key (125 bits)."""
GROUP = 5
"""Characters of a group in which the key is written."""
SECRET = "yb_"


class PackRefused(Exception):
    """A pack that cannot be used; the message is a sentence for the operator."""


def new_code() -> str:
    return random_code(CODE, READABLE)


def new_key() -> str:
    return random_code(KEY, CROCKFORD)


def spelt(key: str) -> str:
    return " ".join(key[at : at + GROUP] for at in range(0, KEY, GROUP))


def read_key(typed: str) -> str:
    """The key in a typed text. Raises PackRefused when it cannot be one."""
    key = read_code(typed, CROCKFORD) if len(typed) < 100 else None
    if key is None or len(key) != KEY:
        raise PackRefused("钥匙是 25 个字母和数字，分五组写在做会场包的那一页上。请照着再输一遍。")
    return key


def secret_of(key: str, code: str) -> str:
    """The bearer secret of this pack, 160 bits."""
    return SECRET + crypto.mac(_cipher(key), "send home", code).hex()[:40]


def seal(contents: dict[str, Any], code: str, key: str) -> bytes:
    text = json.dumps(contents, ensure_ascii=False, separators=(",", ":"))
    return FORMAT + code.encode() + b"\n" + crypto.encrypt(_cipher(key), text, _context(code))


def code_of(blob: bytes) -> str:
    """The pack's code, readable without the key. Raises PackRefused."""
    head = blob[: len(FORMAT) + CODE + 1]
    code = head[len(FORMAT) : -1].decode("ascii", "replace")
    if not head.startswith((FORMAT, EARLIER)) or not head.endswith(b"\n") or not set(code) <= set(READABLE):
        raise PackRefused("这个文件不是会场包，或者没有拷完整。请在平台上这场会的“会场盒子”里重新下载。")
    return code


def unseal(blob: bytes, key: str) -> dict[str, Any]:
    """The content that `seal` encrypted. Raises PackRefused."""
    code = code_of(blob)
    try:
        contents: dict[str, Any] = json.loads(
            crypto.decrypt(_cipher(key), blob[len(FORMAT) + CODE + 1 :], _context(code))
        )
    except crypto.TamperedError:
        raise PackRefused(
            "这把钥匙打不开这个包。请先一组一组核对钥匙；钥匙没有错，就是文件没有拷完整或者被改过，请重新下载。"
        ) from None
    return contents


def _cipher(key: str) -> bytes:
    return bytes.fromhex(crypto.digest(f"key of a hall box pack:{key}".encode()))


def _context(code: str) -> str:
    return f"hall box pack:{code}"
