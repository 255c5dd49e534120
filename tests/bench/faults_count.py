"""The count afterwards: what phones were told against what the database holds."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, text

from tests.bench.faults_crowd import Acknowledged
from yiguan.attendance.models import CheckIn
from yiguan.attendance.states import CheckInState
from yiguan.audit import heads, seals, verify
from yiguan.people.models import Person
from yiguan.store.db import db, transaction
from yiguan.web.app import Yiguan

Told = Sequence[Acknowledged]
Rows = dict[int, Any]


@dataclass(frozen=True)
class Count:
    """`lost` was acknowledged and is not there; `double` is a person or a key that counts twice."""

    acknowledged: int
    rows: int
    lost: int
    double: int
    chain_faults: int
    file_is_whole: bool

    @property
    def good(self) -> bool:
        return not (self.lost or self.double or self.chain_faults) and self.file_is_whole


def count_all(app: Yiguan, told: Told) -> Count:
    """Compares, then seals what is not yet sealed and verifies the chain."""
    with app.app_context():
        db.session.remove()
        rows = {row.id: row for row in db.session.execute(select(CheckIn.__table__))}
        lost, double = _lost(told, rows), _double(told, rows) + _people_twice(told)
        chosen = app.extensions["settings"]
        with transaction():
            while seals.seal_new(chosen.keys.seal):
                pass
        with transaction():
            heads.anchor(chosen)
        faults, whole = len(verify.verify(chosen)), _is_whole()
        db.session.remove()
        db.engine.dispose()
    return Count(len(told), len(rows), lost, double, faults, whole)


def _lost(told: Told, rows: Rows) -> int:
    """Acknowledged, but the row is not there, is another one, or says so of a person who does not count."""
    counted = {(row.meeting_id, row.person_id) for row in rows.values() if row.state is CheckInState.COUNTED}
    return sum(not _is_there(one, rows.get(one.check_in_id), counted) for one in told)


def _is_there(one: Acknowledged, row: Any, counted: set[tuple[int, int]]) -> bool:
    if row is None or (row.meeting_id, row.key) != (one.meeting_id, one.key):
        return False
    return one.result in ("", str(row.result)) and (row.meeting_id, row.person_id) in counted


def _double(told: Told, rows: Rows) -> int:
    """One key in two rows or told of two rows, one person counted twice at one meeting."""
    keys = Counter((row.meeting_id, row.key) for row in rows.values())
    people = Counter((r.meeting_id, r.person_id) for r in rows.values() if r.state is CheckInState.COUNTED)
    numbers = Counter(key for key, _ in {(one.key, one.check_in_id) for one in told})
    return sum(number - 1 for counter in (keys, people, numbers) for number in counter.values())


def _people_twice(told: Told) -> int:
    """A stranger who had to tap again was made a second person."""
    query = (
        select(Person.device_id, func.count().label("number"))
        .where(Person.device_id.is_not(None))
        .group_by(Person.device_id)
    )
    persons = {row.device_id: row.number for row in db.session.execute(query)}
    return sum(persons.get(device, 1) - 1 for device in {one.device for one in told})


def _is_whole() -> bool:
    """SQLite looks through its file itself; PostgreSQL has read every row above, and checks sums as it reads."""
    return db.engine.dialect.name != "sqlite" or db.session.scalar(text("PRAGMA integrity_check")) == "ok"
