"""An act, declared once: who may, from which states it leads where, what it takes, what is said of it and to whom.

The state machine, buttons, forms, routes, the trail's words, notices and tests read the declaration; `workflow.perform`
carries it out.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict
from yiguan.base.fields import In
from yiguan.base.labels import Labelled


@dataclass(frozen=True)
class Said:
    """What a step is called in the trail: for staff, for the proposer, for everybody; None where it is not shown.

    `note` frames the words that the proposer reads with it.
    """

    staff: str | None
    proposer: str | None = None
    public: str | None = None
    note: str = "{}"


HIDDEN = Said(None)


@dataclass(frozen=True)
class Mark:
    """An entry of the trail of one kind of record (`subject`, its table's name): a creation, a look at a phone."""

    subject: str
    name: str
    said: Said = HIDDEN


@dataclass(frozen=True)
class Trace:
    """What the entry of an act says beyond the declaration; `found` is for those who are told of it."""

    before: str = ""
    after: str = ""
    note: str | None = None
    found: Any = None


@dataclass(frozen=True)
class Happened:
    """An act that was done, for whoever is told of it under the key `event`. `reason` is worded as it is today."""

    act: "Act"
    record: Any
    by: Actor
    entry_id: int
    event: str
    reason: str = ""
    note: str = ""
    found: Any = None


News = tuple[str, str, str]
"""Title, text, address."""
Tell = Callable[[Happened], None]


@dataclass(frozen=True)
class Everyone:
    """All who had a part in the matter are told, afterwards, by `progress`. `words` are given the record and the note;
    `listed` adds everybody on the meeting's list; `when` it is not so, there is no news.
    """

    words: Callable[[Any, str], News]
    listed: bool = False
    when: Callable[[Happened], bool] = lambda it: True


NOBODY: tuple[Tell | Everyone, ...] = ()
"""A decision like any other: the act concerns nobody but who does it."""
SHUT = "现在是“{state}”，这一步做不了，什么都没有改动。请刷新后看看现在的情况。"


Choices = Sequence[tuple[Any, str]]


def _always(record: Any) -> bool:
    return True


def _nothing(actor: Actor, record: Any) -> Mapping[str, Choices]:
    return {}


@dataclass(frozen=True, kw_only=True)
class Act:
    """`does` receives the actor, the record and those fields of `takes` that it names; state, version, trail and
    telling happen around it. A field `note` goes into the trail, `reason` is looked up in the list of its kind.

    `target` None leaves the state as it is. `when` says what must hold besides the state for the act to be offered.
    `on` names the surfaces whose generic pages carry it; an act with a page of its own names none. `asks` stands above
    its form, `done` after it; `finds` makes records of what the form names, `offers` says what there is to choose.
    `follows` runs once the state is changed. `locks` takes what others wait for before anything is looked at.
    """

    record: type[Any]
    name: str
    label: str
    sources: tuple[Labelled, ...]
    target: Labelled | None
    may: Callable[[Actor, Any], bool]
    does: Callable[..., Trace | None]
    said: Said
    tells: tuple[Tell | Everyone, ...]
    summary: str
    takes: type[In] = In
    done: str = ""
    asks: str = ""
    finds: Mapping[str, Callable[[Actor, Any], Any]] = field(default_factory=dict)
    offers: Callable[[Actor, Any], Mapping[str, Choices]] = _nothing
    reason: Labelled | None = None
    when: Callable[[Any], bool] = _always
    refusal: str = ""
    shut: str = SHUT
    shut_code: str = "wrong_state"
    any_version: bool = False
    on: tuple[str, ...] = ("bench",)
    api: bool = True
    template: str = ""
    locks: Callable[[Any], None] | None = None
    follows: Tell | None = None
    wants: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Raises TypeError, at import, where `does` wants what `takes` does not bring."""
        _, _, *others = inspect.signature(self.does).parameters.values()
        brought = frozenset(self.takes._declared_fields)
        if any(p.kind is p.VAR_KEYWORD for p in others):
            object.__setattr__(self, "wants", brought)
            return
        missing = [p.name for p in others if p.name not in brought and p.default is p.empty]
        if missing:
            raise TypeError(f"{self.name}: {self.does.__name__} wants {missing}, {self.takes.__name__} has {brought}")
        object.__setattr__(self, "wants", frozenset(p.name for p in others))

    @property
    def subject(self) -> str:
        name: str = self.record.__tablename__
        return name

    @property
    def slug(self) -> str:
        """As it stands in an address."""
        return self.name.replace("_", "-")

    def is_open(self, state: Labelled) -> bool:
        return state in self.sources

    def require_open(self, state: Labelled) -> None:
        """Raises Conflict from a state where the act is not open."""
        if state not in self.sources:
            raise Conflict(self.shut.format(state=state.label), code=self.shut_code)
