"""Which passwords may be chosen: long, not common, not the own name; under the `dengbao` profile also the rules of
GB/T 22239-2019 8.1.4.1 (domain.md §6.3, DB-01).
"""

from collections.abc import Iterable

from sqlalchemy import select
from zxcvbn import zxcvbn

from yiguan.base.errors import Invalid
from yiguan.organisation.values import value_of
from yiguan.people import passwords
from yiguan.people.models import Account, FormerPassword
from yiguan.people.parameters import PASSWORD_MIN
from yiguan.settings import settings
from yiguan.store.db import db

LEAST_GUESSES = 10**8
"""Fewer are tried within a day even when each one takes a millisecond."""
LOOKED_AT = 72
"""Characters that are rated; the cost of rating grows with the square of the length."""
CLASSES, FORMER = 3, 5
HERE = ("tongguan", "tongling", "yiguan", "zhengxie", "xieshang", "铜官", "铜陵", "政协", "议关", "协商")
COMMON = "这个密码太常见，或者和账号、姓名、地名太像，别人很快就能猜到。请换一句只有您自己知道的话。"
SAME = "新密码和最近用过的一样。请换一个没有用过的。"


def told() -> str:
    """The rule, for people who choose a password."""
    more = "大写字母、小写字母、数字、符号里至少有三种。" if settings().dengbao else "可以用一句容易记的话。"
    return f"至少{value_of(PASSWORD_MIN)}位，{more}别用生日、电话、姓名、地名。"


def require_good(password: str, again: str, *, own_words: Iterable[str], former: Iterable[str]) -> None:
    """Raises Invalid with a sentence at its field. Slow, since it also tries the `former` hashes."""
    if fault := fault_of(password, own_words):
        raise Invalid(fields={"password": [fault]})
    if password != again:
        raise Invalid(fields={"again": ["两次填的不一样，请再填一遍。"]})
    if was_used(former, password):
        raise Invalid(fields={"password": [SAME]})


def fault_of(password: str, own_words: Iterable[str]) -> str:
    """The sentence that says why this password may not be chosen; empty if it may."""
    if len(password) < value_of(PASSWORD_MIN):
        return f"密码至少{value_of(PASSWORD_MIN)}位。可以用一句容易记的话。"
    if settings().dengbao and classes(password) < CLASSES:
        return "密码里，大写字母、小写字母、数字、符号这四种，至少要有三种。"
    rated = zxcvbn(password[:LOOKED_AT], user_inputs=[*own_words, *HERE], max_length=LOOKED_AT)
    return COMMON if rated["guesses"] < LEAST_GUESSES else ""


def classes(password: str) -> int:
    """How many of the four kinds of characters are in it; letters without case count as symbols."""
    kinds = (str.isupper, str.islower, str.isdigit, lambda c: not (c.isupper() or c.islower() or c.isdigit()))
    return sum(any(map(kind, password)) for kind in kinds)


def hashes_of(account: Account) -> list[str]:
    """The hashes that a new password must not match: the present one; under `dengbao` the last ones too."""
    present = [account.password_hash] if account.password_hash else []
    if not settings().dengbao:
        return present
    query = select(FormerPassword.password_hash).where(FormerPassword.account_id == account.id)
    return [*present, *db.session.scalars(query.order_by(FormerPassword.id.desc()).limit(FORMER - 1))]


def was_used(hashes: Iterable[str], password: str) -> bool:
    """Slow: each hash takes as long as a sign-in."""
    cheap = settings().cheap_passwords
    return any(passwords.matches(one, password, cheap=cheap) for one in hashes)
