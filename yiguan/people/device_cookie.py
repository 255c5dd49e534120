"""The cookie by which a resident's phone is recognised; it has no meaning outside this installation."""

import secrets

from flask import Response, request

from yiguan.settings import Settings

YEAR_S = 365 * 86_400


def cookie_name(settings: Settings) -> str:
    """Browsers accept `__Host-` cookies only over https or on loopback; plain http in a LAN uses the bare name."""
    return "__Host-device" if settings.https or settings.loopback else "device"


def device_token(settings: Settings) -> str:
    """The cookie this phone sent, or a new random one (192 bits)."""
    sent = request.cookies.get(cookie_name(settings), "")
    return sent if len(sent) == 32 and sent.isascii() else secrets.token_urlsafe(24)


def set_device(response: Response, token: str, settings: Settings) -> Response:
    """Sets the cookie; a GET may do so, since that stores nothing on the server."""
    secure = cookie_name(settings).startswith("__Host-")
    response.set_cookie(
        cookie_name(settings), token, max_age=2 * YEAR_S, secure=secure, httponly=True, samesite="Lax", path="/"
    )
    return response
