"""A run of the tests stays within one day of Tongling, since constants of test modules name the day of its start."""

from datetime import datetime, timedelta

from yiguan.base import clock

LONGEST_RUN = timedelta(hours=3)


def set_back(now: datetime) -> timedelta:
    """How far the clock of a run that begins `now` (aware) is set back, so that midnight does not come during it."""
    over_midnight = clock.local(now + LONGEST_RUN).date() != clock.local(now).date()
    return LONGEST_RUN if over_midnight else timedelta()


def keep_the_day() -> None:
    """Sets back the clock of this process when its day would end during the run."""
    present = clock.now
    by = set_back(present())
    if by:
        clock.now = lambda: clock._frozen.get() or present() - by
