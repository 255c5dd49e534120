"""When a meeting takes check-ins, by the server's clock alone, and which one reason a person is told."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from yiguan.attendance import codes
from yiguan.attendance.states import LETS_IN, Result
from yiguan.meetings.models import Meeting
from yiguan.meetings.parts import Part
from yiguan.meetings.states import HELD, MeetingState
from yiguan.registrations.states import ON_THE_LIST, RegistrationState
from yiguan.settings import Settings


@dataclass(frozen=True)
class Door:
    """The hours of one meeting's check-in."""

    state: MeetingState
    starts_at: datetime
    opens_at: datetime
    closes_at: datetime

    def answer(self, moment: datetime) -> Result:
        """OK or OK_LATE when somebody may come in at this moment, else the reason why not."""
        if self.state is MeetingState.CANCELLED:
            return Result.CANCELLED
        if self.state is MeetingState.PLANNED:
            return Result.UNKNOWN_CODE
        if self.state in HELD or moment > self.closes_at:
            return Result.CLOSED
        if moment < self.opens_at:
            return Result.TOO_EARLY
        return Result.OK if moment <= self.starts_at else Result.OK_LATE


def door(state: MeetingState, starts_at: datetime, ends_at: datetime, settings: Settings) -> Door:
    opens = starts_at - timedelta(minutes=settings.checkin_opens_min)
    return Door(state, starts_at, opens, ends_at + timedelta(minutes=settings.checkin_closes_min))


def admit(answer: Result, needs_list: bool, state: RegistrationState | None) -> Result:
    """Who is on the list comes in; everybody else too, unless the convener wants the list only (RG-06)."""
    if not needs_list or state in ON_THE_LIST:
        return answer
    return Result.WAITLISTED if state is RegistrationState.WAITLISTED else Result.NOT_INVITED


class Scanned(codes.Coded, Protocol):
    """What `judge` must know of the meeting a code names."""

    @property
    def state(self) -> MeetingState: ...
    @property
    def printed_code(self) -> bool: ...
    @property
    def postponed_from(self) -> datetime | None: ...


@dataclass(frozen=True)
class Verdict:
    """What a scanned code is worth, and the part of the meeting it was made for; none for a code that is not ours."""

    result: Result
    part: Part | None = None


def judge(code: codes.Code, meeting: Scanned, parts: Sequence[Part], moment: datetime, settings: Settings) -> Verdict:
    """What a scanned code is worth now: of several reasons against it the one the person can do something about."""
    now_valid = True
    part = _made_for(code, codes.mint_of(settings.keys, meeting), parts)
    if part is None:
        part, now_valid = _made_before(code, meeting, parts, settings), False
    if part is None:
        return Verdict(Result.UNKNOWN_CODE)
    answer = door(meeting.state, part.starts_at, part.ends_at, settings).answer(moment)
    if answer not in LETS_IN:
        old = not now_valid and meeting.postponed_from is not None and answer is Result.TOO_EARLY
        answer = Result.POSTPONED if old else answer
    elif not now_valid or (code.purpose == codes.PRINTED and not meeting.printed_code):
        answer = Result.REVOKED_CODE
    elif code.purpose == codes.SCREEN and not codes.is_live(code.window, moment):
        answer = Result.EXPIRED_CODE
    return Verdict(answer, part)


def _made_for(code: codes.Code, mint: codes.Mint, parts: Sequence[Part]) -> Part | None:
    return next((part for part in parts if replace(mint, part=part.number).vouches(code)), None)


def _made_before(code: codes.Code, meeting: Scanned, parts: Sequence[Part], settings: Settings) -> Part | None:
    """A code of an earlier epoch: genuine once (docs/decisions/0016)."""
    mints = (replace(codes.mint_of(settings.keys, meeting), epoch=epoch) for epoch in range(1, meeting.epoch))
    return next((part for mint in mints if (part := _made_for(code, mint, parts))), None)


def letting_in(meeting: Meeting, parts: Sequence[Part], moment: datetime, settings: Settings) -> list[Part]:
    """The parts somebody may check in to at this moment; two, while one is not over and the next has opened."""
    hours = ((part, door(meeting.state, part.starts_at, part.ends_at, settings)) for part in parts)
    return [part for part, its_door in hours if its_door.answer(moment) in LETS_IN]
