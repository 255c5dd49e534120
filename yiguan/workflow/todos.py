"""The open tasks of a slice, and its menu entries: TODO in its `todo.py`. Home gathers all."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from sqlalchemy import ScalarSelect, Select, func, select

from yiguan.base.act import Act
from yiguan.base.actor import Actor
from yiguan.base.labels import Labelled
from yiguan.slices import found
from yiguan.store.db import db
from yiguan.workflow.sections import Section

FEW = 8
"""The number of lines of one kind on a first page; the others are in their own list."""


class Due(Protocol):
    """A deadline as a task shows it."""

    @property
    def due(self) -> date: ...

    def label(self, today: date) -> str: ...

    def tone(self, today: date) -> str: ...


@dataclass(frozen=True)
class Task:
    """One open task. Tasks are sorted by deadline, those without one last, and then by `position`."""

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
    """A figure with a link to the list that it counts."""

    label: str
    url: str
    list: Select[Any]


@dataclass(frozen=True)
class MenuEntry:
    """A menu entry of bench or desk, for holders of one of the roles; for everybody there if `roles` is empty.

    `when` is a further condition.
    """

    surface: str
    position: int
    label: str
    url: str
    group: str = ""
    roles: Sequence[Labelled] = ()
    when: Callable[[Actor], bool] = lambda actor: True


@dataclass(frozen=True)
class Timing:
    """Records with a time limit: its name, those that the actor may open, and title and page of one of them."""

    record: type[Any]
    label: str
    seen: Callable[[Actor], Select[Any]]
    shown: Callable[[Any], tuple[str, str]]


@dataclass(frozen=True)
class ToSign:
    """Papers that wait for somebody's own signature: the act, those that the actor may sign now, one of them by its id,
    how it reads (documents/paper.py), its own page, and what tells it from others.
    """

    act: Act
    waiting: Callable[[Actor], Sequence[Any]]
    find: Callable[..., Any]
    paper: Callable[[Any], Any]
    url: Callable[[Any], str]
    label: Callable[[Any], str]


@dataclass(frozen=True, kw_only=True)
class Todo:
    """What a slice contributes to 今天 of bench and desk, to their menus, and to /metrics (lines of `name value`).

    `cards` stand on top of the bench, `own` on both first pages: what belongs to the person, not to their unit.
    `open_at` receives the path of a unit: the lists of what is not finished there or below.
    `timed` are its records with a time limit, shown where a setting moves their last day; `signs` its papers that wait
    for a signature.
    """

    bench: Callable[[Actor], Sequence[Task]] = lambda actor: ()
    cards: Callable[[Actor], Sequence[Section]] = lambda actor: ()
    own: Callable[[Actor], Sequence[Section]] = lambda actor: ()
    desk: Queue | None = None
    tiles: Callable[[Actor], Sequence[Tile]] = lambda actor: ()
    open_at: Callable[[str], Sequence[Tile]] = lambda path: ()
    menu: Sequence[MenuEntry] = ()
    figures: Callable[[], Iterable[str]] = lambda: ()
    timed: Sequence[Timing] = ()
    signs: Sequence[ToSign] = ()


Counted = tuple[int, Tile]


def counted(tiles: Sequence[Tile]) -> list[Counted]:
    """Each tile with the length of the list that it opens (product.md §3.4), in one statement."""
    counts = db.session.execute(select(*[_count(tile.list) for tile in tiles])).one() if tiles else ()
    return list(zip(counts, tiles, strict=True))


def _count(query: Select[int]) -> ScalarSelect[int]:
    bare = query.order_by(None).with_only_columns(*query.selected_columns[:1])
    return select(func.count()).select_from(bare.subquery()).scalar_subquery()


def open_at(path: str) -> list[Counted]:
    """What is not finished at this unit or below it; kinds with nothing open are left out."""
    found = counted([tile for todo in todos() for tile in todo.open_at(path)])
    return [(count, tile) for count, tile in found if count]


def todos() -> Iterator[Todo]:
    return (module.TODO for module in found("todo"))
