"""The signer proves their identity again: by the TOTP code, or by the password where none is enrolled."""

from sqlalchemy import select

from yiguan.base.actor import Actor
from yiguan.people import passwords, service
from yiguan.people.models import Account
from yiguan.store.db import db, reading

WRONG_CODE = "动态码不对，这次没有签发。请看手机上现在显示的 6 位数字，再填一次；连续 5 次不对，要等 15 分钟。"
WRONG_PASSWORD = "密码不对，这次没有签发。请再填一次；连续 5 次不对，要等 15 分钟。"


def proven(actor: Actor, typed: str, *, cheap: bool) -> bool:
    """Whether the proof is right. Ends the transaction so far, since Argon2 is slow and no write must wait for it."""
    with reading():
        stored = db.session.scalar(select(Account.password_hash).where(Account.id == actor.account_id))
    password_ok = not actor.has_totp and passwords.matches(stored, typed, cheap=cheap)
    account = db.session.get(Account, actor.account_id)
    return account is not None and service.prove(actor, account, password_ok=password_ok, code=typed)


def wrong(actor: Actor) -> str:
    return WRONG_CODE if actor.has_totp else WRONG_PASSWORD
