"""The menus of bench and desk: (label, address, current, group), by what the actor may open."""

from typing import Any

from flask import Flask, request

from yiguan.people.gates import only_admin
from yiguan.people.states import BENCH_ROLES
from yiguan.web.surfaces import actor, surface
from yiguan.workflow.todos import MenuEntry, todos

Shown = tuple[str, str, bool, str]


def init_navigation(app: Flask) -> None:
    app.context_processor(_context)


def _context() -> dict[str, Any]:
    """`staff_home` is the first page of those who have none on bench or desk; `own_shell` frames their own pages."""
    on = _at()
    nav = menu(on) if actor().signed_in else []
    return {"nav": nav, "staff_home": "/account" if only_admin(actor()) else "", "own_shell": f"shells/{on}.html"}


def _at() -> str:
    """Desk or bench; pages of one's own stand on the side where one works."""
    at_desk = not actor().has(*BENCH_ROLES) if surface() == "own" else surface() in ("desk", "admin", "settings")
    return "desk" if at_desk else "bench"


def menu(on: str) -> list[Shown]:
    """What the slices offer on this surface, in its order; to 三员 their own duties, wherever they are."""
    on = "admin" if only_admin(actor()) else on
    offered = [entry for todo in todos() for entry in todo.menu if entry.surface == on and _is_for_them(entry)]
    return [_shown(entry) for entry in sorted(offered, key=lambda entry: entry.position)]


def _is_for_them(entry: MenuEntry) -> bool:
    return (not entry.roles or actor().has(*entry.roles)) and entry.when(actor())


def _shown(entry: MenuEntry) -> Shown:
    url = entry.url
    here = request.path == url or (url.count("/") > 1 and not url.endswith("/") and request.path.startswith(url))
    return entry.label, url, here, entry.group
