"""Check-ins that a person should review (N02): many from one phone or in one second, two who may be one person."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from yiguan.attendance import queries
from yiguan.attendance.ledger.keys import BATCH
from yiguan.attendance.models import BurstReview, CheckIn
from yiguan.attendance.states import ALIKE, MOST_OF_A_DEVICE, MOST_OF_A_SECOND, PHONES, BurstKind, CheckInState
from yiguan.base import clock
from yiguan.meetings.models import Meeting
from yiguan.people.models import Person
from yiguan.store.db import db

MOST = {BurstKind.DEVICE: MOST_OF_A_DEVICE, BurstKind.SECOND: MOST_OF_A_SECOND, BurstKind.NAME: 1, BurstKind.PHONE: 1}
"""More persons than this are reviewed."""


@dataclass(frozen=True)
class Burst:
    """Check-ins of several persons. `subject` is a phone's id, a second, or the first scan of a similar pair."""

    kind: BurstKind
    subject: int
    rows: Sequence[CheckIn]
    reviewed: bool = False

    @property
    def size(self) -> int:
        """The number of persons; somebody counted in several parts of a meeting is one."""
        return len({row.person_id for row in self.rows})

    @property
    def alike(self) -> bool:
        return self.kind in ALIKE


def bursts_of(meeting: Meeting) -> list[Burst]:
    """The bursts of phones, not of reception (N05), and the similar names and phones of all sources."""
    counted = (CheckIn.meeting_id == meeting.id, CheckIn.state == CheckInState.COUNTED)
    query = select(CheckIn, Person.name_index, Person.phone_index).join(Person, Person.id == CheckIn.person_id)
    groups: dict[tuple[BurstKind, int | bytes], list[CheckIn]] = {}
    for row, name, phone in db.session.execute(query.where(*counted).order_by(CheckIn.id)):
        for kind, key in _keys(row, name, phone):
            if key is not None:
                groups.setdefault((kind, key), []).append(row)
    seen = {(review.kind, review.subject): review for review in queries.reviews_of(meeting.id)}
    found = [Burst(kind, key if isinstance(key, int) else rows[0].id, rows) for (kind, key), rows in groups.items()]
    return [_with_review(burst, seen) for burst in found if burst.size > MOST[burst.kind]]


def _keys(row: CheckIn, name: bytes | None, phone: bytes | None) -> Iterator[tuple[BurstKind, int | bytes | None]]:
    if row.source in PHONES and not row.key.startswith(BATCH):  # scans of a hall box were reviewed on the box
        yield BurstKind.DEVICE, row.device_id
        yield BurstKind.SECOND, int(row.at.timestamp())
    yield BurstKind.NAME, name
    yield BurstKind.PHONE, phone


def _with_review(burst: Burst, seen: dict[tuple[BurstKind, int], BurstReview]) -> Burst:
    """A burst that has grown since its review must be reviewed again."""
    review = seen.get((burst.kind, burst.subject))
    return Burst(burst.kind, burst.subject, burst.rows, review is not None and review.size >= burst.size)


def title_of(burst: Burst) -> str:
    """The heading above the names."""
    if burst.kind is BurstKind.SECOND:
        return f"{clock.local(burst.rows[0].at):%H:%M:%S} 这一秒签了 {burst.size} 个人"
    return {
        BurstKind.DEVICE: f"同一部手机签了 {burst.size} 个人",
        BurstKind.NAME: f"{burst.size} 个人姓名一样",
        BurstKind.PHONE: f"{burst.size} 个人留了同一个手机号",
    }[burst.kind]
