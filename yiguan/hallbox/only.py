"""What a box does not do: whatever is written there and would not travel home is refused with a sentence, not lost."""

from flask import Flask, request

from yiguan.base.errors import Conflict
from yiguan.hallbox.packs import SECRET
from yiguan.hallbox.queries import actor_by_secret
from yiguan.meetings.acts import COURSE
from yiguan.people.gates import bearers
from yiguan.settings import Settings
from yiguan.web.surfaces import SAFE

SLICES = ("attendance", "hallbox", "people")
"""Scans and all around them; whoever signs in here signs in here."""
ENDPOINTS = (
    *(endpoint for act in COURSE for endpoint in (f"meetings_bench.do_{act.name}", f"meetings_api.{act.name}")),
    "home_phone.elder_mode",
)
"""The course of the evening, which the screen follows; and larger letters."""
NEW_PHONE = (
    "attendance_reception_bench.offer_new_phone",
    "attendance_closing_api.offer_new_phone",
    "people_phone.take",
)
"""Whose phone is whose, home says."""


def init_box(app: Flask, settings: Settings) -> None:
    """At home a pack's secret opens the batch; a box refuses what it could not take home."""
    bearers[SECRET] = actor_by_secret
    if settings.is_box:
        app.before_request(_refuse_what_would_not_travel)


def _refuse_what_would_not_travel() -> None:
    slice_ = (request.blueprint or "").partition("_")[0]
    travels = slice_ in SLICES and request.endpoint not in NEW_PHONE
    if request.method in SAFE or travels or request.endpoint in (None, *ENDPOINTS):
        return
    raise Conflict(
        "这是会场盒子，没有连着平台，只管这场会的签到和议程。这一步没有存下；请连上互联网，到平台上去办。",
        code="only_at_home",
    )
