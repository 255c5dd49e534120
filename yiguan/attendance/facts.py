"""What a door found out about one scan. The decision reads this and nothing else."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from yiguan.attendance.states import CheckInState, Result, Way
from yiguan.meetings.states import MeetingState
from yiguan.registrations.states import RegistrationState


class By(Enum):
    """Who brings the scan. A phone is answered at once; whoever stands at the check-in desk may send hours later."""

    PHONE = auto()
    RECEPTION = auto()
    BOX = auto()
    STAFF = auto()


class Worth(Enum):
    """What the code is worth: `FORMER` was given before the meeting moved, `ELSEWHERE` is another meeting's."""

    GOOD = auto()
    UNKNOWN = auto()
    FORMER = auto()
    REVOKED = auto()
    ELSEWHERE = auto()


@dataclass(frozen=True, slots=True)
class Hours:
    """The state of a meeting, with the hours of the part that is meant."""

    state: MeetingState
    starts_at: datetime
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """How a hall box decided its own scan (decision 0024).

    `settled`: a person there said who it was; `reason`: why it was undone; `guest`: the box's own number for somebody
    who is on no list; `raw`: what nobody could read.
    """

    state: CheckInState
    result: Result
    settled: bool = False
    reason: str = ""
    guest: str = ""
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """One scan. Without `hours` nobody asks for them.

    `fresh`: the code, or the receipt made for it, has not run out; `own`: it is not somebody else's phone; `known`:
    somebody is meant, by number or by name; `came`: they have been scanned at this meeting before; `moved_from`: the
    meeting was to be on another day; `other_content`: the scan's key stands for something else already.
    """

    by: By
    moment: datetime
    hours: Hours | None = None
    code: Worth = Worth.GOOD
    way: Way = Way.IN
    fresh: bool = True
    own: bool = True
    known: bool = True
    needs_list: bool = False
    listed: RegistrationState | None = None
    came: bool = False
    moved_from: bool = False
    other_content: bool = False
    said: Said | None = None
