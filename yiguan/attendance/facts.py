"""The facts about one scan that a door gathers; the decision reads nothing else."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from yiguan.attendance.states import CheckInState, Result, Way
from yiguan.meetings.states import MeetingState
from yiguan.registrations.states import RegistrationState


class By(Enum):
    """Who sends the scan. A phone sends it at once; a device of the check-in desk may send it hours later."""

    PHONE = auto()
    RECEPTION = auto()
    BOX = auto()
    STAFF = auto()


class Worth(Enum):
    """The validity of a code: `FORMER` was valid before the meeting moved, `ELSEWHERE` belongs to another meeting."""

    GOOD = auto()
    UNKNOWN = auto()
    FORMER = auto()
    REVOKED = auto()
    ELSEWHERE = auto()


@dataclass(frozen=True, slots=True)
class Hours:
    """The state of a meeting, with the hours of one part."""

    state: MeetingState
    starts_at: datetime
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """The verdict of a hall box on its own scan (decision 0024).

    `settled`: a person at the box said who it was; `reason`: why it was undone; `guest`: the box's own id of somebody
    who is not on the list; `raw`: the text of an unclear scan.
    """

    state: CheckInState
    result: Result
    settled: bool = False
    reason: str = ""
    guest: str = ""
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """One scan. Without `hours` the hours are not checked.

    `fresh`: the code, or the receipt made for it, has not expired; `own`: the phone is not another person's; `known`:
    the person is identified, by id or by name; `came`: they were scanned at this meeting before; `moved_from`: the
    meeting was postponed; `other_content`: the scan's key was used for other content.
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
