"""Lists in pages of twenty, read by two statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import request, url_for
from sqlalchemy import Select, func, select

from yiguan.base.fields import PageNumber
from yiguan.store.db import db

T = TypeVar("T")
SIZE, LONGEST = 20, 60


@dataclass(frozen=True)
class Page(Generic[T]):
    """`number` counts from 1; `total` counts the whole list."""

    items: Sequence[T]
    number: int
    total: int
    size: int = SIZE

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def prev_url(self) -> str | None:
        return self._url(self.number - 1) if self.number > 1 else None

    @property
    def next_url(self) -> str | None:
        return self._url(self.number + 1) if self.number < self.pages else None

    def _url(self, number: int) -> str:
        return url_for(
            request.endpoint or "", **{**(request.view_args or {}), **request.args.to_dict(), "page": number}
        )


def page_number() -> int:
    """The requested page; an invalid number means page one."""
    return int(PageNumber().deserialize(request.args.get("page", "1")))


def looked_for() -> str:
    """The words that somebody typed into the list's search box."""
    return request.args.get("q", "").strip()[:LONGEST]


def paginate(query: Select[Any], size: int = SIZE) -> Page[Any]:
    """The page of `query` that the request asks for, in two statements."""
    number = page_number()
    bare = query.options().order_by(None).with_only_columns(*query.selected_columns[:1])
    total = db.session.scalar(select(func.count()).select_from(bare.subquery())) or 0
    rows = db.session.scalars(query.limit(size).offset((number - 1) * size)).unique().all()
    return Page(rows, number, total, size)
