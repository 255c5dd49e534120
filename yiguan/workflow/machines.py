"""All acts of all slices by kind of record: a record's state machine is the union of the slices' declarations."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from yiguan.audit import marks as audit
from yiguan.base.act import Act, Mark
from yiguan.base.actor import Actor
from yiguan.base.fields import In
from yiguan.slices import found


@cache
def entries() -> Mapping[tuple[str, str], Act | Mark]:
    """(subject, name) → its declaration in `marks.py` or `acts.py`. Raises ValueError if two have one name."""
    known: dict[tuple[str, str], Act | Mark] = {}
    for module in (audit, *found("marks", "acts")):
        for entry in vars(module).values():
            if not isinstance(entry, (Act, Mark)):
                continue
            if known.setdefault((entry.subject, entry.name), entry) is not entry:
                raise ValueError(f"{entry.subject} has two entries named {entry.name}")
    return MappingProxyType(known)


@cache
def machines() -> Mapping[type[Any], Mapping[str, Act]]:
    """Class of record → its acts by name, in the order of their declaration."""
    known: dict[type[Any], dict[str, Act]] = {}
    for entry in entries().values():
        if isinstance(entry, Act):
            known.setdefault(entry.record, {})[entry.name] = entry
    return MappingProxyType({record: MappingProxyType(acts) for record, acts in known.items()})


def machine(record: type[Any]) -> Mapping[str, Act]:
    """The acts on records of this class, by name."""
    return machines().get(record, MappingProxyType({}))


def taken_by(subject: str, act: str) -> type[In]:
    """The schema of an act, by which templates mark what may become public."""
    entry = entries()[subject, act]
    return entry.takes if isinstance(entry, Act) else In


def open_to(actor: Actor, record: Any) -> dict[str, Act]:
    """What this person may do with this record now, by name; `perform` refuses by the same rule and states."""
    acts = machine(type(record)).items()
    return {
        name: act for name, act in acts if act.is_open(record.state) and act.when(record) and act.may(actor, record)
    }
