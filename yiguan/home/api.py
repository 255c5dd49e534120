"""`/api/docs`: the API described on one page from its own specification, without any script."""

from typing import Any

from flask import current_app, render_template

from yiguan.web.surfaces import Pages

pages = Pages("home", "api", url_prefix="/api")
METHODS = ("get", "post", "put", "patch", "delete")


@pages.get("/docs")
def docs() -> str:
    """Every act, grouped by the slice's noun, with its fields and answers."""
    api = current_app.extensions["flask-smorest"]["apis"][""]["ext_obj"]
    spec: dict[str, Any] = api.spec.to_dict()
    return render_template("home/api_docs.html", groups=_groups(spec))


def _groups(spec: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in spec["paths"].items():
        for method in METHODS:
            if operation := methods.get(method):
                noun = path.removeprefix("/api/v1/").partition("/")[0]
                groups.setdefault(noun, []).append(_act(spec, method, path, operation))
    return dict(sorted(groups.items()))


def _act(spec: dict[str, Any], method: str, path: str, operation: dict[str, Any]) -> dict[str, Any]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    schema = _resolve(spec, body)
    required = schema.get("required", [])
    fields = [
        (name, _kind(spec, field), name in required, _resolve(spec, field).get("enum") or [])
        for name, field in schema.get("properties", {}).items()
    ]
    words = [operation.get("summary", ""), operation.get("description", "")]
    return {"method": method.upper(), "path": path, "words": " ".join(filter(None, words)), "fields": fields}


def _resolve(spec: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = spec["components"]["schemas"][name] if name else schema
    return found


def _kind(spec: dict[str, Any], field: dict[str, Any]) -> str:
    found = _resolve(spec, field)
    if found.get("type") == "array":
        return f"[{_kind(spec, found.get('items', {}))}]"
    if found.get("properties"):
        return "{" + ", ".join(found["properties"]) + "}"
    return str(found.get("format") or found.get("type") or "any")
