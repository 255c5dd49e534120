"""A signed-in person proves again who they are: before a signature, and before changing what guards the account."""

from contextlib import nullcontext

from yiguan.base.actor import Actor
from yiguan.people import passwords, signing_in
from yiguan.people.models import Account
from yiguan.settings import settings
from yiguan.store.db import beforehand, db

WRONG_CODE = "动态码不对，这次没有签发。请看手机上现在显示的 6 位数字，再填一次；连续 5 次不对，要等 15 分钟。"
WRONG_PASSWORD = "密码不对，这次没有签发。请再填一次；连续 5 次不对，要等 15 分钟。"
NOT_OWN = "现在的密码或动态码不对，什么都没有改动。请再填一次；连续 5 次不对，要等 15 分钟。"


def proven(actor: Actor, typed: str) -> bool:
    """Before a signature: the TOTP code, or the password where none is enrolled (product.md §5.4).

    Ends the transaction so far, since Argon2 is slow and no write must wait for it.
    """
    with nullcontext() if actor.has_totp else passwords.place():
        locked, stored = _begin(actor)
        password_ok = not actor.has_totp and _is_password(stored, typed)
    account = _own(actor)
    right = signing_in.second_factor(account, typed) if account.totp_secret else password_ok
    return signing_in.prove(actor, account, right=right and not locked)


def owned(actor: Actor, password: str, code: str) -> bool:
    """Before a change to the own account: the present password, and the code where a second factor is enrolled."""
    with passwords.place():
        locked, stored = _begin(actor)
        password_ok = _is_password(stored, password)
    account = _own(actor)
    right = password_ok and not locked and signing_in.second_factor(account, code)
    return signing_in.prove(actor, account, right=right)


def wrong(actor: Actor) -> str:
    return WRONG_CODE if actor.has_totp else WRONG_PASSWORD


def _begin(actor: Actor) -> tuple[bool, str | None]:
    """Counts the attempt before it is checked, so that many at once are many; whether they are refused anyway, and the
    hash of the password.
    """
    with beforehand():
        account = _own(actor)
        return signing_in.count_failure(account), account.password_hash


def _own(actor: Actor) -> Account:
    return db.session.get_one(Account, actor.account_id, with_for_update=True, populate_existing=True)


def _is_password(stored: str | None, typed: str) -> bool:
    return passwords.is_right(stored, typed, cheap=settings().cheap_passwords)
