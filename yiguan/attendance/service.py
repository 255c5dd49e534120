"""Acts of the check-in desk: registering its devices."""

from sqlalchemy import case, update

from yiguan.attendance import rules
from yiguan.attendance.marks import JOIN
from yiguan.attendance.models import ReceptionDevice
from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.meetings.models import Meeting
from yiguan.store.db import db, insert_into


def keep_device(actor: Actor, meeting: Meeting, code: str, made: int) -> int:
    """The device's id; its reported count of scans only rises. Two batches of one device wait for each other here."""
    if found := _count_up(actor, meeting, code, made):
        return found
    now = clock.now()
    values = {"meeting_id": meeting.id, "code": code, "operator_id": actor.id, "made": made, "at": now, "seen_at": now}
    values |= {"is_box": actor.kind == rules.BOX, "is_sample": meeting.is_sample}
    new = insert_into(ReceptionDevice).values(**values).on_conflict_do_nothing()
    if db.session.scalar(new.returning(ReceptionDevice.id)):
        trail.record("desk_device", JOIN, by=actor, note=code)
    return _count_up(actor, meeting, code, made) or 0


def _count_up(actor: Actor, meeting: Meeting, code: str, made: int) -> int | None:
    more = case((ReceptionDevice.made < made, made), else_=ReceptionDevice.made)
    change = update(ReceptionDevice).where(ReceptionDevice.meeting_id == meeting.id, ReceptionDevice.code == code)
    change = change.values(made=more, seen_at=clock.now(), operator_id=actor.id)
    found: int | None = db.session.scalar(change.returning(ReceptionDevice.id))
    return found
