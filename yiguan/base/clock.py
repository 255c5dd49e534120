"""The only module that reads the system clock. UTC in the database, Asia/Shanghai for people."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")
WEEKDAYS = "一二三四五六日"
_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Sets the time for the sample district and the tests; `moment` is aware."""
    token = _frozen.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)


def today() -> date:
    """The calendar day in Tongling."""
    return now().astimezone(LOCAL).date()


def month_end(day: date) -> date:
    """The last day of its month."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1) - timedelta(days=1)


def local(moment: datetime) -> datetime:
    return moment.astimezone(LOCAL)


def from_local(naive: datetime) -> datetime:
    """A time that a person typed without a zone, read as Tongling time."""
    return naive.replace(tzinfo=LOCAL).astimezone(UTC)


def day(value: date | datetime) -> str:
    """11月23日（周一）; with the year when it is not this one."""
    d = local(value).date() if isinstance(value, datetime) else value
    year = "" if d.year == today().year else f"{d.year}年"
    return f"{year}{d.month}月{d.day}日（周{WEEKDAYS[d.weekday()]}）"


def written(value: date | datetime) -> str:
    """2026年9月5日, as official papers write a date."""
    d = local(value).date() if isinstance(value, datetime) else value
    return f"{d.year}年{d.month}月{d.day}日"


def time_of_day(value: datetime) -> str:
    return f"{local(value):%H:%M}"


def moment(value: datetime) -> str:
    """11月23日 14:30"""
    d = local(value)
    year = "" if d.year == today().year else f"{d.year}年"
    return f"{year}{d.month}月{d.day}日 {d:%H:%M}"


def iso(value: date | datetime) -> str:
    """For <time datetime> and the API."""
    return local(value).isoformat(timespec="seconds") if isinstance(value, datetime) else value.isoformat()


def whole_minute(moment: datetime) -> datetime:
    """Without seconds, since forms show minutes and must show what is stored."""
    return moment.replace(second=0, microsecond=0)


def for_field(moment: datetime) -> str:
    """The value of an HTML date and time field: 2026-11-23T14:30."""
    return f"{local(moment):%Y-%m-%dT%H:%M}"


def minutes(n: int) -> timedelta:
    return timedelta(minutes=n)
