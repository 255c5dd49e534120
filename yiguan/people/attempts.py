"""Slows down guessing at the sign-in page: wrong attempts are counted by account and origin, with a growing delay.

The origin is the network address, or the browser itself if the account has signed in there before; so nobody can lock
an owner out of their own browser. Names that no account has are counted alike. Every attempt is kept for half a year.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from yiguan.base import clock, crypto
from yiguan.people import vault
from yiguan.people.models import SignInAttempt
from yiguan.people.states import Outcome
from yiguan.store.db import db

WITHIN = timedelta(hours=1)
FREE = 4
"""Wrong attempts in a row from one origin without a delay."""
FREE_ANYWHERE = 19
"""The same from all origins together; a browser that the account knows is not held up by others."""
FIRST_DELAY_S, LONGEST_DELAY_S = 30, 900
KEPT = timedelta(days=180)
"""网络安全法 21: logs are kept for at least six months."""


@dataclass(frozen=True)
class Origin:
    """Where an attempt comes from; `browser` is empty unless the account has signed in there before."""

    address: str
    browser: str = ""

    @property
    def index(self) -> bytes:
        return crypto.mac(vault.keys().index, "sign-in origin", self.browser or self.address)


def must_wait(name: str, origin: Origin) -> bool:
    """Whether an attempt under this name from there is not even checked now."""
    tried = _recent(name)
    here = _wrong_in_a_row([(at, outcome) for at, outcome, index in tried if index == origin.index])
    waits = _until(here, FREE) > clock.now()
    if origin.browser:
        return waits
    anywhere = [at for at, outcome, _ in tried if outcome is Outcome.WRONG]
    return waits or _until(anywhere, FREE_ANYWHERE) > clock.now()


def delay_s(wrong: int, free: int = FREE) -> int:
    """Seconds to wait after so many wrong attempts: half a minute after the first one too many, then doubled."""
    if wrong <= free:
        return 0
    return int(min(LONGEST_DELAY_S, FIRST_DELAY_S * 2 ** min(wrong - free - 1, 10)))


def keep(name: str, origin: Origin, outcome: Outcome, account_id: int | None) -> None:
    """Adds the attempt to the security log."""
    row = SignInAttempt(id=vault.new_id(), at=clock.now(), account_id=account_id, outcome=outcome)
    row.name, row.name_index = crypto.encrypt(vault.keys().person, name, f"attempt.name:{row.id}"), _index(name)
    row.address = crypto.encrypt(vault.keys().person, origin.address, f"attempt.address:{row.id}")
    row.address_index = origin.index
    db.session.add(row)


def forget_old() -> int:
    """Deletes what is older than half a year and returns how many."""
    old = delete(SignInAttempt).where(SignInAttempt.at < clock.now() - KEPT)
    return int(db.session.execute(old).rowcount)  # type: ignore[attr-defined]


def name_of(attempt: SignInAttempt) -> str:
    return crypto.decrypt(vault.keys().person, attempt.name or b"", f"attempt.name:{attempt.id}")


def address_of(attempt: SignInAttempt) -> str:
    return crypto.decrypt(vault.keys().person, attempt.address or b"", f"attempt.address:{attempt.id}")


def _recent(name: str) -> list[tuple[datetime, Outcome, bytes]]:
    """What was tried under this name within the hour, oldest first."""
    at, outcome, origin = SignInAttempt.at, SignInAttempt.outcome, SignInAttempt.address_index
    query = select(at, outcome, origin).where(SignInAttempt.name_index == _index(name), at > clock.now() - WITHIN)
    return [(row[0], row[1], row[2]) for row in db.session.execute(query.order_by(at))]


def _wrong_in_a_row(tried: list[tuple[datetime, Outcome]]) -> list[datetime]:
    """The wrong attempts since the last success."""
    wrong: list[datetime] = []
    for at, outcome in tried:
        if outcome is Outcome.SIGNED_IN:
            wrong = []
        elif outcome is Outcome.WRONG:
            wrong.append(at)
    return wrong


def _until(wrong: list[datetime], free: int) -> datetime:
    last = wrong[-1] if wrong else clock.now()
    return last + timedelta(seconds=delay_s(len(wrong), free))


def _index(name: str) -> bytes:
    return crypto.blind_index(vault.keys().index, name)
