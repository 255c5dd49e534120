"""Signing in and out, and proving again who one is. A wrong attempt is a result, so that it is stored."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

import pyotp
from sqlalchemy import update

from yiguan.audit import trail
from yiguan.base import clock, crypto
from yiguan.base.actor import NOBODY, Actor
from yiguan.organisation.values import value_of
from yiguan.people import attempts
from yiguan.people.attempts import SIGN_IN, Begun, Origin
from yiguan.people.marks import END_OTHER_SIGN_INS, END_SIGN_IN, PROOF_FAILED, SIGN_IN_FAILED, SIGN_OUT, SIGNED_IN
from yiguan.people.models import Account, SignIn
from yiguan.people.parameters import SIGN_IN_HOURS
from yiguan.people.queries import actor_of
from yiguan.people.states import Outcome
from yiguan.settings import settings
from yiguan.store import keyring
from yiguan.store.db import db

LOCK_AFTER, LOCK_MIN = 5, 15
WRONG = "账号、密码或动态码不对，请再核对一次。连着错几次，要等一会儿才能再试，最长 15 分钟。"


@dataclass(frozen=True)
class Trying:
    """An attempt to sign in that is counted already; `locked` as the account was before it."""

    attempt: Begun
    locked: bool = False

    @property
    def is_checked(self) -> bool:
        return self.attempt.until is None


def begin(account: Account | None, *, name: str, origin: Origin) -> Trying:
    """Before the password is looked at, in a transaction of its own (attempts.py); under dengbao it counts towards the
    lock of the account too.
    """
    account_id = account.id if account else None
    attempt = attempts.begin(SIGN_IN, name, origin, account_id)
    if attempt.until is not None:
        attempts.keep(SIGN_IN, name, origin, Outcome.WAITING, account_id)
    elif settings().dengbao and account is not None:
        return Trying(attempt, locked=count_failure(account))
    return Trying(attempt)


def sign_in(account: Account | None, trying: Trying, *, password_ok: bool, code: str, browser: str = "") -> str | None:
    """The secret of a new sign-in for the cookie, or None; the caller commits either way.

    An unknown name costs the same statements as a wrong password.
    """
    usable = account is not None and account.disabled_at is None and trying.is_checked and not trying.locked
    if account is None or not usable or not password_ok or not second_factor(account, code):
        trail.record(account or "account", SIGN_IN_FAILED, by=NOBODY)
        return None
    attempts.turned_out_right(trying.attempt)
    account.failures, account.locked_until = 0, None
    trail.record(account, SIGNED_IN, by=actor_of(account))
    return _begin(account, browser)


def _begin(account: Account, browser: str) -> str:
    secret = f"{account.id:x}.{secrets.token_urlsafe(32)}"  # its row, put under another account, opens nothing
    until = clock.now() + timedelta(hours=value_of(SIGN_IN_HOURS))
    digest = keyring.hash_of(secret)
    db.session.add(SignIn(account_id=account.id, token_hash=digest, browser=browser, at=clock.now(), until=until))
    db.session.flush()
    return secret


def prove(actor: Actor, account: Account, *, right: bool) -> bool:
    """Whether the signed-in person has proven again who they are; `count_failure` has counted the attempt before."""
    if right:
        account.failures, account.locked_until = 0, None
        return True
    trail.record(account, PROOF_FAILED, by=actor)
    return False


def _is_locked(account: Account) -> bool:
    """No lock is longer than it was made, even if the clock has been set back since."""
    longest = timedelta(minutes=LOCK_MIN)
    return account.locked_until is not None and clock.now() < account.locked_until <= clock.now() + longest


def count_failure(account: Account) -> bool:
    """Counts an attempt before it is checked; whether the account was locked already. Every fifth wrong one in a row
    locks for a quarter of an hour. The caller has locked the row.
    """
    locked = _is_locked(account)
    account.failures += 1
    if account.failures % LOCK_AFTER == 0 and not locked:
        account.locked_until = clock.now() + timedelta(minutes=LOCK_MIN)
    return locked


def second_factor(account: Account, code: str) -> bool:
    """Each code is accepted once; True for accounts without a second factor."""
    if account.totp_secret is None:
        return True
    step = _step_of(account, code)
    if step is None or step <= account.totp_last_step:
        return False
    account.totp_last_step = step
    return True


def _step_of(account: Account, code: str) -> int | None:
    """The 30-second step the code belongs to (the current one or its neighbours), or None."""
    secret = keyring.decrypt(account.totp_secret or b"", f"account.totp:{account.id}")
    totp, moment = pyotp.TOTP(secret), int(clock.now().timestamp())
    for drift in (0, -30, 30):
        if crypto.same(totp.at(moment + drift).encode(), code.strip().encode("utf-8", "replace")):
            return (moment + drift) // 30
    return None


def sign_out(actor: Actor) -> None:
    db.session.execute(update(SignIn).where(SignIn.id == actor.sign_in_id).values(revoked_at=clock.now()))
    trail.record("sign_in", SIGN_OUT, by=actor)


def end(actor: Actor, sign_in: SignIn) -> None:
    """Ends one sign-in, for example on a lost phone."""
    sign_in.revoked_at = sign_in.revoked_at or clock.now()
    trail.record(sign_in, END_SIGN_IN, by=actor)


def end_others(actor: Actor, account: Account) -> None:
    """Ends every sign-in of the account but the actor's present one."""
    end_all(account, but=actor.sign_in_id)
    trail.record(account, END_OTHER_SIGN_INS, by=actor)


def end_all(account: Account, *, but: int | None = None) -> None:
    living = update(SignIn).where(SignIn.account_id == account.id, SignIn.revoked_at.is_(None))
    db.session.execute(living.where(SignIn.id != (but or 0)).values(revoked_at=clock.now()))
