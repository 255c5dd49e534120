"""The acts of this room on records; each stands beside what it does."""

from yiguan.attendance.closing.close import CLOSE
from yiguan.attendance.ledger.undoing import UNDO

__all__ = ["CLOSE", "UNDO"]
