"""等我签: papers of all slices that wait for one person's own signature, read one by one, signed with one proof."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, Refusal
from yiguan.store.db import db
from yiguan.workflow.perform import perform, require_open
from yiguan.workflow.todos import ToSign, todos

CHANGED = "您看过以后有人改过，这一件没有签。请再看一遍。"


class Waiting(NamedTuple):
    """A paper that waits; `key` names the record in the version that is shown."""

    key: str
    kind: ToSign
    record: Any

    @property
    def title(self) -> str:
        """With what tells two papers of one title apart."""
        return f"{self.record.title}（{self.kind.label(self.record)}）"


class Refused(NamedTuple):
    title: str
    sentence: str


def waiting(actor: Actor) -> list[Waiting]:
    """What this person may sign now, in the order of the lists; whoever may not sign one does not see it here."""
    return [_waiting(kind, record) for kind in _kinds() for record in kind.waiting(actor)]


def _kinds() -> Iterator[ToSign]:
    return (kind for todo in todos() for kind in todo.signs)


def _waiting(kind: ToSign, record: Any) -> Waiting:
    return Waiting(f"{_word(kind)}:{record.id}:{record.version}", kind, record)


def _word(kind: ToSign) -> str:
    return f"{kind.act.subject}-{kind.act.slug}"


def sign(actor: Actor, keys: Sequence[str]) -> tuple[list[str], list[Refused]]:
    """After one proof: the titles of those that are signed, and why others are not; each stands for itself."""
    signed, refused = [], []
    for known in [one for one in waiting(actor) if _id(one.key) in set(map(_id, keys))]:
        try:
            with db.session.begin_nested():
                _sign(actor, known, keys)
            signed.append(known.title)
        except Refusal as refusal:
            refused.append(Refused(known.title, refusal.message))
    return signed, refused


def _sign(actor: Actor, known: Waiting, keys: Sequence[str]) -> None:
    """Raises Conflict when the text is another than the one that was read."""
    record = known.kind.find(actor, known.record.id, lock=True)
    if _waiting(known.kind, record).key not in keys:
        raise Conflict(CHANGED, code="stale_version")
    require_open(known.kind.act, record, actor)
    perform(known.kind.act, record, by=actor)


def _id(key: str) -> str:
    return key.rpartition(":")[0]
