"""The header that lets the check-in desk's page run its code reader; every other page has the stricter policy."""

from flask import Response, make_response

from yiguan.web.headers import CSP


def allow(page: str) -> Response:
    """The page with `'wasm-unsafe-eval'` allowed, which zxing-wasm needs to read codes from the camera."""
    answer = make_response(page)
    answer.headers["Content-Security-Policy"] = CSP.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
    return answer
