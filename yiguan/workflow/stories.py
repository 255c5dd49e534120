"""What a slice tells of the way of a topic: STORY in its `story.py`. Progress gathers all, from the lowest slice up.

A pair is a select of two columns: the numbers of two things that belong together.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
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

    `about` is the record the step tells of (kind, number), for upper slices that know more of it; `when` is its place
    among what happened, where that is not `at`.
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
    """The way of a topic as far as the slices asked so far tell it.

    The opening keeps its order, the past is ordered by time; an end leaves nothing to come. With `words` it is told to
    somebody who proposed the topic: the texts that came with a refusal are shown too.
    """

    opening: tuple[Step, ...] = ()
    past: tuple[Step, ...] = ()
    coming: tuple[Step, ...] = ()
    end: Step | None = None
    words: bool = False

    def ids(self, kind: str) -> list[int]:
        """The records of this kind that steps of the past tell of."""
        return [step.about[1] for step in self.past if step.about and step.about[0] == kind]

    def amended(self, kind: str, change: Callable[[int, Step], Step]) -> "Trail":
        """The same trail; what it tells of records of this kind is changed."""
        past = (change(s.about[1], s) if s.about and s.about[0] == kind else s for s in self.past)
        return replace(self, past=tuple(past))


@dataclass(frozen=True, kw_only=True)
class Story:
    """What a slice knows of the way of a topic, and of the people in it.

    `tells` is given the topic and the trail as the slices below tell it, and returns it with what is added; `ahead`
    names what comes in this slice for a matter that is in no topic yet. `reached` selects the topics that have come
    to a stage; the last stage of the list counts. `records` pairs the slice's records with topics, by kind, `concerned`
    topics with persons, `listed` records with the persons on their list, by kind. `needs` selects the residents of
    whom something is open, or happened since the moment given; the others lose their name (PS-02).
    """

    tells: Callable[[Any, Trail], Trail] = lambda topic, trail: trail
    ahead: tuple[str, ...] = ()
    reached: Mapping[Labelled, Select[int]] = field(default_factory=dict)
    records: Mapping[str, Pairs] = field(default_factory=dict)
    concerned: Sequence[Pairs] = ()
    listed: Mapping[str, Pairs] = field(default_factory=dict)
    needs: Callable[[datetime], Sequence[Select[int | None]]] = lambda before: ()


def stories() -> Iterator[Story]:
    return (module.STORY for module in found("story"))
