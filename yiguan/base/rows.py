"""Repeated groups: `agenda-0-title` in a form, a list of rows in the data, one sentence per field in a refusal."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

ROW = re.compile(r"([a-z_]{1,40})-(\d{1,3})-([a-z_0-9]{1,40})")


def nest(typed: Mapping[str, str]) -> dict[str, Any]:
    """`agenda-0-title` becomes `{"agenda": [{"title": …}]}`; empty rows are dropped."""
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
    """marshmallow's nested messages as one sentence per field, named like the fields of the page."""
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


def as_typed(name: str, typed: Mapping[str, Any]) -> str:
    """The form's field for `items-0-unit` of the data, whose rows are numbered without the empty ones."""
    found = ROW.fullmatch(name)
    kept = _kept_rows({key: str(value) for key, value in typed.items()}, found[1]) if found else []
    at = int(found[2]) if found else 0
    return f"{found[1]}-{kept[at]}-{found[3]}" if found and at < len(kept) else name


def _kept_rows(typed: Mapping[str, str], name: str) -> list[int]:
    rows = _groups(typed).get(name, {})
    return [index for index, row in sorted(rows.items()) if any(value.strip() for value in row.values())]


def _sentence(found: Any) -> str:
    return "".join(map(str, found)) if isinstance(found, Sequence) and not isinstance(found, str) else str(found)
