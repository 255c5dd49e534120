"""What a slice shows on public pages: FACE in its `face.py`. Publishing and home gather all."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select

from yiguan.base.fields import Out
from yiguan.slices import found


@dataclass(frozen=True)
class Section:
    """A piece of a page: the slice's own template, which receives `shows`. Lower positions come first.

    `passages` are the texts that people wrote in it: (place, text); `out` are its records for the API, serialised by
    the face's `out`. Without a template the page itself shows the texts. On the page of a phone `is_record` says that
    it lists something of its people, not a word about the phone.
    """

    template: str
    shows: Any = None
    position: int = 100
    passages: Sequence[tuple[str, str]] = ()
    out: Mapping[str, Any] = field(default_factory=dict)
    is_record: bool = True


@dataclass(frozen=True, kw_only=True)
class Face:
    """What a slice contributes to public pages.

    `topic` receives a topic and the time until which its texts were reviewed (None: all final texts), `final` pairs
    topics with the times at which a text of theirs became final; `out` is the schema of their records in the API.
    `station` receives a unit, `mine` the persons of one phone, `phone` its id, for what belongs to no person there.
    `came` selects those of these persons who are at a meeting, by its id.
    """

    topic: Callable[[Any, datetime | None], Sequence[Section]] = lambda topic, until: ()
    out: type[Out] | None = None
    final: Select[int, datetime | None] | None = None
    station: Callable[[Any], Sequence[Section]] = lambda unit: ()
    mine: Callable[[Sequence[int]], Sequence[Section]] = lambda person_ids: ()
    phone: Callable[[int], Sequence[Section]] = lambda device: ()
    came: Callable[[int, Sequence[int]], Collection[int]] = lambda meeting_id, person_ids: ()


def faces() -> Iterator[Face]:
    return (module.FACE for module in found("face"))


def came(meeting_id: int, person_ids: Sequence[int]) -> set[int]:
    """Those of the persons who are at the meeting already; they are offered nothing that comes before it."""
    return {number for face in faces() for number in face.came(meeting_id, person_ids)} if person_ids else set()


def in_order(sections: Iterable[Section]) -> list[Section]:
    return sorted(sections, key=lambda section: section.position)
