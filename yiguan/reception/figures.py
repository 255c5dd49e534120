"""The sheet: scans made = counted + duplicate + undone + refused + unresolved, device by device (N06, N07)."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import select

from yiguan.checkin.models import CheckIn
from yiguan.checkin.queries import Attendance, attendance
from yiguan.checkin.states import CheckInSource, CheckInState
from yiguan.kernel import clock
from yiguan.kernel.db import db
from yiguan.meetings.models import Meeting
from yiguan.people.states import PersonKind
from yiguan.reception import queries
from yiguan.reception.models import BurstReview, DeskDevice
from yiguan.reception.records import BATCH
from yiguan.reception.states import MOST_OF_A_DEVICE, MOST_OF_A_SECOND, BurstKind

PHONES = (CheckInSource.SCREEN, CheckInSource.PRINT, CheckInSource.PERSONAL)


@dataclass
class Line:
    """One line of the equation. `made` is what the device says, none for whoever reports no number of their own."""

    label: str
    operator_id: int | None = None
    made: int | None = None
    sent: int = 0
    states: dict[str, int] = field(default_factory=lambda: dict.fromkeys(map(str, CheckInState), 0))

    @property
    def scans(self) -> int:
        return sum(self.states.values())

    @property
    def missing(self) -> int:
        """Scans the device says it made and has not sent."""
        return max(0, (self.made or 0) - self.sent)


@dataclass(frozen=True)
class Balance:
    """The whole equation of one meeting, with what the screen shows beside it."""

    lines: list[Line]
    came: Attendance
    capacity: int

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
        """To be kept: numbers only, and who stood at a device by their number."""
        kinds = {kind.label: number for kind, number in self.came.kinds.items() if number}
        grades = {str(grade): number for grade, number in self.came.grades.items()}
        lines = [asdict(line) | {"missing": line.missing} for line in self.lines]
        facts = {"lines": lines, "arrived": self.came.arrived, "kinds": kinds, "grades": grades}
        return json.dumps(facts | {"capacity": self.capacity}, ensure_ascii=False)


def from_json(figures: str) -> dict[str, Any]:
    """The figures of a closed sheet as they were."""
    kept: dict[str, Any] = json.loads(figures)
    for row in kept["lines"]:
        row.pop("missing")
    kept["lines"] = [Line(**row) for row in kept["lines"]]
    kept["total"] = Balance(kept["lines"], Attendance(dict.fromkeys(PersonKind, 0), {}), 0).total
    return kept


def balance_of(meeting: Meeting) -> Balance:
    """Four statements, however many came."""
    devices = queries.devices_of(meeting.id)
    lines = {device.id: _line(number, device) for number, device in enumerate(devices, start=1)}
    phones, by_hand = Line("居民自己的手机"), Line("工作人员登记")
    for row in queries.scans_by_device(meeting.id):
        line = lines.get(row.device_id or 0) or (by_hand if row.by_hand else phones)
        line.states[str(row.state)] += row.number
        line.sent += row.number if row.batched else 0
    return Balance([phones, by_hand, *lines.values()], attendance(meeting.id), meeting.capacity)


def _line(number: int, device: DeskDevice) -> Line:
    label = "会场盒子" if device.is_box else f"签到台第 {number} 台设备"
    return Line(label, device.operator_id, device.made)


@dataclass(frozen=True)
class Burst:
    """Check-ins worth a second look: from one phone, or in one second. `subject` is its number, or that second."""

    kind: BurstKind
    subject: int
    rows: Sequence[CheckIn]
    reviewed: bool = False

    @property
    def size(self) -> int:
        return len(self.rows)


def bursts_of(meeting: Meeting) -> list[Burst]:
    """More than five people from one phone, more than fifteen in one second; the desk's own way is no burst (N05).

    What a hall box sent has its second and its phones there, and was looked at there.
    """
    counted = (CheckIn.meeting_id == meeting.id, CheckIn.state == CheckInState.COUNTED, CheckIn.source.in_(PHONES))
    own = ~CheckIn.key.startswith(BATCH)
    groups: dict[tuple[BurstKind, int], list[CheckIn]] = {}
    for row in db.session.scalars(select(CheckIn).where(*counted, own).order_by(CheckIn.id)):
        if row.device_id is not None:
            groups.setdefault((BurstKind.DEVICE, row.device_id), []).append(row)
        groups.setdefault((BurstKind.SECOND, int(row.at.timestamp())), []).append(row)
    most = {BurstKind.DEVICE: MOST_OF_A_DEVICE, BurstKind.SECOND: MOST_OF_A_SECOND}
    seen = {(review.kind, review.subject): review for review in queries.reviews_of(meeting.id)}
    found = [(key, rows) for key, rows in groups.items() if len(rows) > most[key[0]]]
    return [Burst(*key, rows, _covers(seen.get(key), rows)) for key, rows in found]


def _covers(review: BurstReview | None, rows: Sequence[CheckIn]) -> bool:
    return review is not None and review.size >= len(rows)


def title_of(burst: Burst) -> str:
    """What the convener reads above the names."""
    if burst.kind is BurstKind.DEVICE:
        return f"同一部手机签了 {burst.size} 个人"
    return f"{clock.local(burst.rows[0].at):%H:%M:%S} 这一秒签了 {burst.size} 个人"
