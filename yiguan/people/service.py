"""Signing in and out, first passwords, the second factor. A failed attempt is a result, not an exception, so that it
is stored.
"""

import secrets
from datetime import timedelta

import pyotp
from sqlalchemy import update

from yiguan.audit import trail
from yiguan.base import clock, crypto
from yiguan.base.act import Mark
from yiguan.base.actor import Actor
from yiguan.people import vault
from yiguan.people.marks import (
    ADD_PERSON,
    APPOINT,
    CREATE_ACCOUNT,
    DROP_TOTP,
    ENROL_TOTP,
    ISSUE_TOKEN,
    PROOF_FAILED,
    RENEW_LINK,
    REVEAL_PHONE,
    SET_PASSWORD,
    SIGN_IN,
    SIGN_IN_FAILED,
    SIGN_OUT,
)
from yiguan.people.models import Account, Appointment, Person, SignIn, Token
from yiguan.people.queries import actor_of
from yiguan.people.states import PersonKind, Role
from yiguan.settings import settings
from yiguan.store.db import db

LOCK_AFTER, LOCK_MIN = 5, 15
LINK_HOURS = 72
WRONG = "账号、密码或动态码不对。请再核对一次；连续 5 次不对，要等 15 分钟。"


def sign_in(account: Account | None, *, password_ok: bool, code: str) -> str | None:
    """The secret of a new sign-in for the cookie, or None; the caller commits either way."""
    if account is None:
        return None
    who = actor_of(account)
    locked = account.locked_until is not None and account.locked_until > clock.now()
    if locked or account.disabled_at or not password_ok or not _second_factor(account, code):
        _count_failure(account, locked=locked, who=who)
        return None
    account.failures, account.locked_until = 0, None
    secret = secrets.token_urlsafe(32)
    until = clock.now() + timedelta(hours=settings().sign_in_hours)
    digest = crypto.mac(vault.keys().index, secret)
    db.session.add(SignIn(account_id=account.id, token_hash=digest, at=clock.now(), until=until))
    trail.record(account, SIGN_IN, by=who)
    return secret


def prove(actor: Actor, account: Account, *, password_ok: bool, code: str) -> bool:
    """Checks, before a signature, the second factor, or the password where none is enrolled (product.md §5.4).

    A wrong attempt counts like a failed sign-in; the caller commits either way.
    """
    locked = account.locked_until is not None and account.locked_until > clock.now()
    right = password_ok if account.totp_secret is None else _second_factor(account, code)
    if locked or not right:
        _count_failure(account, locked=locked, who=actor, mark=PROOF_FAILED)
        return False
    account.failures = 0
    return True


def _count_failure(account: Account, *, locked: bool, who: Actor, mark: Mark = SIGN_IN_FAILED) -> None:
    account.failures += 1
    if account.failures % LOCK_AFTER == 0 and not locked:
        account.locked_until = clock.now() + timedelta(minutes=LOCK_MIN)
    trail.record(account, mark, by=who)


def _second_factor(account: Account, code: str) -> bool:
    """Each code is accepted once; True for accounts without a second factor."""
    if account.totp_secret is None:
        return True
    step = totp_step(account, code)
    if step is None or step <= account.totp_last_step:
        return False
    account.totp_last_step = step
    return True


def totp_step(account: Account, code: str) -> int | None:
    """The 30-second step the code belongs to (the current one or its neighbours), or None."""
    secret = crypto.decrypt(vault.keys().person, account.totp_secret or b"", f"account.totp:{account.id}")
    totp, moment = pyotp.TOTP(secret), int(clock.now().timestamp())
    for drift in (0, -30, 30):
        if crypto.same(totp.at(moment + drift).encode(), code.strip().encode("utf-8", "replace")):
            return (moment + drift) // 30
    return None


def sign_out(actor: Actor) -> None:
    db.session.execute(update(SignIn).where(SignIn.id == actor.sign_in_id).values(revoked_at=clock.now()))
    trail.record("sign_in", SIGN_OUT, by=actor)


def create_account(actor: Actor, person: Person, username: str, *, sample: bool = False) -> tuple[Account, str]:
    """An account without a password, and the secret of its one-time link, of which only the hash is stored."""
    account = Account(person_id=person.id, username=username, is_sample=sample)
    account.person = person
    db.session.add(account)
    trail.record(account, CREATE_ACCOUNT, by=actor)
    return account, renew_link(actor, account)


def renew_link(actor: Actor, account: Account) -> str:
    """The secret of a new one-time link for the password, valid for three days; the old link is invalid."""
    secret = secrets.token_urlsafe(24)
    account.first_link_hash = crypto.mac(vault.keys().index, secret)
    account.first_link_until = clock.now() + timedelta(hours=LINK_HOURS)
    trail.record(account, RENEW_LINK, by=actor)
    return secret


def set_password(actor: Actor, account: Account, password_hash: str) -> None:
    """Uses the link up and ends every sign-in of the account. The hash is made before the transaction."""
    account.password_hash = password_hash
    account.first_link_hash = account.first_link_until = None
    db.session.execute(update(SignIn).where(SignIn.account_id == account.id).values(revoked_at=clock.now()))
    trail.record(account, SET_PASSWORD, by=actor)


def enrol_totp(actor: Actor, account: Account, secret: str) -> None:
    account.totp_secret = crypto.encrypt(vault.keys().person, secret, f"account.totp:{account.id}")
    trail.record(account, ENROL_TOTP, by=actor)


def drop_totp(actor: Actor, account: Account) -> None:
    """Removes the second factor of a lost phone and ends every sign-in, so that the password is needed again."""
    account.totp_secret = None
    db.session.execute(update(SignIn).where(SignIn.account_id == account.id).values(revoked_at=clock.now()))
    trail.record(account, DROP_TOTP, by=actor)


def add_person(actor: Actor, kind: PersonKind, name: str, *, phone: str = "", sample: bool = False) -> Person:
    person = vault.new_person(kind, name, phone)
    person.is_sample = sample
    db.session.add(person)
    trail.record(person, ADD_PERSON, by=actor)
    return person


def appoint(actor: Actor, person: Person, unit_id: int, role: Role, *, title: str = "", sample: bool = False) -> None:
    """任职 from today; its end is set later, rows are never deleted."""
    appointment = Appointment(person_id=person.id, unit_id=unit_id, role=role, title=title, starts_on=clock.today())
    appointment.is_sample = sample
    db.session.add(appointment)
    trail.record(appointment, APPOINT, by=actor)


def issue_token(actor: Actor, account: Account, scopes: str, *, label: str = "") -> str:
    """The token's text, shown once; ≥ 128 bits; only its keyed hash is stored."""
    secret = f"yg_{secrets.token_urlsafe(32)}"
    digest = crypto.mac(vault.keys().index, secret)
    token = Token(account_id=account.id, token_hash=digest, scopes=scopes, label=label, at=clock.now())
    db.session.add(token)
    trail.record(token, ISSUE_TOKEN, by=actor)
    return secret


def reveal_phone(actor: Actor, person: Person, *, reason: str) -> str:
    """The full phone number; the reason is recorded in the trail (PS-06)."""
    trail.record(person, REVEAL_PHONE, by=actor, note=reason)
    return vault.phone_of(person)
