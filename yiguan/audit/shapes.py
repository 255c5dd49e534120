"""What of a row is protected: named columns, and the rows that belong to it, in a form that never changes."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, TypeVar

from sqlalchemy import Enum as Enumerated
from sqlalchemy import Label, Select, String, Table, select, type_coerce

Found = TypeVar("Found")
UNREADABLE = "有一列读不出来，被写进了别的东西。"
Columns = dict[str, str]
"""Key in the digest → the column that holds it today."""


def columns(*same: str, **renamed: str) -> Columns:
    """The keys of a digest; a key whose column was renamed is passed as `key="column"`."""
    return {name: name for name in same} | renamed


def raw(table: Table, shape: Columns) -> list[Label[Any]]:
    """The columns under their keys; an enum as the text it is stored as, which may be one that no enum has."""
    held = {name: table.c[column] for name, column in shape.items()}
    return [(type_coerce(c, String()) if isinstance(c.type, Enumerated) else c).label(name) for name, c in held.items()]


@dataclass(frozen=True)
class Part:
    """Rows that are written with their record, as the items of a letter are. `owner` is the column with the record's
    id; with `through` (table, its column with the record's id) it is the id of a row of that table.
    """

    table: Table
    owner: str
    columns: Columns
    through: tuple[Table, str] | None = None

    def rows_of(self, ids: Iterable[int]) -> Select[Any]:
        """The rows of these records in a fixed order, each with `owner`, the id of its record."""
        named = raw(self.table, self.columns)
        if self.through is None:
            owner = self.table.c[self.owner]
            query = select(owner.label("owner"), *named)
        else:
            between, above = self.through
            owner = between.c[above]
            query = select(owner.label("owner"), *named).join(between, between.c.id == self.table.c[self.owner])
        return query.where(owner.in_(list(ids))).order_by(self.table.c.id)


@dataclass(frozen=True)
class Shape:
    """One version of what is protected of a record."""

    columns: Columns
    parts: Mapping[str, Part] = field(default_factory=dict)


def digest(content: Mapping[str, Any]) -> str:
    """Equal for equal content on both databases and in a migration; read once, so never shown or stored."""
    return json.dumps(plain(content), sort_keys=True, ensure_ascii=False)


def plain(value: Any) -> Any:
    """A value of a column as JSON has it. A moment without a zone is UTC, as SQLite gives it to a migration."""
    if isinstance(value, Mapping):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return bytes(value).hex() if isinstance(value, (bytes, memoryview)) else value


def readable(ids: Sequence[int], read: Callable[[Sequence[int]], dict[int, Found]]) -> dict[int, Found | None]:
    """What `read` finds for these numbers; None for a row in which a column holds what its type cannot be."""
    try:
        return dict(read(ids)) if ids else {}
    except (LookupError, ValueError, TypeError):
        if len(ids) == 1:
            return {ids[0]: None}
        half = len(ids) // 2
        return readable(ids[:half], read) | readable(ids[half:], read)
