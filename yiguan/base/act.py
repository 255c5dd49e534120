"""An act, declared once: who may, its source states and target, its fields, its words in the trail, who is told.

State machine, buttons, forms, routes, trail, notices and tests read the declaration; `workflow.perform` carries it
out.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, NamedTuple

from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, Forbidden
from yiguan.base.fields import In
from yiguan.base.labels import Labelled


@dataclass(frozen=True)
class Said:
    """The words of a step in the trail: for staff, for the proposer, for everybody; None where it is not shown.

    `note` is the frame of the text that the proposer reads with it.
    """

    staff: str | None
    proposer: str | None = None
    public: str | None = None
    note: str = "{}"


HIDDEN = Said(None)


@dataclass(frozen=True)
class Mark:
    """An entry of the trail of one kind of record (`subject`, its table's name): a creation, a look at a phone.

    `label` is what the audit reads.
    """

    subject: str
    name: str
    label: str
    said: Said = HIDDEN


@dataclass(frozen=True)
class Trace:
    """What the entry of an act says beyond the declaration; `found` is passed on to the act's `tells`."""

    before: str = ""
    after: str = ""
    note: str | None = None
    found: Any = None


@dataclass(frozen=True)
class Happened:
    """A performed act, passed to its `tells`; `event` is the key of its notices, `reason` has today's wording."""

    act: "Act"
    record: Any
    by: Actor
    entry_id: int
    event: str
    reason: str = ""
    note: str = ""
    found: Any = None


class Message(NamedTuple):
    """What somebody is told; whether it may be muted depends on its kind."""

    kind: Labelled
    title: str
    text: str


News = tuple[Message, str]
"""The message and its address."""
Tell = Callable[[Happened], None]


@dataclass(frozen=True)
class Everyone:
    """`progress` tells all who had a part in the matter, afterwards. `words` receives the record and the note; `listed`
    adds everybody on the meeting's list; nobody is told if `when` is false. `prints` is the unit that prints the news
    for people without a phone.
    """

    words: Callable[[Any, str], News]
    listed: bool = False
    when: Callable[[Happened], bool] = lambda it: True
    prints: Callable[[Any], int | None] = attrgetter("unit_id")


NOBODY: tuple[Tell | Everyone, ...] = ()
"""The act concerns only the person who does it: an explicit choice, since `tells` has no default."""
SHUT = "现在是“{state}”，这一步做不了，什么都没有改动。请刷新后看看现在的情况。"


Choices = Sequence[tuple[Any, str]]


@dataclass(frozen=True, kw_only=True)
class Act:
    """`does` receives the actor, the record and those fields of `takes` that it names; `perform` handles state, trail
    and notices, so many acts need none. A field `note` goes into the trail, `reason` is looked up in the list of its
    kind.

    `target` None keeps the state. `when` is a further condition, besides the state, for offering the act. `on` names
    the surfaces whose generic pages include it; an act with its own page names none. `asks` is the text above its form,
    `begins` are the values that its fields begin with, `done` the message after it. `finds` turns field values into
    records, `offers` gives the choices of fields. `locks` takes the locks before anything is read, `follows` runs after
    the state has changed.
    """

    record: type[Any]
    name: str
    label: str
    sources: tuple[Labelled, ...]
    target: Labelled | None
    may: Callable[[Actor, Any], bool]
    said: Said
    tells: tuple[Tell | Everyone, ...]
    summary: str
    does: Callable[..., Trace | None] = lambda actor, record: None
    takes: type[In] = In
    done: str = ""
    asks: str = ""
    finds: Mapping[str, Callable[[Actor, Any], Any]] = field(default_factory=dict)
    offers: Callable[[Actor, Any], Mapping[str, Choices]] = lambda actor, record: {}
    begins: Callable[[Any], Mapping[str, str]] = lambda record: {}
    reason: Labelled | None = None
    when: Callable[[Any], bool] = lambda record: True
    refusal: str | Callable[[Any], str] = ""
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
        """Raises TypeError, at import, if `does` requires a field that `takes` does not have."""
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
        return str(self.record.__tablename__)

    @property
    def slug(self) -> str:
        """The name in addresses."""
        return self.name.replace("_", "-")

    def is_open(self, state: Labelled) -> bool:
        return state in self.sources

    def require_allowed(self, actor: Actor, record: Any) -> None:
        """Raises Forbidden."""
        if not self.may(actor, record):
            raise Forbidden(self.refusal if isinstance(self.refusal, str) else self.refusal(record))

    def require_open(self, state: Labelled) -> None:
        """Raises Conflict from a state where the act is not open."""
        if state not in self.sources:
            raise Conflict(self.shut.format(state=state.label), code=self.shut_code)
