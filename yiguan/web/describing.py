"""What openapi.json says beyond the routes: kinds of fields, the error response, the one-time key, authentication."""

from typing import Any

from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.openapi import OpenAPIConverter
from flask import Flask
from marshmallow import Schema, fields

from yiguan.base.fields import Choice, In, Moment, Out, Text

ABOUT = """\
The same rules as on the pages: who may act, from which state, and what a field may hold.
A write may carry an `Idempotency-Key`: repeated, it gets the first answer; with another body it is refused.
A change may carry the `version` that the client has read; if it is not the current one: 409 `stale_version`.
A list is `{items, page, total}`, twenty items a page. A time has an offset, as in `2026-11-23T14:30:00+08:00`.
"""
REFUSED = """\
An error: a stable code, a Chinese sentence that says what to do next, and a sentence for each field concerned.
400 JSON that two programs would read differently (a key twice, NaN, more than 40 digits);
401 no account or an invalid token; 403 not permitted; 404 not found, or outside the reach of the account;
409 wrong state, older version, or a key reused with another body; 413 too large; 422 invalid field or unmet rule;
429 too many attempts; 503 busy, try again after some seconds.
"""
BEARERS: list[dict[str, list[str]]] = [{"token": []}, {"cookie": []}]
KEY = {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "maxLength": 80}}
KEY_USE = "A word chosen by the client, new for each write; repeated with the same body it gets the first answer."


class RefusalOut(Schema):
    """The body of every error, whatever its status."""

    code = fields.String(required=True)
    message = fields.String(required=True)
    fields_ = fields.Dict(keys=fields.String(), values=fields.List(fields.String()), data_key="fields", required=True)


class Converter(OpenAPIConverter):
    """Marshmallow's fields and ours. An output field is required unless its metadata say `absent`."""

    field_mapping = {  # noqa: RUF012 - apispec reads it from the class
        **OpenAPIConverter.field_mapping,
        Choice: ("string", None),
        Moment: ("string", "date-time"),
    }

    def init_attribute_functions(self) -> None:
        super().init_attribute_functions()  # type: ignore[no-untyped-call]
        self.attribute_functions += [_choices, _length]

    def schema2jsonschema(self, schema: Any) -> dict[str, Any]:
        described: dict[str, Any] = super().schema2jsonschema(schema)  # type: ignore[no-untyped-call]
        if isinstance(schema, Out):
            sure = [field.data_key or name for name, field in schema.fields.items() if "absent" not in field.metadata]
            described["required"] = sorted(sure)
        return described


class Plugin(MarshmallowPlugin):
    Converter = Converter


def _choices(field: fields.Field[Any], *, ret: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """The values of a choice: those that a validator lists, otherwise all of them."""
    if not isinstance(field, Choice):
        return {}
    named = ret.get("enum") or [*field.kinds, *([None] if field.allow_none else [])]
    chosen = {"default": _word(ret["default"])} if "default" in ret else {}
    return {"enum": [_word(one) for one in named], **chosen}


def _word(choice: object) -> str | None:
    return None if choice is None else str(choice)


def _length(field: fields.Field[Any], *, ret: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """The permitted length of an input text."""
    if not isinstance(field, Text) or not isinstance(field.root, In):
        return {}
    return {"maxLength": field.most} | ({"minLength": field.least} if field.required else {})


def schema_name(schema: Any) -> str:
    """Two slices may both have a ReasonIn: in the description each carries its slice's name."""
    kind = schema if isinstance(schema, type) else type(schema)
    return f"{kind.__module__.split('.')[1].capitalize()}{kind.__name__}"


def describe(spec: Any, app: Flask) -> None:
    """Registers what holds for every route."""
    refused = {"description": REFUSED, "content": {"application/json": {"schema": RefusalOut}}}
    spec.components.response("DEFAULT_ERROR", refused)
    spec.components.parameter("Key", "header", {**KEY, "description": KEY_USE})
    spec.components.parameter("NeededKey", "header", {**KEY, "description": KEY_USE, "required": True})
    spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    name = app.config["SESSION_COOKIE_NAME"]
    signed_in = "A signed-in browser; its writes also carry the page's `X-CSRFToken`."
    spec.components.security_scheme(
        "cookie", {"type": "apiKey", "in": "cookie", "name": name, "description": signed_in}
    )
    spec.options |= {"security": BEARERS}
