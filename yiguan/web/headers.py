"""Security headers of every answer; a page that needs another value sets it itself."""

from flask import Response

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HARDENED = (
    ("Content-Security-Policy", CSP),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
)


def harden(response: Response) -> Response:
    """Nothing dynamic is kept anywhere, files that Flask sends included."""
    if response.headers.get("Cache-Control") == "no-cache":
        del response.headers["Cache-Control"]
    given = {name.lower() for name, _ in response.headers}
    for name, text in HARDENED:
        if name.lower() not in given:
            response.headers.add(name, text)
    return response
