"""The signed receipt a report form carries: its token, its one-time key, and its age; no cookie is needed."""

import hashlib
from dataclasses import dataclass
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer

from yiguan.base import clock, codes, crypto
from yiguan.settings import settings
from yiguan.store import keyring

VALID_S = 24 * 3600
STALE = "这一页放得太久了，刚才没有存下。您填的都还在，请看一遍，再点一次提交。"


@dataclass(frozen=True)
class FormReceipt:
    """`device` is the hash of the cookie the form was given with; `at` in seconds."""

    unit: str
    device: str
    nonce: str
    at: int

    def is_good(self, unit: str, cookie: str) -> bool:
        """Young enough, for this unit, and of this phone where the phone sends a cookie at all."""
        young = abs(clock.now().timestamp() - self.at) <= VALID_S  # one from ahead: the clock was set back since
        return young and self.unit == unit and (not cookie or crypto.same(self.device, _mark(cookie)))

    def one_time_keys(self, *content: str) -> list[str]:
        """The same form with the same words is one report; changed words are another. The present key comes first."""
        return [one.hex()[:40] for one in keyring.hashes_of("lead", self.nonce, *content)]


def issue(unit: str, device_token: str, nonce: str = "") -> str:
    """A receipt for a form just shown; a form shown again keeps its nonce."""
    values = [unit, _mark(device_token), nonce or codes.random_code(24), int(clock.now().timestamp())]
    return str(_signer().dumps(values))


def read(signed: str) -> FormReceipt | None:
    """None when we did not sign it."""
    try:
        values: Any = _signer().loads(signed)
    except BadSignature:
        return None
    return FormReceipt(*values)


def _signer() -> URLSafeSerializer:
    how = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    return URLSafeSerializer(settings().keys.cookie, salt="lead form", signer_kwargs=how)


def _mark(device_token: str) -> str:
    return crypto.digest(device_token.encode())[:16]
