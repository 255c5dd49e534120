"""The second factor that an account is offered: derived, so that showing it stores nothing and nobody else chooses it.

It is another one for each sign-in, and after each change of the factor.
"""

import base64
from dataclasses import dataclass

import pyotp

from yiguan.base import clock, crypto, qr
from yiguan.base.actor import Actor
from yiguan.base.qr import Drawing
from yiguan.people.models import Account
from yiguan.settings import settings

BYTES = 20
"""RFC 4226 4, R6: a secret of 160 bits."""


@dataclass(frozen=True)
class Offer:
    """The code to scan and the secret to type."""

    code: Drawing
    secret: str


def offered(actor: Actor, account: Account) -> str:
    """The secret in base32."""
    key, present = settings().keys.cookie, account.totp_secret or b""
    derived = crypto.mac(key, "totp", account.id, actor.sign_in_id or 0, present)
    return base64.b32encode(derived[:BYTES]).decode()


def is_code(secret: str, code: str) -> bool:
    return pyotp.TOTP(secret).verify(code, for_time=clock.now(), valid_window=1)


def draw(actor: Actor, account: Account) -> Offer:
    secret = offered(actor, account)
    address = pyotp.TOTP(secret).provisioning_uri(name=account.username, issuer_name="议关")
    return Offer(qr.draw(address), secret)
