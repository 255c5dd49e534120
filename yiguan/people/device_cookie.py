"""The cookie by which a resident's phone is recognised; it has no meaning outside this installation."""

import secrets

from flask import Response, request

from yiguan.settings import Settings, settings
from yiguan.store import keyring

YEAR_S = 365 * 86_400


def cookie_name(settings: Settings) -> str:
    """Browsers accept `__Host-` cookies only over https or on loopback; plain http in a LAN uses the bare name."""
    return "__Host-device" if settings.https or settings.loopback else "device"


def sent() -> str:
    """The cookie this phone sent; empty where it sent none that could be ours."""
    token = request.cookies.get(cookie_name(settings()), "")
    return token if len(token) == 32 and token.isascii() else ""


def device_token() -> str:
    """The cookie this phone sent, or a new random one (168 bits) for it."""
    return sent() or keyring.marked(secrets.token_urlsafe(21))


def set_device(response: Response, token: str) -> Response:
    """Sets the cookie; a GET may do so, since that stores nothing on the server."""
    name, secure = cookie_name(settings()), cookie_name(settings()).startswith("__Host-")
    response.set_cookie(name, token, max_age=2 * YEAR_S, secure=secure, httponly=True, samesite="Lax", path="/")
    return response
