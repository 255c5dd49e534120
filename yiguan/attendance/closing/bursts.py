"""Check-ins that a person should review (N02): many from one phone or in one second, two who may be one person."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from yiguan.attendance import queries
from yiguan.attendance.ledger.keys import BATCH
from yiguan.attendance.models import BurstReview, CheckIn
from yiguan.attendance.states import ALIKE, MOST_OF_A_DEVICE, MOST_OF_A_SECOND, PHONES, BurstKind, CheckInState
from yiguan.base import clock
from yiguan.meetings.models import Meeting
from yiguan.people.joining import main_of
from yiguan.people.models import Person
from yiguan.store.db import db

MOST = {BurstKind.DEVICE: MOST_OF_A_DEVICE, BurstKind.SECOND: MOST_OF_A_SECOND} | dict.fromkeys(ALIKE, 1)
"""More persons than this are reviewed."""


@dataclass(frozen=True)
class Burst:
    """Check-ins of several persons. `subject` is a phone's id, a second, the first scan of a similar pair, or the
    record as which joined ones are counted.
    """

    kind: BurstKind
    subject: int
    rows: Sequence[CheckIn]
    size: int
    """The number of persons; somebody counted in several parts of a meeting is one, and so is who has two records that
    were joined, except where just these are shown.
    """
    reviewed: bool = False

    @property
    def alike(self) -> bool:
        return self.kind in ALIKE


def bursts_of(meeting: Meeting) -> list[Burst]:
    """The bursts of phones, not of reception (N05), the similar names and phones of all sources, and the second rows of
    those whose records were joined.
    """
    counted = (CheckIn.meeting_id == meeting.id, CheckIn.state == CheckInState.COUNTED)
    columns = (Person.name_index, Person.phone_index, main_of(CheckIn.person_id))
    query = select(CheckIn, *columns).join(Person, Person.id == CheckIn.person_id)
    groups: dict[tuple[BurstKind, int | bytes], list[CheckIn]] = {}
    mains: dict[int | None, int] = {}
    for row, name, phone, main in db.session.execute(query.where(*counted).order_by(CheckIn.id)):
        mains[row.person_id] = main
        for kind, key in _keys(row, name, phone, main):
            if key is not None:
                groups.setdefault((kind, key), []).append(row)
    seen = {(review.kind, review.subject): review for review in queries.reviews_of(meeting.id)}
    found = [_burst(kind, key, rows, mains) for (kind, key), rows in groups.items()]
    return [_with_review(burst, seen) for burst in found if burst.size > MOST[burst.kind]]


def _burst(kind: BurstKind, key: int | bytes, rows: Sequence[CheckIn], mains: Mapping[int | None, int]) -> Burst:
    people = {row.person_id if kind is BurstKind.JOINED else mains[row.person_id] for row in rows}
    return Burst(kind, key if isinstance(key, int) else rows[0].id, rows, len(people))


def _keys(
    row: CheckIn, name: bytes | None, phone: bytes | None, main: int
) -> Iterator[tuple[BurstKind, int | bytes | None]]:
    if row.source in PHONES and not row.key.startswith(BATCH):  # scans of a hall box were reviewed on the box
        yield BurstKind.DEVICE, row.device_id
        yield BurstKind.SECOND, int(row.at.timestamp())
    yield BurstKind.NAME, name
    yield BurstKind.PHONE, phone
    yield BurstKind.JOINED, main


def _with_review(burst: Burst, seen: dict[tuple[BurstKind, int], BurstReview]) -> Burst:
    """A burst that has grown since its review must be reviewed again."""
    review = seen.get((burst.kind, burst.subject))
    return replace(burst, reviewed=review is not None and review.size >= burst.size)


def title_of(burst: Burst) -> str:
    """The heading above the names."""
    if burst.kind is BurstKind.SECOND:
        return f"{clock.local(burst.rows[0].at):%H:%M:%S} 这一秒签了 {burst.size} 个人"
    return {
        BurstKind.DEVICE: f"同一部手机签了 {burst.size} 个人",
        BurstKind.NAME: f"{burst.size} 个人姓名一样",
        BurstKind.PHONE: f"{burst.size} 个人留了同一个手机号",
        BurstKind.JOINED: f"同一个人签了 {burst.size} 条，认作一个人以后才看出来",
    }[burst.kind]
