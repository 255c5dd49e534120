"""The one header that lets the check-in desk's page run its code reader; every other page keeps the stricter policy."""

from flask import Response, make_response

from yiguan.web.headers import CSP


def allow(page: str) -> Response:
    """The page with `'wasm-unsafe-eval'` added to its scripts: zxing-wasm reads the camera's picture with it."""
    answer = make_response(page)
    answer.headers["Content-Security-Policy"] = CSP.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
    return answer
