"""The cookie of a browser in which an account has signed in before; wrong attempts elsewhere do not hold it up.

It opens nothing by itself. A new password makes it worthless, except in the browser where it was chosen.
"""

import secrets

from flask import request
from werkzeug import Response

from yiguan.base import crypto
from yiguan.people.models import Account
from yiguan.settings import settings

YEAR_S = 365 * 86_400


def _cookie() -> str:
    """Browsers accept `__Host-` cookies only over https or on loopback."""
    return "__Host-known" if settings().https or settings().loopback else "known"


def sent_for(account: Account | None) -> str:
    """The browser's random name, if this account has signed in there; otherwise empty."""
    name, _, proof = request.cookies.get(_cookie(), "")[:200].partition(".")
    known = account is not None and crypto.same(proof.encode("utf-8", "replace"), _proof(account, name).encode())
    return name if known else ""


def remember(response: Response, account: Account) -> Response:
    """Sets the cookie after a successful sign-in, or after a new password was chosen there."""
    name, key = secrets.token_hex(16), _cookie()
    value = f"{name}.{_proof(account, name)}"
    secure = key.startswith("__Host-")
    response.set_cookie(key, value, max_age=YEAR_S, secure=secure, httponly=True, samesite="Lax", path="/")
    return response


def _proof(account: Account, name: str) -> str:
    return crypto.mac(settings().keys.cookie, "known browser", account.id, account.password_hash or "", name).hex()
