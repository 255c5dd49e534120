"""Slows down guessing: wrong attempts at one name are counted by its origin, with a growing delay.

The origin is the network address, or the browser itself if it is known to belong there; so nobody can lock owners out
of their own browser. Names that do not exist are counted alike. An attempt is stored as a wrong one before it is
checked, so that of many at once no more are checked than of as many one after the other. All are kept for half a year.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from yiguan.base import clock
from yiguan.base.text import key_of
from yiguan.people import vault
from yiguan.people.models import Attempt
from yiguan.people.states import AttemptKind, Outcome
from yiguan.store import keyring
from yiguan.store.db import db, one_at_a_time

FIRST_DELAY_S = 30
KEPT = timedelta(days=180)
"""网络安全法 21: logs are kept for at least six months."""


@dataclass(frozen=True)
class Policy:
    """So many wrong attempts in a row from one origin, and from all unknown origins together, stay without a delay;
    each further one doubles it. Attempts older than `within` do not count.
    """

    kind: AttemptKind
    free: int
    free_anywhere: int
    within: timedelta
    longest_s: int

    def delay_s(self, wrong: int, free: int) -> int:
        """Seconds to wait after so many wrong attempts."""
        if wrong <= free:
            return 0
        return int(min(self.longest_s, FIRST_DELAY_S * 2 ** min(wrong - free - 1, 12)))


SIGN_IN = Policy(AttemptKind.SIGN_IN, 4, 19, timedelta(hours=1), 900)


@dataclass(frozen=True)
class Origin:
    """Where an attempt comes from; `browser` is empty unless what is tried has been opened there before."""

    address: str
    browser: str = ""

    @property
    def indexes(self) -> list[bytes]:
        """Those under which its attempts are stored, the present one first."""
        return keyring.hashes_of(*from_(self.browser or self.address))


@dataclass(frozen=True)
class Begun:
    """An attempt: its row, or the time until which none is even checked."""

    id: int | None
    until: datetime | None = None


def begin(policy: Policy, name: str, origin: Origin, account_id: int | None = None) -> Begun:
    """Counts one more attempt, as a wrong one until `turned_out_right`, in a transaction that ends before the check.

    Two at the same name take turns here. After a crash the attempt stays a wrong one, with the delay of one.
    """
    one_at_a_time(_index(policy, name))
    if until := waits_until(policy, name, origin):
        return Begun(None, until)
    return Begun(keep(policy, name, origin, Outcome.WRONG, account_id))


def turned_out_right(begun: Begun) -> None:
    db.session.execute(update(Attempt).where(Attempt.id == begun.id).values(outcome=Outcome.RIGHT))


def waits_until(policy: Policy, name: str, origin: Origin) -> datetime | None:
    """Until when an attempt at this name from there is not even checked; None if it is."""
    tried = _recent(policy, name)
    here = _wrong_in_a_row([(at, outcome) for at, outcome, index in tried if index in origin.indexes])
    anywhere = [] if origin.browser else [at for at, outcome, _ in tried if outcome is Outcome.WRONG]
    until = max(_until(policy, here, policy.free), _until(policy, anywhere, policy.free_anywhere))
    return until if until > clock.now() else None


def keep(policy: Policy, name: str, origin: Origin, outcome: Outcome, account_id: int | None = None) -> int:
    """Adds the attempt to the security log and returns its number."""
    row = Attempt(id=vault.new_id(), kind=policy.kind, at=clock.now(), account_id=account_id, outcome=outcome)
    row.name = keyring.encrypt(name, f"attempt.name:{row.id}")
    row.name_index = _index(policy, name)
    row.address = keyring.encrypt(origin.address, f"attempt.address:{row.id}")
    row.origin_index = origin.indexes[0]
    db.session.add(row)
    return row.id


def forget_old() -> int:
    """Deletes what is older than half a year and returns how many."""
    old = delete(Attempt).where(Attempt.at < clock.now() - KEPT)
    return int(db.session.execute(old).rowcount)  # type: ignore[attr-defined]


def name_of(attempt: Attempt) -> str:
    return keyring.decrypt(attempt.name or b"", f"attempt.name:{attempt.id}")


def address_of(attempt: Attempt) -> str:
    return keyring.decrypt(attempt.address or b"", f"attempt.address:{attempt.id}")


def _recent(policy: Policy, name: str) -> list[tuple[datetime, Outcome, bytes]]:
    """What was tried at this name of late, oldest first."""
    at, outcome, origin = Attempt.at, Attempt.outcome, Attempt.origin_index
    since, now = clock.now() - policy.within, clock.now()  # what lies ahead was tried before the clock was set back
    query = select(at, outcome, origin).where(Attempt.name_index == _index(policy, name), at > since, at <= now)
    return [(row[0], row[1], row[2]) for row in db.session.execute(query.order_by(at))]


def _wrong_in_a_row(tried: list[tuple[datetime, Outcome]]) -> list[datetime]:
    """The wrong attempts since the last right one."""
    wrong: list[datetime] = []
    for at, outcome in tried:
        if outcome is Outcome.RIGHT:
            wrong = []
        elif outcome is Outcome.WRONG:
            wrong.append(at)
    return wrong


def _until(policy: Policy, wrong: list[datetime], free: int) -> datetime:
    last = wrong[-1] if wrong else clock.now()
    return last + timedelta(seconds=policy.delay_s(len(wrong), free))


def _index(policy: Policy, name: str) -> bytes:
    return keyring.hash_of(*named(policy.kind, name))


def named(kind: AttemptKind, name: str) -> tuple[str, str, str]:
    """What the index of the name covers."""
    return "attempt", str(kind), key_of(name)


def from_(origin: str) -> tuple[str, str]:
    """What the index of the origin covers."""
    return "origin", origin
