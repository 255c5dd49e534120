"""What waits in a slice, and its entries in the menus: TODO in its `todo.py`. Home gathers all."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from sqlalchemy import Select

from yiguan.base.actor import Actor
from yiguan.base.labels import Labelled
from yiguan.slices import found
from yiguan.workflow.sections import Section

FEW = 8
"""Lines of one kind on a first page; the rest stand in their own list."""


class Due(Protocol):
    """A deadline, as a line that waits shows it."""

    @property
    def due(self) -> date: ...

    def label(self, today: date) -> str: ...

    def tone(self, today: date) -> str: ...


@dataclass(frozen=True)
class Task:
    """One line that waits for somebody; without a deadline it waits in no hurry, after those that have a day.

    Of one day, the lower `position` comes first.
    """

    title: str
    url: str
    meta: str
    deadline: Due | None = None
    word: str = ""
    position: int = 100


@dataclass(frozen=True)
class Queue:
    """A card of the desk's first page."""

    title: str
    tasks: Callable[[Actor], Sequence[Task]]


@dataclass(frozen=True)
class Tile:
    """A figure that opens the very list it counts."""

    label: str
    url: str
    list: Select[Any]


@dataclass(frozen=True)
class MenuEntry:
    """An entry of the menu of bench or desk, for who holds one of the roles; for all of the surface without any."""

    surface: str
    position: int
    label: str
    url: str
    group: str = ""
    roles: Sequence[Labelled] = ()


@dataclass(frozen=True, kw_only=True)
class Todo:
    """What a slice contributes to 今天 of bench and desk, to their menus, and to /metrics (lines of `name value`)."""

    bench: Callable[[Actor], Sequence[Task]] = lambda actor: ()
    cards: Callable[[Actor], Sequence[Section]] = lambda actor: ()
    desk: Queue | None = None
    tiles: Callable[[Actor], Sequence[Tile]] = lambda actor: ()
    menu: Sequence[MenuEntry] = ()
    figures: Callable[[], Iterable[str]] = lambda: ()


def todos() -> Iterator[Todo]:
    return (module.TODO for module in found("todo"))
