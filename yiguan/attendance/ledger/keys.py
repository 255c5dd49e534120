"""The key of a scan: the same key is the same scan and always gets the same answer (invariant 3)."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, select

from yiguan.attendance.models import CheckIn
from yiguan.store.db import db

C = CheckIn.__table__.c
BATCH = "b-"
"""Prefix of the keys of a device's scans."""
OTHER = "x-"
"""Prefix of the new key of a scan whose own key was used for other content."""

_kept = (C.key, C.id, C.part, C.state, C.result, C.person_id, C.counter, C.device_at, C.source, C.device_id)
BY_KEY = select(*_kept).where(C.meeting_id == bindparam("meeting"), C.key == bindparam("key"))


def settling_key(check_in_id: int) -> str:
    """The key of the row that settles an unclear scan, so that there is only one."""
    return f"settle-{check_in_id}"


def by_key(meeting_id: int, key: str) -> Any:
    """The row of this key, or None."""
    return db.session.execute(BY_KEY, {"meeting": meeting_id, "key": key}).first()


def by_keys(meeting_id: int, keys: Iterable[str]) -> dict[str, Any]:
    """Key → its row, in one statement."""
    wanted = list(keys)
    if not wanted:
        return {}
    rows = db.session.execute(select(*_kept).where(C.meeting_id == meeting_id, C.key.in_(wanted)))
    return {str(row.key): row for row in rows.all()}


def settling(meeting_id: int, check_in_ids: Iterable[int]) -> dict[int, CheckIn]:
    """Unclear scan → the row that settles it."""
    keys = [settling_key(number) for number in check_in_ids]
    rows = db.session.scalars(select(CheckIn).where(CheckIn.meeting_id == meeting_id, CheckIn.key.in_(keys)))
    return {row.settles_id or 0: row for row in rows}
