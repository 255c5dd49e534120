"""The acts of this slice on records; each is declared beside its function."""

from yiguan.attendance.closing.close import CLOSE
from yiguan.attendance.ledger.undoing import UNDO

__all__ = ["CLOSE", "UNDO"]
