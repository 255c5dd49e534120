"""Carries out an act, always in this order and only here: rule, state, what is particular, trail, notices."""

from typing import Any

from yiguan.audit import events, trail
from yiguan.base.act import Act, Everyone, Happened, Trace
from yiguan.base.actor import Actor
from yiguan.organisation.queries import get_reason


def perform(act: Act, record: Any, *, by: Actor, **given: Any) -> Happened:
    """Raises Forbidden, Conflict in a wrong state, and the act's own refusals; the caller commits."""
    if act.locks is not None:
        act.locks(record)
    require_open(act, record, by)
    listed = get_reason(act.reason, given["reason"]) if act.reason else None  # type: ignore[arg-type]
    given |= {"reason": listed} if listed else {}
    trace = act.does(by, record, **{name: given[name] for name in act.wants if name in given}) or Trace()
    note = given.get("note", "") if trace.note is None else trace.note
    entry = trail.write(record, act, by=by, trace=trace, reason=listed.code if listed else "", note=note)
    happened = Happened(act, record, by, entry.id, entry.event, listed.label if listed else "", note, trace.found)
    if act.follows is not None:
        act.follows(happened)
    _tell(happened)
    return happened


def require_open(act: Act, record: Any, by: Actor) -> None:
    """Raises Forbidden or Conflict unless the actor may do the act now. It is cheap, so forms are read after it."""
    act.require_allowed(by, record)
    act.require_open(record.state)


def _tell(happened: Happened) -> None:
    for tell in happened.act.tells:
        if not isinstance(tell, Everyone):
            tell(happened)
        elif tell.when(happened):
            events.note(happened)
