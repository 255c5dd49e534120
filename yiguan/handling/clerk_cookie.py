"""The cookie by which a browser is known to be a clerk's who works by a link; it is sent to that link alone."""

from flask import request
from werkzeug.wrappers import Response

from yiguan.base import crypto
from yiguan.settings import settings

NAME = "clerk"
QUARTER_S = 90 * 86_400


def sent(token: str) -> int | None:
    """The clerk's person id; None without a cookie that this installation made for this link."""
    number, _, proof = request.cookies.get(NAME, "").partition(".")
    person_id = int(number) if number.isascii() and number.isdigit() and len(number) < 20 else 0
    given = proof.encode("utf-8", "replace").decode()
    known = any(crypto.same(_proof(key, token, person_id), given) for key in settings().keys.ring("code"))
    return person_id if known else None


def set_clerk(response: Response, token: str, person_id: int) -> Response:
    value = f"{person_id}.{_proof(settings().keys.code, token, person_id)}"
    path = f"/answers-for/{token}/"
    response.set_cookie(
        NAME, value, max_age=QUARTER_S, path=path, secure=settings().https, httponly=True, samesite="Lax"
    )
    return response


def _proof(key: bytes, token: str, person_id: int) -> str:
    return crypto.mac(key, "clerk cookie", token, person_id).hex()
