"""Filters, globals and context of every template, and the static files."""

from pathlib import Path
from typing import Any

from flask import Flask, request
from whitenoise import WhiteNoise

from yiguan.base import clock, codes, crypto
from yiguan.settings import settings
from yiguan.web import summary
from yiguan.web.forms import blank_form
from yiguan.web.surfaces import actor

STATIC = Path(__file__).parents[2] / "static"


def init_pages(app: Flask) -> None:
    """Registers filters and globals, and serves static files under a name that changes with every release."""
    release = _release()
    app.jinja_env.filters.update(
        day=clock.day,
        clock=clock.time_of_day,
        moment=clock.moment,
        written=clock.written,
        date_iso=clock.iso,
        number="{:,}".format,
        in_fours=codes.in_fours,
        complete=summary.complete,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(asset=lambda name: f"/static/{release}/{name}", blank_form=blank_form)
    app.context_processor(_context)
    files = WhiteNoise(app.wsgi_app, immutable_file_test=lambda path, url: True, max_age=31_536_000)
    files.add_files(str(STATIC), prefix=f"static/{release}")
    app.wsgi_app = files  # type: ignore[method-assign]


def _context() -> dict[str, Any]:
    return {
        "elder": request.cookies.get("elder") == "1",
        "actor": actor() if actor().signed_in else None,
        "now": clock.now(),
        "today": clock.today(),
        "footer": settings().footer,
        "demo": settings().mode == "demo",
        "is_box": settings().is_box,
    }


def _release() -> str:
    """Ten characters that change when any static file does."""
    files = sorted(path for path in STATIC.rglob("*") if path.is_file())
    return crypto.digest(b"".join(path.name.encode() + path.read_bytes() for path in files))[:10]
