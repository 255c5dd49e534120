"""The codes of a meeting by their fingerprints: computed at home, stored on a hall box (decision 0038)."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from yiguan.meetings.keys import code_key, fingerprint
from yiguan.meetings.models import Meeting
from yiguan.registrations import codes
from yiguan.registrations.keys import under
from yiguan.registrations.models import HomeCode, Registration
from yiguan.settings import Keys
from yiguan.store.db import db


@dataclass(frozen=True)
class KnownCode:
    """A personal code of a line on the list; `revoked` if it was replaced by a later one."""

    line: Registration
    fingerprint: bytes
    tail: bytes
    revoked: bool


def of_list(meeting: Meeting, lines: Iterable[Registration], keys: Keys) -> list[KnownCode]:
    """Every personal code that was given to these people."""
    if keys.box:
        return _stored({line.id: line for line in lines}, meeting.id)
    return [
        KnownCode(line, one.whole, one.tail, revoked=(key_no, one.epoch) != (meeting.key_no, line.epoch))
        for line in lines
        for key_no, key in _keys(keys, meeting, line)
        for one in codes.fingerprints(key, meeting.code, line.id, line.epoch)
    ]


def _keys(keys: Keys, meeting: Meeting, line: Registration) -> list[tuple[int, bytes]]:
    """The keys that the meeting had until now, with their numbers."""
    key, numbers = under(keys, meeting, line), range(1, meeting.key_no + 1)
    return [(number, code_key(keys, meeting.code, number, under=key)) for number in numbers]


def _stored(lines: dict[int, Registration], meeting_id: int) -> list[KnownCode]:
    query = select(HomeCode).where(HomeCode.meeting_id == meeting_id, HomeCode.registration_id.is_not(None))
    return [
        KnownCode(line, one.fingerprint, one.tail or b"", revoked=one.epoch != line.epoch)
        for one in db.session.scalars(query)
        if (line := lines.get(one.registration_id or 0))
    ]


def stored(code: str) -> HomeCode | None:
    """What a hall box knows of this code, made at home; it knows one meeting only."""
    meeting_code = db.session.scalar(select(Meeting.code).join(HomeCode, HomeCode.meeting_id == Meeting.id).limit(1))
    if meeting_code is None:
        return None
    return db.session.scalar(select(HomeCode).where(HomeCode.fingerprint == fingerprint(meeting_code, code)))
