"""The key of a personal code: a line that is older than the present code key keeps its code (decision 0041)."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from yiguan.audit.verify import touch_proven
from yiguan.meetings.keys import code_key
from yiguan.meetings.models import Meeting
from yiguan.registrations import codes
from yiguan.registrations.models import Registration
from yiguan.settings import Keys
from yiguan.store.db import db


def under(keys: Keys, meeting: Meeting, line: Registration) -> bytes:
    """The code key that made the line's code; its index tells."""
    present, *former = keys.ring("code")
    return next((key for key in former if _index(keys, meeting, line, key) == line.code_index), present)


def key_of(keys: Keys, meeting: Meeting, line: Registration) -> bytes:
    """The meeting's key under which the line's code stands."""
    return code_key(keys, meeting.code, meeting.key_no, under=under(keys, meeting, line))


def make_anew(keys: Keys) -> int:
    """Gives every line a code under the present key, in the caller's transaction; how many had another. Raises
    NotProven.
    """
    query, last, done = select(Registration).options(joinedload(Registration.meeting)), 0, 0
    while lines := db.session.scalars(query.where(Registration.id > last).order_by(Registration.id).limit(500)).all():
        old = [line for line in lines if under(keys, line.meeting, line) != keys.code]
        touch_proven(Registration.__tablename__, [line.id for line in old])
        for line in old:
            line.code_index = _index(keys, line.meeting, line, keys.code)
        db.session.flush()
        last, done = lines[-1].id, done + len(old)
    return done


def _index(keys: Keys, meeting: Meeting, line: Registration, under: bytes) -> bytes:
    return codes.index_for(under, code_key(keys, meeting.code, meeting.key_no, under=under), line.id)
