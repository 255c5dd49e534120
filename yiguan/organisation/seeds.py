"""Loads the first rows of an installation from migrations/seeds/*.csv: terms, units, fields of life, listed reasons."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from sqlalchemy import func, select

from yiguan.audit import trail
from yiguan.base.actor import SYSTEM
from yiguan.organisation.marks import ADD_UNIT
from yiguan.organisation.models import Field, Reason, Term, Unit
from yiguan.organisation.states import ReasonKind, UnitKind
from yiguan.store.db import db

CONTACT = {"address": "address", "phone": "phone", "hours": "hours", "about": "area_note"}
SEEDS = Path(__file__).parents[2] / "migrations" / "seeds"


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of one seed file; empty cells are empty strings."""
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def is_empty() -> bool:
    return not db.session.scalar(select(func.count()).select_from(Unit))


def load_foundation(*, contacts: bool = False) -> None:
    """Loads terms, units, fields and reasons. Units are flagged as sample until the district confirms its list.

    The telephones, hours and addresses of the file are invented: only a demo is loaded with `contacts`.
    """
    for row in rows("terms"):
        ends = date.fromisoformat(row["end"]) if row["end"] else None
        term = Term(number=int(row["code"]), name=row["name"], ends_on=ends)
        term.starts_on = date.fromisoformat(row["start"])
        db.session.add(term)
    _load_units(contacts=contacts)
    for position, row in enumerate(rows("fields")):
        valid_from = date.fromisoformat(row["valid_from"])
        field = Field(
            code=row["code"], label=row["label"], words=row["words"], position=position, valid_from=valid_from
        )
        db.session.add(field)
    for row in rows("reasons"):
        values = {"code": row["code"], "label": row["label"], "hint": row["hint"]}
        valid_from = date.fromisoformat(row["valid_from"])
        db.session.add(Reason(kind=ReasonKind(row["kind"]), valid_from=valid_from, **values))  # type: ignore[call-arg]
    db.session.flush()


def _load_units(*, contacts: bool) -> None:
    """In the file, parents come before their children."""
    known: dict[str, Unit] = {}
    for row in rows("units"):
        parent = known.get(row["parent"])
        unit = Unit(
            code=row["code"],
            kind=UnitKind(row["kind"]),  # type: ignore[call-arg]
            parent_id=parent.id if parent else None,
            path=f"{parent.path if parent else ''}{row['code']}/",
            name=row["name"],
            short_name=row["short_name"],
            station_kind=row["station_kind"],
            level=row["level"] or "district",
            is_sample=True,
            **({name: row[column] for name, column in CONTACT.items()} if contacts else {}),
        )
        db.session.add(unit)
        trail.record(unit, ADD_UNIT, by=SYSTEM)
        known[unit.code] = unit
