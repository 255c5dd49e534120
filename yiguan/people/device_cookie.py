"""The cookie by which a resident's phone is known again; it has no meaning outside this installation."""

import secrets

from flask import Response, request

from yiguan.settings import Settings, settings

YEAR_S = 365 * 86_400


def cookie_name(settings: Settings) -> str:
    """Browsers keep `__Host-` cookies only over https or on loopback; on a plain LAN the bare name is used."""
    return "__Host-device" if settings.https or settings.loopback else "device"


def sent() -> str:
    """The cookie this phone sent; empty where it sent none that could be ours."""
    token = request.cookies.get(cookie_name(settings()), "")
    return token if len(token) == 32 and token.isascii() else ""


def device_token() -> str:
    """The cookie this phone sent, or a new random one (192 bits) for it."""
    return sent() or secrets.token_urlsafe(24)


def set_device(response: Response, token: str) -> Response:
    """A GET sets the cookie; that is a header, not a change."""
    name, secure = cookie_name(settings()), cookie_name(settings()).startswith("__Host-")
    response.set_cookie(name, token, max_age=2 * YEAR_S, secure=secure, httponly=True, samesite="Lax", path="/")
    return response
