"""The offline page of reception and its service worker. They contain nothing about any person."""

from flask import Response, current_app, make_response, render_template, request

from yiguan.attendance import camera
from yiguan.base import crypto
from yiguan.web.pages import STATIC
from yiguan.web.surfaces import Pages

pages = Pages("attendance", "public", "/reception")


@pages.get("/offline")
def offline() -> Response:
    """The check-in desk's page for any meeting; the list comes from the device's own store."""
    return camera.allow(_page(elder=request.cookies.get("elder") == "1"))


@pages.get("/worker.js")
def worker() -> Response:
    """The service worker of this release. Its address limits its scope to /reception/."""
    files = [current_app.jinja_env.globals["asset"](name) for name in _files()]  # type: ignore[operator]
    release = crypto.digest(f"{_page(elder=False)}{files}".encode())[:10]
    answer = make_response(render_template("attendance/worker.js", release=release, files=files))
    answer.mimetype = "text/javascript"
    return answer


def _page(*, elder: bool) -> str:
    return render_template("attendance/offline.html", actor=None, nav=[], elder=elder)


def _files() -> list[str]:
    """The files of the offline page; the code reader only if `tools/assets` could fetch it."""
    own = [path for path in sorted((STATIC / "attendance" / "reception").iterdir()) if path.name != "worker.js"]
    reader = sorted((STATIC / "vendor").glob("zxing_reader.*"))
    named = [str(path.relative_to(STATIC)) for path in (*own, *reader)]
    return ["css/yiguan.css", "css/work.css", "js/page.js", "favicon.svg", *named]
