"""How much of the box's scans has arrived at home and what was decided there, in sentences for the operator."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from yiguan.attendance.states import CheckInState, Result
from yiguan.hallbox import queries

S = CheckInState
LEFT_OUT = {
    Result.CANCELLED: "平台上这场会已经取消",
    Result.POSTPONED: "平台上这场会已经改期",
    Result.TOO_EARLY: "平台上还没到签到时间",
}
"""Why home does not count somebody who was counted here; the sentences of `Result` speak to the person."""


@dataclass(frozen=True)
class Delivery:
    """`arrived` scans are at home with their current verdict, `states` counts them by home's state; `left_out` counts
    those that only the box counted, by reason; `last` is the time of the latest answer.
    """

    made: int
    arrived: int
    states: dict[str, int]
    left_out: dict[str, int]
    last: datetime | None

    @property
    def left(self) -> int:
        """Scans not sent yet, or changed here since they were sent."""
        return self.made - self.arrived

    @property
    def waiting(self) -> int:
        return self.states.get(S.UNRESOLVED.label, 0)

    @property
    def sentences(self) -> list[str]:
        """The sentences for page and terminal."""
        told = [f"这台盒子一共签了 {self.made} 次，送到平台 {self.arrived} 次，还有 {self.left} 次没送到。"]
        if self.states:
            told.append(f"平台记下：{'，'.join(f'{label} {number}' for label, number in self.states.items())}。")
        told += [f"{why}，有 {number} 次没有算到会，记录都在。" for why, number in self.left_out.items()]
        if self.waiting:
            told.append(f"有 {self.waiting} 次要人来认：登录平台，打开这场会的“签到核对”，一条一条点一下。")
        return told


def of(meeting_id: int) -> Delivery:
    scans = queries.scans_of(meeting_id)
    answers = queries.answers()
    done = [(scan, answers[scan.row.id]) for scan in scans if scan.row.id in answers]
    arrived = [(scan, answer) for scan, answer in done if answer.said == scan.said]
    states = Counter(answer.state for _, answer in arrived)
    refused = (a.result for scan, a in arrived if scan.last.state is S.COUNTED and a.state == str(S.REFUSED))
    return Delivery(
        made=len(scans),
        arrived=len(arrived),
        states={state.label: states[str(state)] for state in S if states[str(state)]},
        left_out=dict(Counter(_why(result) for result in refused)),
        last=max((answer.at for _, answer in done), default=None),
    )


def _why(result: str) -> str:
    return next((why for known, why in LEFT_OUT.items() if str(known) == result), "平台没有收")
