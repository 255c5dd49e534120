"""The menus of bench and desk: (label, address, count, current, group), by what the actor may open."""

from typing import Any

from flask import Flask, request

from yiguan.people.gates import only_admin
from yiguan.people.states import BENCH_ROLES, CONVENING, DESK_ROLES, DISTRICT_STAFF, Role
from yiguan.web.surfaces import actor, surface

Entry = tuple[str, str, int | None, bool, str]
STATION_ONLY = ("/bench/leads", "/bench/recommendations")
ONLY_FOR = {"/desk/publications": DISTRICT_STAFF, "/desk/feedback": (Role.OFFICER,)}
BENCH = (
    ("待办", "/bench/"),
    ("线索", "/bench/leads"),
    ("议题", "/bench/topics"),
    ("协商会", "/bench/meetings"),
    ("建议", "/bench/recommendations"),
    ("通知", "/bench/notices"),
)
DESK = (
    ("今天", "/desk/", ""),
    ("通知", "/desk/notices", ""),
    ("议题", "/desk/topics", "协商"),
    ("协商建议", "/desk/recommendations", "协商"),
    ("公开", "/desk/publications", "协商"),
    ("单位", "/desk/units", "站点"),
    ("投诉建议", "/desk/feedback", "站点"),
)


def init_navigation(app: Flask) -> None:
    app.context_processor(_context)


def _context() -> dict[str, Any]:
    if not actor().signed_in:
        return {"nav": []}
    return {"nav": desk() if surface() == "desk" else bench()}


def bench() -> list[Entry]:
    """Members see no leads: a resident's words belong to the station that received them. 三员 have no menu here."""
    if only_admin(actor()):
        return []
    everything = actor().has(*map(str, (*CONVENING, *DISTRICT_STAFF)))
    shown = [(label, url) for label, url in BENCH if everything or url not in STATION_ONLY]
    entries = [_entry(label, url, "") for label, url in shown]
    return [*entries, _entry("区级", "/desk/", "")] if actor().has(*map(str, DESK_ROLES)) else entries


def desk() -> list[Entry]:
    entries = [_entry(*row) for row in DESK if actor().has(*map(str, ONLY_FOR.get(row[1], DESK_ROLES)))]
    if actor().has(*map(str, (*BENCH_ROLES, *DISTRICT_STAFF))):
        entries.append(_entry("站点工作台", "/bench/", "站点"))
    return entries


def _entry(label: str, url: str, group: str) -> Entry:
    here = request.path == url or (url.count("/") > 1 and not url.endswith("/") and request.path.startswith(url))
    return label, url, None, here, group
