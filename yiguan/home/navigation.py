"""The menus of bench and desk: (label, address, current, group), by what the actor may open."""

from typing import Any

from flask import Flask, request

from yiguan.people.gates import only_admin
from yiguan.web.surfaces import actor, surface
from yiguan.workflow.todos import MenuEntry, todos

Shown = tuple[str, str, bool, str]


def init_navigation(app: Flask) -> None:
    app.context_processor(_context)


def _context() -> dict[str, Any]:
    return {"nav": menu("desk" if surface() == "desk" else "bench") if actor().signed_in else []}


def menu(on: str) -> list[Shown]:
    """What the slices offer on this surface, in its order. 三员 have no menu."""
    if only_admin(actor()):
        return []
    offered = [entry for todo in todos() for entry in todo.menu if entry.surface == on and _is_for_them(entry)]
    return [_shown(entry) for entry in sorted(offered, key=lambda entry: entry.position)]


def _is_for_them(entry: MenuEntry) -> bool:
    return not entry.roles or actor().has(*entry.roles)


def _shown(entry: MenuEntry) -> Shown:
    url = entry.url
    here = request.path == url or (url.count("/") > 1 and not url.endswith("/") and request.path.startswith(url))
    return entry.label, url, here, entry.group
