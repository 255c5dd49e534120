"""The JSON API: flask-smorest for reading and describing, our own errors, lists as {items, page, total}."""

from collections.abc import Callable, Mapping
from functools import cache, partial, wraps
from typing import TYPE_CHECKING, Any, cast

from flask import Flask, request
from flask_smorest import Api as SmorestApi
from flask_smorest import Blueprint as SmorestBlueprint
from marshmallow import RAISE, Schema, fields, missing
from webargs.flaskparser import FlaskParser

from yiguan.base.errors import Invalid
from yiguan.base.fields import In, ListIn, Out, Whole
from yiguan.base.rows import flatten
from yiguan.web.describing import ABOUT, BEARERS, Plugin, describe, schema_name
from yiguan.web.paging import Page, paginate
from yiguan.web.strict import StrictJSON, sent_json
from yiguan.web.surfaces import SAFE, open_to_all

Body = Callable[[], dict[str, Any]]
"""Reads the body of a request when it is called."""
Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class Parser(FlaskParser):
    """Reads JSON by the schema; unknown fields and times without a zone are refused here, unlike in forms."""

    DEFAULT_UNKNOWN_BY_LOCATION = {"json": RAISE, "query": None}  # noqa: RUF012 - webargs reads it from the class

    def load_json(self, req: Any, schema: Any) -> Any:
        """`version` may come with every write and is no field of its schema: `match_version` reads it."""
        found = sent_json()
        if found is None:
            return missing
        return {k: v for k, v in found.items() if k != "version"} if isinstance(found, dict) else found

    def handle_error(self, error: Any, req: Any, schema: Any, *, error_status_code: Any, error_headers: Any) -> Any:
        (messages,) = error.normalized_messages().values()  # one place at a time: the body, or the address
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
        def response(self, status_code: int, schema: type[Schema]) -> Decorator: ...
        @staticmethod
        def doc(**described: Any) -> Decorator: ...

    def __init__(self, slice_: str, url_prefix: str, *, description: str = "") -> None:
        super().__init__(f"{slice_}_api", __name__, url_prefix=f"/api/v1{url_prefix}", description=description)
        self._prepare_doc_cbks.append(_offer_key)

    def takes(self, schema: type[Schema]) -> Decorator:
        """Documents the JSON body. The view's first argument reads it, and is called after every check of who may."""
        body = reader(schema)

        def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
            @wraps(view)
            def given(**where: Any) -> Any:
                return view(partial(read_body, body), **where)

            return self.describes(body)(given)

        return decorate

    def describes(self, schema: Schema) -> Decorator:
        """Documents the body of a view that reads it by itself, after its own checks."""
        body = {"content": {"application/json": {"schema": schema}}, "required": True}
        return self.doc(requestBody=body)

    def gives(self, schema: type[Schema], status: int = 200) -> Decorator:
        return self.response(status, schema)

    def gives_either(self, usual: type[Schema], other: type[Schema]) -> Decorator:
        """Documents two kinds of answers; the view returns the `other` as a response of its own."""
        either = {"content": {"application/json": {"schema": {"oneOf": [usual, other]}}}}
        described = self.doc(responses={200: either})
        return lambda view: described(self.gives(usual)(view))

    def lists(self, schema: type[Out], query: type[ListIn] = ListIn) -> Decorator:
        """A list as {items, page, total}. The view returns a select, or a page whose rows it has completed.

        `query` describes the query parameters; the view reads them by `read_query`, after its own checks.
        """

        def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
            @wraps(view)
            def listed(**where: Any) -> Page[Any]:
                found = view(**where)
                return found if isinstance(found, Page) else paginate(found)

            asked = self.doc(parameters=[{"in": "query", "schema": query}])
            return self.gives(list_of(schema))(asked(listed))

        return decorate

    def open(self, view: Callable[..., Any]) -> Callable[..., Any]:
        """Lets in whoever has no account, and documents it."""
        return open_to_all(self.doc(security=[{}, *BEARERS])(view))


def _offer_key(doc: dict[str, Any], info: Any, *, method: str, **kwargs: Any) -> dict[str, Any]:
    """Documents the one-time key of a write (web/once.py)."""
    return doc if method.upper() in SAFE else {**doc, "parameters": [*doc.get("parameters", []), "Key"]}


def reader(schema: type[Schema]) -> Schema:
    """The schema in the strict mode of the API: unknown fields and times without a zone are errors."""
    instance = schema(unknown=RAISE)
    instance.from_api = True  # type: ignore[attr-defined]
    return instance


def read_body(schema: Schema) -> dict[str, Any]:
    """The JSON body by the schema. Raises Invalid."""
    return cast(dict[str, Any], ApiPages.ARGUMENTS_PARSER.parse(schema, request, location="json"))


def read_query(schema: type[ListIn]) -> Mapping[str, Any]:
    """The query parameters of a list. Raises Invalid."""
    return cast(Mapping[str, Any], ApiPages.ARGUMENTS_PARSER.parse(schema(), request, location="query"))


@cache
def list_of(schema: type[Out]) -> type[Out]:
    """The schema of one page of a list."""
    members = {
        "items": fields.List(fields.Nested(schema)),
        "page": fields.Integer(attribute="number"),
        "total": fields.Integer(),
        "__module__": schema.__module__,
    }
    return type(f"{schema.__name__.removesuffix('Out')}ListOut", (Out,), members)


@cache
def versioned(takes: type[In]) -> type[Schema]:
    """The body of a change: the same fields, and the version of the record that the client has read."""
    name = takes.__name__ if takes is not In else "ActIn"
    members = {"version": Whole(1, 2**31, required=False), "__module__": takes.__module__}
    return type(name, (takes,), members)


class Api(SmorestApi):
    """flask-smorest without its error handlers (ours choose by surface) and without its pages (inline scripts)."""

    def _register_error_handlers(self) -> None:
        return None

    def _register_responses(self) -> None:
        describe(self.spec, self._app)

    def _register_pagination_header(self) -> None:
        return None


def init_api(app: Flask) -> Api:
    """Prepares /api/v1/openapi.json; slices register their blueprints on what is returned."""
    app.json = StrictJSON(app)
    app.config.update(API_TITLE="yiguan", API_VERSION="v1", OPENAPI_VERSION="3.0.3", OPENAPI_URL_PREFIX="/api/v1")
    plugin = Plugin(schema_name_resolver=schema_name)
    return Api(app, spec_kwargs={"marshmallow_plugin": plugin, "info": {"description": ABOUT}})
