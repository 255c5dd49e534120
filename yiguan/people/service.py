"""Accounts: one-time links, passwords, the second factor, tokens; persons."""

import secrets
from datetime import datetime, timedelta

from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.people import appointing, signing_in, vault
from yiguan.people.marks import (
    ADD_PERSON,
    CHANGE_PASSWORD,
    CREATE_ACCOUNT,
    DISABLE,
    DROP_TOTP,
    ENABLE,
    ENROL_TOTP,
    ISSUE_TOKEN,
    RENEW_LINK,
    REVEAL_PHONE,
    REVOKE_TOKEN,
    SET_PASSWORD,
)
from yiguan.people.models import Account, FormerPassword, Person, Token
from yiguan.people.states import PersonKind
from yiguan.store import keyring
from yiguan.store.db import db

LINK_HOURS = 72


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
    account.first_link_hash = keyring.hash_of(secret)
    account.first_link_until = clock.now() + timedelta(hours=LINK_HOURS)
    trail.record(account, RENEW_LINK, by=actor)
    return secret


def set_password(actor: Actor, account: Account, password_hash: str) -> None:
    """Uses the link up and ends every sign-in of the account. The hash is made before the transaction."""
    _replace_password(account, password_hash)
    account.first_link_hash = account.first_link_until = None
    signing_in.end_all(account)
    trail.record(account, SET_PASSWORD, by=actor)


def change_password(actor: Actor, account: Account, password_hash: str) -> None:
    """Ends every other sign-in of the account, since the old password may be known to somebody."""
    _replace_password(account, password_hash)
    signing_in.end_all(account, but=actor.sign_in_id)
    trail.record(account, CHANGE_PASSWORD, by=actor)


def _replace_password(account: Account, password_hash: str) -> None:
    if account.password_hash:
        former = FormerPassword(account_id=account.id, password_hash=account.password_hash, at=clock.now())
        db.session.add(former)
    account.password_hash = password_hash
    account.password_at = clock.now()


def enrol_totp(actor: Actor, account: Account, secret: str) -> None:
    """Sets the second factor, or replaces it, and ends every other sign-in of the account."""
    account.totp_secret = keyring.encrypt(secret, f"account.totp:{account.id}")
    account.totp_last_step = 0
    signing_in.end_all(account, but=actor.sign_in_id)
    trail.record(account, ENROL_TOTP, by=actor)


def drop_totp(actor: Actor, account: Account) -> None:
    """Removes the second factor of a lost phone and ends every sign-in, so that the password is needed again."""
    account.totp_secret = None
    signing_in.end_all(account)
    trail.record(account, DROP_TOTP, by=actor)


def disable(actor: Actor, account: Account) -> None:
    """Stops an account at once: its sign-ins end, its tokens open nothing; what it did stays.

    Raises Conflict for the last system administrator.
    """
    appointing.require_not_last(account)
    account.disabled_at = account.disabled_at or clock.now()
    signing_in.end_all(account)
    trail.record(account, DISABLE, by=actor)


def enable(actor: Actor, account: Account) -> None:
    account.disabled_at = None
    trail.record(account, ENABLE, by=actor)


def add_person(actor: Actor, kind: PersonKind, name: str, *, phone: str = "", sample: bool = False) -> Person:
    person = vault.new_person(kind, name, phone)
    person.is_sample = sample
    db.session.add(person)
    trail.record(person, ADD_PERSON, by=actor)
    return person


def issue_token(actor: Actor, account: Account, scopes: str, *, label: str = "", until: datetime | None = None) -> str:
    """The token's text, shown once; ≥ 128 bits; only its keyed hash is stored. Without `until` it has no end."""
    secret = f"yg_{secrets.token_urlsafe(32)}"
    digest = keyring.hash_of(secret)
    token = Token(account_id=account.id, token_hash=digest, scopes=scopes, label=label, at=clock.now(), until=until)
    db.session.add(token)
    trail.record(token, ISSUE_TOKEN, by=actor)
    return secret


def revoke_token(actor: Actor, token: Token) -> None:
    token.revoked_at = token.revoked_at or clock.now()
    trail.record(token, REVOKE_TOKEN, by=actor)


def reveal_phone(actor: Actor, person: Person, *, reason: str) -> str:
    """The full phone number; the reason is recorded in the trail (PS-06)."""
    trail.record(person, REVEAL_PHONE, by=actor, note=reason)
    return vault.phone_of(person)
