"""The form of an act, made from its schema: one input per field, with the field's label and hint."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marshmallow import fields

from yiguan.base.act import Act, Choices
from yiguan.base.actor import Actor
from yiguan.base.fields import Choice, Day, Flag, Moment, Text
from yiguan.organisation.models import Reason
from yiguan.organisation.queries import reasons

KINDS: Sequence[tuple[type[Any], str]] = ((Flag, "tick"), (Day, "date"), (Moment, "datetime-local"))


@dataclass(frozen=True)
class Input:
    """One input of a page. `kind` is an HTML input type, area, tick or select; `hints` explain the choices."""

    name: str
    kind: str
    label: str
    hint: str
    optional: bool
    most: int | None = None
    choices: Choices = ()
    hints: Sequence[Reason] = ()


@dataclass(frozen=True)
class Asked:
    """The open form of an act; `lacking` says why it cannot be filled in."""

    act: Act
    inputs: Sequence[Input]
    lacking: str = ""


def asked_by(act: Act, actor: Actor, record: Any) -> Asked:
    """The act's form for this record."""
    offered = act.offers(actor, record)
    inputs = [_input(act, name, kind, offered) for name, kind in act.takes._declared_fields.items()]
    lacking = (act.takes._declared_fields[name].metadata.get("empty", "") for name in offered if not offered[name])
    return Asked(act, inputs, next(filter(None, lacking), ""))


def _input(act: Act, name: str, kind: fields.Field[Any], offered: Mapping[str, Choices]) -> Input:
    asked = kind.metadata
    most = getattr(kind, "most", None)
    common = {"label": asked.get("label", ""), "hint": asked.get("hint", ""), "optional": not kind.required}
    at = kind.data_key or name
    if name == "reason" and act.reason is not None:
        listed = reasons(act.reason)  # type: ignore[arg-type]
        return Input(at, "select", choices=[(one.code, one.label) for one in listed], hints=listed, **common)
    if name in offered:
        return Input(at, "select", choices=offered[name], **common)
    if isinstance(kind, Choice):
        return Input(at, "select", choices=kind.kinds.choices(), **common)
    return Input(at, _kind_of(kind), most=most, **common)


def _kind_of(kind: fields.Field[Any]) -> str:
    if isinstance(kind, Text) and kind.lines:
        return "area"
    return next((word for known, word in KINDS if isinstance(kind, known)), "text")
