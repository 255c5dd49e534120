"""The days on which a time limit stands still, as spans with both ends; what overlaps counts once."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

ONE_DAY = timedelta(days=1)


class Span(NamedTuple):
    """From a day to a day, both within it."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def united(spans: Iterable[Span]) -> tuple[Span, ...]:
    """In order; those that overlap or adjoin are one."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.first <= found[-1].last + ONE_DAY:
            found[-1] = Span(found[-1].first, max(found[-1].last, span.last))
        else:
            found.append(span)
    return tuple(found)


def within(spans: Iterable[Span], first: date, last: date) -> tuple[Span, ...]:
    """What of them lies between two days, both included."""
    cut = (Span(max(span.first, first), min(span.last, last)) for span in spans)
    return tuple(span for span in cut if span.first <= span.last)


def holds(spans: Sequence[Span], day: date) -> bool:
    return any(span.first <= day <= span.last for span in spans)
