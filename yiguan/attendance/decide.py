"""The verdict on a scan, as a pure function: RULES are tried in their order, and the first verdict counts.

Of several reasons to refuse, the person is told the one they can most easily act on. With a phone nobody can change the
hours, so for phones the hours rank first. At reception the first question is who came.
"""

from typing import NamedTuple

from yiguan.attendance.facts import By, Facts, Hours, Worth
from yiguan.attendance.states import LETS_IN, MOVES, CheckInState, Result, Way
from yiguan.meetings.states import HELD, MeetingState
from yiguan.registrations.states import ON_THE_LIST, RegistrationState

S = CheckInState
WORTHLESS = {
    Worth.FORMER: Result.REVOKED_CODE,
    Worth.REVOKED: Result.REVOKED_CODE,
    Worth.ELSEWHERE: Result.WRONG_MEETING,
}


class Verdict(NamedTuple):
    """The row's result and state; `state` is None when nothing is stored."""

    result: Result
    state: CheckInState | None

    @property
    def lets_in(self) -> bool:
        return self.state is S.COUNTED


def decide(facts: Facts) -> Verdict:
    for rule in RULES:
        if (found := rule(facts)) is not None:
            return found
    return _counted(facts)


def hours_against(facts: Facts) -> Result | None:
    """The refusal by the hours, if any. Scans of a device may arrive hours later, so the end does not refuse them."""
    if facts.hours is None:
        return None
    if facts.hours.state is MeetingState.CANCELLED:
        return Result.CANCELLED
    return _now(facts, facts.hours) if facts.by is By.PHONE else _later(facts, facts.hours)


def _now(facts: Facts, hours: Hours) -> Result | None:
    if hours.state is MeetingState.PLANNED:
        return Result.UNKNOWN_CODE
    if hours.state in HELD or facts.moment > hours.closes_at:
        return Result.CLOSED
    if facts.moment < hours.opens_at:
        return Result.POSTPONED if facts.moved_from and facts.code is Worth.FORMER else Result.TOO_EARLY
    return None


def _later(facts: Facts, hours: Hours) -> Result | None:
    early = facts.moment < hours.opens_at and hours.state not in HELD
    if early or hours.state is MeetingState.PLANNED:
        return Result.POSTPONED if facts.moved_from else Result.TOO_EARLY
    return None


def _other_content(facts: Facts) -> Verdict | None:
    """A key that was used for other content: a person settles it, since a refusal might lose somebody who was there
    (decision 0022).
    """
    return Verdict(Result.CONFLICT, S.UNRESOLVED) if facts.other_content else None


def _decided_there(facts: Facts) -> Verdict | None:
    """A hall box's verdict stands, except for what it counted, which is decided again."""
    if facts.said is None or facts.said.state is S.COUNTED:
        return None
    return Verdict(facts.said.result, facts.said.state)


def _moving(facts: Facts) -> Verdict | None:
    """Leaving and returning are stored in any order; whether the person came is checked on reading (decision 0025)."""
    if facts.way is Way.IN:
        return None
    if not facts.known or facts.code is Worth.ELSEWHERE:
        return Verdict(Result.NOT_HERE, S.REFUSED)
    return Verdict(MOVES[facts.way], S.MOVED)


def _hours_first(facts: Facts) -> Verdict | None:
    return None if facts.by is By.RECEPTION else _refused(hours_against(facts))


def _unknown(facts: Facts) -> Verdict | None:
    """A phone can scan again, so nothing is stored; at reception somebody was there, whom a person identifies later."""
    if facts.code is not Worth.UNKNOWN:
        return None
    if facts.by is By.PHONE:
        return Verdict(Result.UNKNOWN_CODE, None)
    if facts.by is By.STAFF:
        return Verdict(Result.UNKNOWN_CODE, S.REFUSED)
    return Verdict(Result.STORED_UNRESOLVED, S.UNRESOLVED)


def _worth(facts: Facts) -> Verdict | None:
    if not facts.own:
        return _refused(Result.FORBIDDEN)
    return _refused(WORTHLESS.get(facts.code) or (None if facts.fresh else Result.EXPIRED_CODE))


def _nameless(facts: Facts) -> Verdict | None:
    """The phone's owner is asked for a name, and sends the same tap again with it."""
    return None if facts.known or facts.by is not By.PHONE else Verdict(Result.NEEDS_INFO, None)


def _list(facts: Facts) -> Verdict | None:
    """Everybody is admitted unless the convener restricted the meeting to the list (RG-06)."""
    if not facts.needs_list or facts.came or facts.listed in ON_THE_LIST:
        return None
    return _refused(Result.WAITLISTED if facts.listed is RegistrationState.WAITLISTED else Result.NOT_INVITED)


def _hours_last(facts: Facts) -> Verdict | None:
    return _refused(hours_against(facts)) if facts.by is By.RECEPTION else None


def _refused(against: Result | None) -> Verdict | None:
    return Verdict(against, S.REFUSED) if against else None


def _counted(facts: Facts) -> Verdict:
    if facts.said is not None and facts.said.result in LETS_IN:
        return Verdict(facts.said.result, S.COUNTED)
    late = facts.by is By.PHONE and facts.hours is not None and facts.moment > facts.hours.starts_at
    return Verdict(Result.OK_LATE if late else Result.OK, S.COUNTED)


RULES = (
    _other_content,
    _decided_there,
    _moving,
    _hours_first,
    _unknown,
    _worth,
    _nameless,
    _list,
    _hours_last,
)
