"""Forms: they use the API's schemas, keep what was typed, and show one sentence at each wrong field."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

from flask import request
from marshmallow import EXCLUDE, ValidationError

from yiguan.base.codes import READABLE, random_code
from yiguan.base.errors import Invalid, Refusal
from yiguan.base.fields import In, public_fields
from yiguan.base.rows import ROW, as_typed, flatten, nest


class Form:
    """What a page shows in its fields and beside them; if `ok`, `data` is valid. `status` is for a page with errors."""

    status = 422

    schema: type[In] | None = None

    def __init__(self, typed: Mapping[str, Any], errors: Mapping[str, str] | None = None, data: Any = None) -> None:
        self.typed, self.errors = typed, dict(errors or {})
        self.data: dict[str, Any] = data or {}

    def of(self, schema: type[In] | None) -> "Form":
        """The same, read by this schema: a template says so of a form that was filled in from a record."""
        self.schema = schema
        return self

    def goes_public(self, name: str) -> bool:
        """Whether what is typed there may stand on a public page one day (base/fields.py)."""
        row = ROW.fullmatch(name)
        return self.schema is not None and (f"{row[1]}-{row[3]}" if row else name) in public_fields(self.schema)

    @property
    def ok(self) -> bool:
        return not self.errors

    def value(self, name: str) -> str:
        """The field as it was typed, or its value in the record."""
        value = self.typed.get(name, "")
        return "" if value is None else str(value)

    def error(self, name: str) -> str | None:
        return self.errors.get(name)

    def refuse(self, name: str, sentence: str) -> None:
        """Adds a sentence at a field, for what only the act can check."""
        self.errors.setdefault(name, sentence)

    def take(self, refusal: Refusal) -> "Form":
        """Adds every sentence of the act's refusal at its field; rows are numbered as they were typed."""
        for name, sentences in refusal.fields.items():
            self.refuse(as_typed(name, self.typed), "".join(sentences))
        return self

    @contextmanager
    def taking(self) -> Iterator[None]:
        """Adds the sentences of an Invalid raised inside."""
        try:
            yield
        except Invalid as refusal:
            self.take(refusal)

    def rows(self, name: str) -> list[int]:
        """Indices of a repeated group (`agenda-0-title`) that the page shows."""
        found = {int(m[2]) for key in self.typed if (m := ROW.fullmatch(key)) and m[1] == name}
        return sorted(found)

    @property
    def once(self) -> str:
        """The form's one-time key, kept when the page is shown again with errors, so that two taps are one act."""
        return self.value("once") or random_code(24, READABLE)


def blank_form(initial: Mapping[str, Any] | None = None) -> Form:
    """An empty form; `initial` holds values that are already known."""
    return Form({key: value for key, value in (initial or {}).items() if value is not None})


def read_form(schema: type[In]) -> Form:
    """Reads the posted form by the schema. Never raises for what a person typed."""
    return _read(schema, request.form.to_dict())


def read_search(schema: type[In]) -> Form:
    """Reads a search form, which is sent with the address; an empty one is without errors where nothing is required."""
    return _read(schema, request.args.to_dict())


def _read(schema: type[In], sent: dict[str, str]) -> Form:
    typed = {name: text.replace("\0", "") for name, text in sent.items()}  # PostgreSQL cannot even look for a NUL
    try:
        data = _reader(schema).load(nest(typed))
    except ValidationError as refusal:
        return Form(typed, flatten(refusal.messages_dict, typed)).of(schema)
    return Form(typed, data=data).of(schema)


def told(form: Form) -> Form:
    """For forms that a page fills in itself, where an invalid value is not a typing error. Raises Invalid."""
    if not form.ok:
        raise Invalid(fields={name: [sentence] for name, sentence in form.errors.items()})
    return form


@cache
def _reader(schema: type[In]) -> In:
    """Cached, since creating a schema copies all its fields."""
    return schema(unknown=EXCLUDE)
