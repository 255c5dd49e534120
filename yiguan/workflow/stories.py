"""What a slice adds to the progress of a topic: STORY in its `story.py`. Progress gathers all, lowest slice first.

A pair is a select of two columns: the ids of two related records.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select

from yiguan.base.labels import Labelled
from yiguan.slices import found

Links = tuple[tuple[str, str], ...]
Pairs = Select[int, int] | Select[int, int | None]


@dataclass(frozen=True)
class Step:
    """One step of a trail, as parts/trail.html shows it; `state` is done, now or todo.

    `about` is the step's record (kind, id), for upper slices that know more about it; `when` is its place in the order
    of time, if that is not `at`.
    """

    label: str
    at: datetime | None = None
    at_label: str = ""
    note: str = ""
    links: Links = ()
    state: str = "done"
    about: tuple[str, int] | None = None
    when: datetime | None = None


@dataclass(frozen=True)
class Trail:
    """The progress of a topic, as far as the slices gathered so far know it.

    The opening keeps its order, the past is ordered by time; after an end no coming steps are shown. `words` means that
    a proposer reads it, who also sees the texts of refusals.
    """

    opening: tuple[Step, ...] = ()
    past: tuple[Step, ...] = ()
    coming: tuple[Step, ...] = ()
    end: Step | None = None
    words: bool = False

    def ids(self, kind: str) -> list[int]:
        """The ids of the records of this kind in past steps."""
        return [step.about[1] for step in self.past if step.about and step.about[0] == kind]

    def amended(self, kind: str, change: Callable[[int, Step], Step]) -> "Trail":
        """The same trail with changed steps about records of this kind."""
        past = (change(s.about[1], s) if s.about and s.about[0] == kind else s for s in self.past)
        return replace(self, past=tuple(past))


@dataclass(frozen=True)
class Held:
    """One thing that is held about somebody, as they read it on 关于我的信息. `is_open`: their name is needed for it.

    `about` is its record (kind, id), or the lead by which somebody is in a topic; None for what follows a record.
    """

    label: str
    text: str
    at: datetime
    url: str = ""
    is_open: bool = False
    about: tuple[str, int] | None = None


@dataclass(frozen=True, kw_only=True)
class Story:
    """What a slice knows about the progress of a topic, and about the people involved.

    `tells` receives the topic and the trail of the lower slices, and returns it with its own steps; `ahead` names the
    coming steps of this slice for a matter without a topic. `reached` selects the topics that have reached a stage; the
    last stage of the list counts. `records` pairs the slice's records with topics, by kind, `concerned` topics with
    persons, `proposed` those of them whose own matter it is, `supported` those who want it too, `listed` records with
    the persons on their list, by kind.
    `needs` selects the residents who have an open matter, or one since the given time; the names of all others are
    erased (PS-02), and `forgets` clears what they wrote about themselves. `holds` tells them what is held about them;
    what `needs` an open matter of is open there. `known_at` selects a person, a unit that knows them, and since when.
    """

    tells: Callable[[Any, Trail], Trail] = lambda topic, trail: trail
    ahead: tuple[str, ...] = ()
    reached: Mapping[Labelled, Select[int]] = field(default_factory=dict)
    records: Mapping[str, Pairs] = field(default_factory=dict)
    proposed: Sequence[Pairs] = ()
    supported: Sequence[Pairs] = ()
    concerned: Sequence[Pairs] = ()
    listed: Mapping[str, Pairs] = field(default_factory=dict)
    needs: Callable[[datetime], Sequence[Select[int | None]]] = lambda before: ()
    forgets: Callable[[Sequence[int]], None] = lambda persons: None
    holds: Callable[[Sequence[int]], Iterable[Held]] = lambda persons: ()
    known_at: Sequence[Select[Any, int, datetime]] = ()


def stories() -> Iterator[Story]:
    return (module.STORY for module in found("story"))
