"""The sentence a helper reads after a scan; for a code of another meeting it names that meeting (CK-13)."""

from yiguan.attendance.guests import last_part
from yiguan.attendance.ledger.write import Outcome
from yiguan.attendance.states import SAID, Result
from yiguan.base import clock
from yiguan.registrations import passes
from yiguan.settings import Settings


def sentence(outcome: Outcome, read: str, settings: Settings) -> str:
    """`read` is the scanned or typed text."""
    if outcome.result is Result.WRONG_MEETING and (found := passes.find(last_part(read), settings)):
        other = found.registration.meeting
        meant = f"“{other.title}”（{clock.moment(other.starts_at)}）"
        return f"这是{meant}的个人码，不是这一场的。人在这里，可以按姓名登记。"
    return SAID.get(outcome.result, outcome.result.label)
