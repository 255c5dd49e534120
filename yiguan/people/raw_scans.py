"""The texts of unclear scans: stored encrypted, shown to whoever settles them, erased later."""

from collections.abc import Iterable, Mapping

from sqlalchemy import insert, select

from yiguan.base import clock
from yiguan.people.models import RawScan
from yiguan.store import keyring
from yiguan.store.db import db


def keep(texts: Mapping[int, str]) -> None:
    """Stores check-in id → text, in one statement for a whole batch."""
    now = clock.now()
    rows = [
        {"check_in_id": number, "text": keyring.encrypt(text, _context(number)), "at": now}
        for number, text in texts.items()
    ]
    if rows:
        db.session.execute(insert(RawScan), rows)


def texts_of(check_in_ids: Iterable[int]) -> dict[int, str]:
    """Check-in id → text; ids without a text are left out."""
    wanted = set(check_in_ids)
    if not wanted:
        return {}
    found = db.session.execute(select(RawScan.check_in_id, RawScan.text).where(RawScan.check_in_id.in_(wanted)))
    return {number: keyring.decrypt(blob, _context(number)) for number, blob in found}


def _context(check_in_id: int) -> str:
    return f"raw_scan.text:{check_in_id}"
