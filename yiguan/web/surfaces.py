"""Surfaces, the entrances of the program, and what a view asks about its request."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from flask import Blueprint, current_app, g, request

from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, Invalid
from yiguan.web.strict import sent_json

SAFE = ("GET", "HEAD", "OPTIONS")
V = TypeVar("V", bound=Callable[..., Any])
Gate = Callable[[Actor], None]


@dataclass(frozen=True)
class Surface:
    """A group of pages with one gate, by default open to everybody.

    Without accounts, nobody is looked up and no CSRF token is required.
    """

    name: str
    gate: Gate = lambda actor: None
    has_accounts: bool = True


class Pages(Blueprint):
    """The pages of one slice on one surface, whose gate checks every request."""

    def __init__(self, slice_: str, surface: str, url_prefix: str = "", **kwargs: Any) -> None:
        super().__init__(f"{slice_}_{surface}", __name__, url_prefix=url_prefix or None, **kwargs)
        self.surface = surface


def open_to_all(view: V) -> V:
    """Marks a view of a surface with accounts as one that needs none, or that asks a helper for their link itself."""
    view.open_to_all = True  # type: ignore[attr-defined]
    return view


def is_open_to_all() -> bool:
    """Whether the view of this request needs no account."""
    return getattr(current_app.view_functions.get(request.endpoint or ""), "open_to_all", False)


def actor() -> Actor:
    """Who acts in this request."""
    found: Actor = g.actor
    return found


def current_surface() -> Surface:
    """The surface of this request; an unknown address belongs to the first declared one, the public's."""
    known = cast(dict[str, Surface], current_app.surfaces)  # type: ignore[attr-defined]
    blueprint = current_app.blueprints.get(request.blueprint or "")
    return known.get(getattr(blueprint, "surface", ""), next(iter(known.values())))


def surface() -> str:
    """The name of this request's surface."""
    return current_surface().name


def remember() -> None:
    """Commits this request although it is refused, to store a failed sign-in, a wrong code or a refused scan."""
    g.remember = True


def saw_current(record: Any) -> bool:
    """Whether the page or program saw the record's current version; a request without a version is not checked."""
    seen = _version_in_json() if request.is_json else request.form.get("version")
    return seen is None or str(seen) == str(record.version)


def _version_in_json() -> int | None:
    """Raises Invalid for anything but a whole number."""
    body = sent_json()
    if not isinstance(body, dict) or "version" not in body:
        return None
    seen = body["version"]
    if type(seen) is not int:
        raise Invalid(fields={"version": ["请填一个整数，就是您读到的那个版本。"]})
    return seen


def match_version(record: Any) -> None:
    """Raises Conflict when the page or program saw an older version of the record."""
    if not saw_current(record):
        raise Conflict(code="stale_version")
