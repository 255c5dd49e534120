"""The figures of the sheet: scans made = counted + duplicate + undone + refused + unresolved, by device (N06, N07)."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Row, case, func, select

from yiguan.attendance import queries
from yiguan.attendance.ledger import counts
from yiguan.attendance.ledger.counts import Attendance, attendance, by_part
from yiguan.attendance.ledger.keys import BATCH
from yiguan.attendance.models import CheckIn, ReceptionDevice
from yiguan.attendance.states import CheckInState
from yiguan.meetings import parts
from yiguan.meetings.models import Meeting
from yiguan.people.states import PersonKind
from yiguan.store.db import db

C = CheckIn.__table__.c
OWN_PHONES, BY_HAND = "居民自己的手机", "工作人员登记"


@dataclass
class Line:
    """One line of the equation. `made` is the number the device reports, None where there is no such number."""

    label: str
    operator_id: int | None = None
    made: int | None = None
    sent: int = 0
    device_id: int | None = None
    states: dict[str, int] = field(default_factory=lambda: dict.fromkeys(map(str, CheckInState), 0))

    @property
    def scans(self) -> int:
        return sum(self.states.values())

    @property
    def missing(self) -> int:
        """Scans the device reports and has not sent."""
        return max(0, (self.made or 0) - self.sent)


@dataclass(frozen=True)
class Balance:
    """The equation of one meeting with its attendance; `parts` is empty for a meeting without parts."""

    lines: list[Line]
    came: Attendance
    capacity: int
    parts: list[tuple[str, int]] = field(default_factory=list)

    @property
    def total(self) -> Line:
        total = Line("合计")
        for line in self.lines:
            for state, number in line.states.items():
                total.states[state] += number
        return total

    @property
    def missing(self) -> list[Line]:
        return [line for line in self.lines if line.missing]

    def as_json(self) -> str:
        """The form that is stored: numbers and ids only, without names."""
        kinds = {kind.label: number for kind, number in self.came.kinds.items() if number}
        grades = {str(grade): number for grade, number in self.came.grades.items()}
        lines = [asdict(line) | {"missing": line.missing} for line in self.lines]
        facts = {"lines": lines, "arrived": self.came.arrived, "kinds": kinds, "grades": grades}
        return json.dumps(facts | {"capacity": self.capacity, "parts": self.parts}, ensure_ascii=False)


def from_json(figures: str) -> dict[str, Any]:
    """The stored figures of a sheet."""
    kept: dict[str, Any] = json.loads(figures)
    kept.setdefault("parts", [])
    for row in kept["lines"]:
        row.pop("missing")
        row["states"] = dict.fromkeys(map(str, CheckInState), 0) | row["states"]
    kept["lines"] = [Line(**row) for row in kept["lines"]]
    kept["total"] = Balance(kept["lines"], Attendance(dict.fromkeys(PersonKind, 0), {}), 0).total
    return kept


def balance_of(meeting: Meeting) -> Balance:
    """The current equation, in six statements."""
    devices = queries.devices_of(meeting.id)
    labels = _labels(devices)
    lines = {d.id: Line(labels[d.id], d.operator_id, d.made, device_id=d.id) for d in devices}
    phones, by_hand = Line(OWN_PHONES), Line(BY_HAND)
    for row in _scans_by_device(meeting.id):
        line = lines.get(row.device_id or 0) or (by_hand if row.by_hand else phones)
        line.states[str(row.state)] += row.number
        line.sent += row.number if row.batched else 0
    came = attendance(meeting.id)
    return Balance([phones, by_hand, *lines.values()], came, meeting.capacity, _by_part(meeting))


def _by_part(meeting: Meeting) -> list[tuple[str, int]]:
    """How many came to each part; empty for a meeting without parts."""
    came = by_part(meeting.id)
    return [(part.label, came.get(part.number, 0)) for part in parts.of(meeting) if part.title]


def _labels(devices: Sequence[ReceptionDevice]) -> dict[int, str]:
    """Device's id → its name on the sheet; boxes are numbered only if there are several."""
    others, boxes = ([device for device in devices if device.is_box is box] for box in (False, True))
    names = {device.id: f"签到台第 {number} 台设备" for number, device in enumerate(others, start=1)}
    if len(boxes) == 1:
        return names | {boxes[0].id: "会场盒子"}
    return names | {box.id: f"会场盒子第 {number} 台" for number, box in enumerate(boxes, start=1)}


def places_of(balance: Balance, rows: Iterable[CheckIn]) -> dict[int, str]:
    """Scan's id → the label of its line."""
    devices = {line.device_id: line.label for line in balance.lines if line.device_id}
    return {row.id: devices.get(row.device_id or 0, BY_HAND if row.operator_id else OWN_PHONES) for row in rows}


def _scans_by_device(meeting_id: int) -> Sequence[Row[Any]]:
    """(device, by hand?, from a batch?, state, number); the numbers add up to the number of scans (invariant 1)."""
    by_hand = case((C.operator_id.is_not(None), 1), else_=0)
    batched = case((C.key.startswith(BATCH), 1), else_=0)
    columns = (C.device_id, by_hand.label("by_hand"), batched.label("batched"), counts.BECAME.label("state"))
    query = select(*columns, func.count().label("number")).select_from(counts.SCANS)
    query = query.where(C.meeting_id == meeting_id, C.settles_id.is_(None))
    return db.session.execute(query.group_by(C.device_id, by_hand, batched, counts.BECAME)).all()
