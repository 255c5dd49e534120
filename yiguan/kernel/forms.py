"""Forms: the same schema as the API's, what was typed kept as typed, one sentence at each field."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from flask import request
from marshmallow import EXCLUDE, ValidationError

from yiguan.kernel.codes import READABLE, random_code
from yiguan.kernel.errors import Invalid, Refusal
from yiguan.kernel.fields import In

ROW = re.compile(r"([a-z_]+)-(\d{1,3})-([a-z_0-9]+)")


class Form:
    """What a page shows in its fields and beside them. `ok` means `data` may go to the service."""

    def __init__(self, typed: Mapping[str, Any], errors: Mapping[str, str] | None = None, data: Any = None) -> None:
        self.typed, self.errors = typed, dict(errors or {})
        self.data: dict[str, Any] = data or {}

    @property
    def ok(self) -> bool:
        return not self.errors

    def value(self, name: str) -> str:
        """The field as it was typed, or as it stands in the record."""
        value = self.typed.get(name, "")
        return "" if value is None else str(value)

    def error(self, name: str) -> str | None:
        return self.errors.get(name)

    def refuse(self, name: str, sentence: str) -> None:
        """Adds what only the act could find out, at the field it concerns."""
        self.errors.setdefault(name, sentence)

    def take(self, refusal: Refusal) -> "Form":
        """Every sentence the act came back with, each at its field."""
        for name, sentences in refusal.fields.items():
            self.refuse(name, "".join(sentences))
        return self

    def rows(self, name: str) -> list[int]:
        """Indices of a repeated group (`agenda-0-title`) that the page shows."""
        found = {int(m[2]) for key in self.typed if (m := ROW.fullmatch(key)) and m[1] == name}
        return sorted(found)

    @property
    def once(self) -> str:
        """The form's one-time key: kept when the page comes again with errors, so a second tap is one act."""
        return self.value("once") or random_code(24, READABLE)


def blank_form(initial: Mapping[str, Any] | None = None) -> Form:
    """A form to be filled in; `initial` is what is known already (a datum typed once is offered again)."""
    return Form({key: value for key, value in (initial or {}).items() if value is not None})


def read_form(schema: type[In]) -> Form:
    """Reads the posted form by the schema. Never raises for what a person typed."""
    typed = request.form.to_dict()
    try:
        data = _reader(schema).load(nest(typed))
    except ValidationError as refusal:
        return Form(typed, flatten(refusal.messages_dict, typed))
    return Form(typed, data=data)


def told(form: Form) -> Form:
    """For forms that a page fills in by itself: what does not fit is no typing error. Raises Invalid."""
    if not form.ok:
        raise Invalid(fields={name: [sentence] for name, sentence in form.errors.items()})
    return form


@cache
def _reader(schema: type[In]) -> In:
    """Made once: a schema copies all its fields when it is made."""
    return schema(unknown=EXCLUDE)


def nest(typed: Mapping[str, str]) -> dict[str, Any]:
    """`agenda-0-title` becomes `{"agenda": [{"title": …}]}`; rows left wholly empty are passed over."""
    plain: dict[str, Any] = {key: value for key, value in typed.items() if not ROW.fullmatch(key)}
    for name, rows in _groups(typed).items():
        plain[name] = [row for _, row in sorted(rows.items()) if any(value.strip() for value in row.values())]
    return plain


def spread(data: Mapping[str, Any]) -> dict[str, Any]:
    """The reverse of `nest`: a record with its rows as the fields of a form."""
    flat: dict[str, Any] = {}
    for name, value in data.items():
        if isinstance(value, list):
            flat |= {f"{name}-{at}-{key}": item for at, row in enumerate(value) for key, item in row.items()}
        else:
            flat[name] = value
    return flat


def _groups(typed: Mapping[str, str]) -> dict[str, dict[int, dict[str, str]]]:
    groups: dict[str, dict[int, dict[str, str]]] = {}
    for key, value in typed.items():
        if found := ROW.fullmatch(key):
            groups.setdefault(found[1], {}).setdefault(int(found[2]), {})[found[3]] = value
    return groups


def flatten(messages: Mapping[Any, Any], typed: Mapping[str, str] | None = None) -> dict[str, str]:
    """marshmallow's nested messages as one sentence a field, named as the page names its fields."""
    flat: dict[str, str] = {}
    for name, found in messages.items():
        if isinstance(found, Mapping):
            kept = _kept_rows(typed or {}, str(name))
            for index, row in found.items():
                at = kept[index] if isinstance(index, int) and index < len(kept) else index
                inner = row if isinstance(row, Mapping) else {"": row}
                flat.update({f"{name}-{at}-{key}".rstrip("-"): _sentence(value) for key, value in inner.items()})
        else:
            flat[str(name)] = _sentence(found)
    return flat


def _kept_rows(typed: Mapping[str, str], name: str) -> list[int]:
    rows = _groups(typed).get(name, {})
    return [index for index, row in sorted(rows.items()) if any(value.strip() for value in row.values())]


def _sentence(found: Any) -> str:
    return "".join(map(str, found)) if isinstance(found, Sequence) and not isinstance(found, str) else str(found)
