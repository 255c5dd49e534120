"""What a slice shows on pages that everybody reads: FACE in its `face.py`. Publishing and home gather all."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select

from yiguan.base.fields import Out
from yiguan.slices import found


@dataclass(frozen=True)
class Section:
    """A piece of a page: the slice's own template, which finds `shows` in it. The lower `position` comes first.

    `passages` is what somebody wrote in it: (where it stands, text); `out` are its records for the API, read by the
    fields of the face's `out`. Without a template the page itself shows the texts.
    """

    template: str
    shows: Any = None
    position: int = 100
    passages: Sequence[tuple[str, str]] = ()
    out: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Face:
    """What a slice contributes to pages that everybody reads.

    `topic` is given a topic and the moment until which its texts were read through (None: all that is final), `final`
    pairs topics with the moments at which something of them became final; `out` is the schema of their records in the
    API. `station` is given a unit, `mine` the persons of one phone.
    """

    topic: Callable[[Any, datetime | None], Sequence[Section]] = lambda topic, until: ()
    out: type[Out] | None = None
    final: Select[int, datetime | None] | None = None
    station: Callable[[Any], Sequence[Section]] = lambda unit: ()
    mine: Callable[[Sequence[int]], Sequence[Section]] = lambda person_ids: ()


def faces() -> Iterator[Face]:
    return (module.FACE for module in found("face"))


def in_order(sections: Iterable[Section]) -> list[Section]:
    return sorted(sections, key=lambda section: section.position)
