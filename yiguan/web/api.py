"""The JSON API: flask-smorest for reading and describing, our own errors, lists as {items, page, total}."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask, Response, jsonify
from flask.json.provider import DefaultJSONProvider
from flask_smorest import Api as SmorestApi
from flask_smorest import Blueprint as SmorestBlueprint
from marshmallow import RAISE, Schema
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import BadRequest

from yiguan.base.errors import Invalid
from yiguan.base.fields import In
from yiguan.base.labels import Labelled
from yiguan.base.rows import flatten
from yiguan.web.paging import Page

DEPTH = 40
Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class Parser(FlaskParser):
    """Reads JSON by the schema; unknown fields and times without a zone are refused here, unlike in forms."""

    DEFAULT_UNKNOWN_BY_LOCATION = {"json": RAISE, "query": None}  # noqa: RUF012 - webargs reads it from the class

    def load_json(self, req: Any, schema: Any) -> Any:
        """`version` may come with every write and is no field of its schema: `match_version` reads it."""
        found = super().load_json(req, schema)
        return {k: v for k, v in found.items() if k != "version"} if isinstance(found, dict) else found

    def handle_error(self, error: Any, req: Any, schema: Any, *, error_status_code: Any, error_headers: Any) -> Any:
        messages = error.normalized_messages().get("json", error.normalized_messages())
        raise Invalid(fields={name: [sentence] for name, sentence in flatten(messages).items()})


class ApiPages(SmorestBlueprint):
    """The acts of one slice for programs: the same services, schemas and refusals as the pages."""

    ARGUMENTS_PARSER = Parser()
    surface = "api"

    if TYPE_CHECKING:  # flask-smorest carries no types

        def get(self, rule: str, **options: Any) -> Decorator: ...
        def post(self, rule: str, **options: Any) -> Decorator: ...
        def put(self, rule: str, **options: Any) -> Decorator: ...
        def patch(self, rule: str, **options: Any) -> Decorator: ...
        def delete(self, rule: str, **options: Any) -> Decorator: ...

    def __init__(self, slice_: str, url_prefix: str, *, description: str = "") -> None:
        super().__init__(f"{slice_}_api", __name__, url_prefix=f"/api/v1{url_prefix}", description=description)

    def takes(self, schema: type[In]) -> Decorator:
        """The JSON body, checked; handed to the view as one dict after its path arguments' place: first."""
        instance = schema(unknown=RAISE)
        instance.from_api = True  # type: ignore[attr-defined]
        return cast(Decorator, self.arguments(instance, location="json"))

    def describes(self, schema: type[Schema]) -> Decorator:
        """Writes down what a view takes that reads its body by itself, after it has looked who asks."""
        body = {"content": {"application/json": {"schema": schema}}, "required": True}
        return cast(Decorator, self.doc(requestBody=body))

    def gives(self, schema: type[Schema], status: int = 200) -> Decorator:
        return cast(Decorator, self.response(status, schema))


class Api(SmorestApi):
    """flask-smorest without its error handlers (ours choose by surface) and without its pages (inline scripts)."""

    def _register_error_handlers(self) -> None:
        return None


def listing(page: Page[Any], schema: type[Schema]) -> Response:
    """The answer of every list."""
    return jsonify(items=schema(many=True).dump(page.items), page=page.number, total=page.total)


class StrictJSON(DefaultJSONProvider):
    """No NaN, no duplicate keys, no deep nesting: what two programs would read differently is refused."""

    ensure_ascii = False
    sort_keys = False

    @staticmethod
    def default(o: Any) -> Any:
        """A choice goes out by its value, also in the description of what may come in."""
        return str(o) if isinstance(o, Labelled) else DefaultJSONProvider.default(o)

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        text = s.decode("utf-8", "strict") if isinstance(s, bytes) else s
        if _depth(text) > DEPTH:
            raise BadRequest()
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse)


def _depth(text: str) -> int:
    """An upper bound of the nesting, without parsing; brackets in strings count too, no honest client feels it."""
    deepest = level = 0
    for char in text:
        if char in "[{":
            level += 1
            deepest = max(deepest, level)
        elif char in "]}":
            level -= 1
    return deepest


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) != len(pairs):
        raise ValueError("duplicate key")
    return dict(pairs)


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no number")


def init_api(app: Flask) -> Api:
    """Prepares /api/v1/openapi.json; slices register their blueprints on what is returned."""
    app.json = StrictJSON(app)
    app.config.update(API_TITLE="yiguan", API_VERSION="v1", OPENAPI_VERSION="3.0.3", OPENAPI_URL_PREFIX="/api/v1")
    plugin = MarshmallowPlugin(schema_name_resolver=_schema_name)
    return Api(app, spec_kwargs={"marshmallow_plugin": plugin})


def _schema_name(schema: Any) -> str:
    """Two slices may both have a ReasonIn: in the description each carries its slice's name."""
    kind = schema if isinstance(schema, type) else type(schema)
    return f"{kind.__module__.split('.')[1].capitalize()}{kind.__name__}"
