"""A box refuses acts whose results are not sent home, so that nothing is lost."""

from flask import Flask, request

from yiguan.base.errors import Conflict
from yiguan.hallbox.packs import SECRET
from yiguan.hallbox.queries import actor_by_secret
from yiguan.meetings.acts import COURSE
from yiguan.people.gates import bearers
from yiguan.settings import Settings
from yiguan.web.surfaces import SAFE

SLICES = ("attendance", "hallbox", "people")
"""Slices whose writes are allowed on a box: scans, packs, sign-in."""
ENDPOINTS = (
    *(endpoint for act in COURSE for endpoint in (f"meetings_bench.do_{act.name}", f"meetings_api.{act.name}")),
    "home_phone.elder_mode",
)
"""Further allowed endpoints: the course of the meeting, which the screen shows, and larger type."""
NEW_PHONE = (
    "attendance_reception_bench.ask_new_phone",
    "attendance_closing_api.ask_new_phone",
)
"""Endpoints refused on a box, since home stores whose phone is whose."""


def init_box(app: Flask, settings: Settings) -> None:
    """Lets a pack's secret authenticate at home; on a box, refuses what would not be sent."""
    bearers[SECRET] = actor_by_secret
    if settings.is_box:
        app.before_request(_refuse_unsent)


def _refuse_unsent() -> None:
    slice_ = (request.blueprint or "").partition("_")[0]
    is_sent = slice_ in SLICES and request.endpoint not in NEW_PHONE
    if request.method in SAFE or is_sent or request.endpoint in (None, *ENDPOINTS):
        return
    raise Conflict(
        "这是会场盒子，没有连着平台，只管这场会的签到和议程。这一步没有存下；请连上互联网，到平台上去办。",
        code="only_at_home",
    )
