"""Reads for the security administrator: who is signed in where, which programs have tokens, who tried in vain."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar

from sqlalchemy import Select, select

from yiguan.base import clock
from yiguan.base.errors import NotFound
from yiguan.organisation.values import value_of
from yiguan.people import attempts as log
from yiguan.people import vault
from yiguan.people.models import Account, Attempt, Person, SignIn, Token
from yiguan.people.parameters import ADMIN_IDLE_MIN, IDLE_MIN, PASSWORD_MIN, SIGN_IN_HOURS
from yiguan.people.queries import token_lives
from yiguan.people.states import AttemptKind, Outcome
from yiguan.settings import Settings
from yiguan.store.db import db

R = TypeVar("R")


class Held(NamedTuple):
    """A sign-in or a token with its account."""

    row: SignIn | Token
    username: str
    name: str


class Tried(NamedTuple):
    """An attempt as it is read: what was typed, from which address."""

    at: datetime
    kind: AttemptKind
    name: str
    address: str
    outcome: Outcome
    is_known: bool


def sign_ins() -> list[Held]:
    """Every sign-in in use, the latest first."""
    living = (SignIn.revoked_at.is_(None), SignIn.until > clock.now())
    return _held(select(SignIn, Account, Person).join(Account, Account.id == SignIn.account_id).where(*living))


def tokens() -> list[Held]:
    """Every token that can be used, the latest first."""
    return _held(select(Token, Account, Person).join(Account, Account.id == Token.account_id).where(*token_lives()))


def attempts(*, wrong_only: bool) -> Select[Attempt]:
    query = select(Attempt).order_by(Attempt.at.desc(), Attempt.id)
    return query.where(Attempt.outcome != Outcome.RIGHT) if wrong_only else query


def told(found: Sequence[Attempt]) -> list[Tried]:
    return [
        Tried(one.at, one.kind, _name_in(one), log.address_of(one), one.outcome, one.account_id is not None)
        for one in found
    ]


def _name_in(attempt: Attempt) -> str:
    """In full only if an account has it: people also type their password into this field."""
    name = log.name_of(attempt)
    return name if attempt.account_id is not None else f"{name[:2]}…"


def get_sign_in(sign_in_id: int) -> SignIn:
    """Raises NotFound."""
    return _there(db.session.get(SignIn, sign_in_id))


def get_token(token_id: int) -> Token:
    """Raises NotFound."""
    return _there(db.session.get(Token, token_id))


def rules_in_words(chosen: Settings) -> list[str]:
    """The rules of signing in, as they are today."""
    profile = (
        "等保：密码至少三种字符，90 天一换，不能重复最近五个；错五次锁 15 分钟。"
        if chosen.dengbao
        else "标准：错几次以后要等，越错等得越久，最长 15 分钟；本人常用的电脑和手机不受别人影响。"
    )
    return [
        profile,
        f"密码至少 {value_of(PASSWORD_MIN)} 位，太常见的、和姓名账号相近的不收。",
        f"{value_of(IDLE_MIN)} 分钟没有操作自动退出，管理员 {value_of(ADMIN_IDLE_MIN)} 分钟。",
        f"登录最长 {value_of(SIGN_IN_HOURS)} 小时，到时要重新登录。",
        "区级办公、签发、审签和三员，没有动态码什么都办不了。"
        if chosen.mode == "production"
        else "示例安装，不强制动态码。",
    ]


def _held(query: Select[SignIn | Token, Account, Person]) -> list[Held]:
    rows = db.session.execute(query.join(Person, Person.id == Account.person_id))
    held = [Held(row, account.username, vault.name_of(person)) for row, account, person in rows]
    return sorted(held, key=lambda one: one.row.at, reverse=True)


def _there(found: R | None) -> R:
    if found is None:
        raise NotFound("没有这一条，可能已经结束了。请刷新后看看。")
    return found
