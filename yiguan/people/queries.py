from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import BindParameter, ColumnElement, Date, LargeBinary, Row, Select, bindparam, func, or_, select
from sqlalchemy.orm import joinedload

from yiguan.base import clock
from yiguan.base.actor import Actor, Grant
from yiguan.base.errors import NotFound
from yiguan.organisation.models import Unit
from yiguan.people import vault
from yiguan.people.models import Account, Appointment, Attempt, Person, SignIn, Token
from yiguan.people.states import CONVENING, DISTRICT_STAFF, IN_CHARGE, SECOND_FACTOR, Outcome, Owed, Role
from yiguan.settings import settings
from yiguan.store import keyring
from yiguan.store.db import UTCDateTime, db

M = TypeVar("M")
PASSWORD_LASTS = timedelta(days=90)
A = Account.__table__.c
P = Person.__table__.c
S = SignIn.__table__.c
T = Token.__table__.c


def held_on(day: date | BindParameter[date]) -> tuple[ColumnElement[bool], ...]:
    """The conditions of an appointment that is held on this day."""
    return Appointment.starts_on <= day, or_(Appointment.ends_on.is_(None), Appointment.ends_on >= day)


# Every request of staff needs their account and roles, so these statements are built once.
_grant = select(Appointment.role, Unit.path, Unit.id, Unit.name).join(Appointment.unit)
GRANTS = _grant.where(Appointment.person_id == bindparam("person"), *held_on(bindparam("today", type_=Date())))
_who = select(A.id, A.person_id, P.name, A.totp_secret, A.password_at).join(Person.__table__, P.id == A.person_id)
_who = _who.where(A.disabled_at.is_(None))
_hashes, _now = bindparam("hashes", type_=LargeBinary(), expanding=True), bindparam("now", type_=UTCDateTime())
SIGNED_IN = _who.add_columns(S.id.label("sign_in_id")).join(SignIn.__table__, S.account_id == A.id)
SIGNED_IN = SIGNED_IN.where(S.token_hash.in_(_hashes), S.revoked_at.is_(None), S.until > _now)
BEARER = _who.add_columns(T.scopes).join(Token.__table__, T.account_id == A.id)
BEARER = BEARER.where(T.token_hash.in_(_hashes), T.revoked_at.is_(None), or_(T.until.is_(None), T.until > _now))


def grants_of(person_id: int) -> tuple[Grant, ...]:
    """The person's roles of today, over all units (ST-03); conveners and staff first."""
    rows = db.session.execute(GRANTS, {"person": person_id, "today": clock.today()})
    grants = [Grant(str(role), path, unit_id, name) for role, path, unit_id, name in rows]
    return tuple(sorted(grants, key=lambda g: (g.role in ("member", "standing_member"), g.unit_id)))


def account_named(username: str, *, lock: bool = False) -> Account | None:
    """`lock`: two transactions that change the account take turns."""
    query = select(Account).where(Account.username == username).options(joinedload(Account.person, innerjoin=True))
    return db.session.scalar(query.with_for_update(of=Account) if lock else query)


def persons_named(text: str) -> Sequence[int]:
    """Persons with an account of exactly this username, or of this name."""
    either = or_(Account.username == text, Person.name_index == vault.name_index(text))
    return db.session.scalars(select(Person.id).join(Account, Account.person_id == Person.id).where(either)).all()


def accounts_with(role: Role) -> Sequence[Account]:
    """The accounts that can be used and hold this role today."""
    held = select(Appointment.person_id).where(Appointment.role == role, *held_on(clock.today()))
    usable = select(Account).where(Account.person_id.in_(held), Account.disabled_at.is_(None))
    return db.session.scalars(usable.order_by(Account.id)).all()


def acts_for_office(actor: Actor) -> bool:
    """The office; until one of its officers has signed in, the system administrator who sets everything up; again if
    the office has nobody left (product.md §5.3).
    """
    return actor.has(Role.OFFICER) or (actor.has(Role.SYS_ADMIN) and not office_works())


def office_works() -> bool:
    """Whether somebody who is an officer today has ever signed in; a disabled account is enabled, not replaced."""
    held = select(Appointment.person_id).where(Appointment.role == Role.OFFICER, *held_on(clock.today()))
    came = select(SignIn.id).join(Account, Account.id == SignIn.account_id).where(Account.person_id.in_(held))
    return db.session.scalar(came.limit(1)) is not None


def account_by_link(secret: str) -> Account | None:
    """The account of a one-time link, while the link is valid."""
    live = (Account.first_link_hash.in_(keyring.hashes_of(secret)), Account.first_link_until > clock.now())
    return db.session.scalar(select(Account).where(*live).options(joinedload(Account.person)))


def actor_by_sign_in(token: str) -> Actor | None:
    """The actor of a sign-in cookie, read at each request; None when ended, revoked or disabled."""
    row, (number, _, _) = _behind(SIGNED_IN, token), token.partition(".")
    return _actor("staff", row, row.name, sign_in_id=row.sign_in_id) if row and number == f"{row.id:x}" else None


def actor_by_token(secret: str) -> Actor | None:
    """The actor of an API token; None when unknown, ended or revoked."""
    row = _behind(BEARER, secret)
    return _actor("token", row, row.name, scopes=frozenset(row.scopes.split())) if row else None


def _behind(query: Select[Any], secret: str) -> Row[Any] | None:
    found = db.session.execute(query, {"hashes": keyring.hashes_of(secret), "now": clock.now()})
    return found.first()


def actor_of(account: Account) -> Actor:
    """The account as an actor."""
    return _actor("staff", account, account.person.name)


def _actor(kind: str, account: Any, name: bytes | None, **more: Any) -> Actor:
    person_id, grants, has_totp = account.person_id, grants_of(account.person_id), account.totp_secret is not None
    return Actor(
        kind,
        id=person_id,
        account_id=account.id,
        name=vault.open_name(person_id, name),
        grants=grants,
        has_totp=has_totp,
        owes=_owed(grants, has_totp, account.password_at),
        **more,
    )


def _owed(grants: Iterable[Grant], has_totp: bool, password_at: datetime | None) -> str:
    """What the account must do first: the second factor of its roles in production, a new password when it expired."""
    if settings().mode == "production" and not has_totp and any(g.role in map(str, SECOND_FACTOR) for g in grants):
        return str(Owed.TOTP)
    return str(Owed.PASSWORD) if password_has_expired(password_at) else ""


def password_has_expired(set_at: datetime | None) -> bool:
    """Under `dengbao` a password lasts 90 days (domain.md §6.3, DB-01)."""
    return settings().dengbao and (set_at is None or set_at + PASSWORD_LASTS < clock.now())


def sign_ins_of(account_id: int) -> Sequence[SignIn]:
    """Where this account is signed in now, the latest first."""
    living = (SignIn.account_id == account_id, SignIn.revoked_at.is_(None), SignIn.until > clock.now())
    return db.session.scalars(select(SignIn).where(*living).order_by(SignIn.id.desc())).all()


def sign_in_before(account_id: int, here: SignIn | None) -> datetime:
    """When the account was signed in to the last time before this one."""
    earlier = select(func.max(SignIn.at)).where(SignIn.account_id == account_id)
    found = db.session.scalar(earlier.where(SignIn.id < here.id) if here else earlier)
    return found or datetime.min.replace(tzinfo=UTC)


def get_sign_in(actor: Actor, sign_in_id: int) -> SignIn:
    """A sign-in of the actor's own account. Raises NotFound."""
    own = select(SignIn).where(SignIn.id == sign_in_id, SignIn.account_id == actor.account_id)
    return _own(db.session.scalar(own))


def get_token(actor: Actor, token_id: int) -> Token:
    """A token of the actor's own account. Raises NotFound."""
    own = select(Token).where(Token.id == token_id, Token.account_id == actor.account_id)
    return _own(db.session.scalar(own))


def _own(found: M | None) -> M:
    if found is None:
        raise NotFound("没有这一条，可能已经退出或停用了。请回到“我的账号”看看。")
    return found


def token_lives() -> tuple[ColumnElement[bool], ...]:
    """The condition under which a token still opens something."""
    return Token.revoked_at.is_(None), or_(Token.until.is_(None), Token.until > clock.now())


def tokens_of(account_id: int) -> Sequence[Token]:
    """The API tokens that act in the name of this account, the latest first."""
    living = (Token.account_id == account_id, *token_lives())
    return db.session.scalars(select(Token).where(*living).order_by(Token.id.desc())).all()


def wrong_attempts(account_id: int, since: datetime) -> int:
    """How often somebody tried to sign in to this account since then, in vain."""
    wrong = (Attempt.account_id == account_id, Attempt.outcome != Outcome.RIGHT)
    query = select(func.count()).select_from(Attempt).where(*wrong, Attempt.at > since)
    return db.session.scalar(query) or 0


def names_of(ids: Iterable[int | None]) -> dict[int, str]:
    """Full names, for staff who may see them; one statement for a whole list."""
    wanted = {i for i in ids if i is not None}
    if not wanted:
        return {}
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted)))
    return {person_id: vault.open_name(person_id, blob) for person_id, blob in rows}


def people_in_charge(unit: Unit) -> list[tuple[str, str]]:
    """(name, title or role) of those who answer for the unit today: its conveners or leaders."""
    query = select(Person.id, Person.name, Appointment.role, Appointment.title).join(
        Appointment, Appointment.person_id == Person.id
    )
    query = query.where(Appointment.unit_id == unit.id, Appointment.role.in_(IN_CHARGE), *held_on(clock.today()))
    rows = db.session.execute(query.order_by(Appointment.id))
    return [(vault.open_name(person_id, name), title or role.label) for person_id, name, role, title in rows]


def is_heard(unit: Unit) -> bool:
    """Whether a resident's words would be read: the unit takes them, and somebody is appointed to read them.

    Only a real installation begins without anybody.
    """
    if not unit.takes_leads or settings().mode != "production":
        return unit.takes_leads
    return bool(holders_over(unit.path, *CONVENING, *DISTRICT_STAFF))


def holders_of(path: str, *roles: Role) -> list[int]:
    """Persons who hold one of the roles at exactly this unit; they are told of what happens there."""
    query = select(Appointment.person_id).join(Appointment.unit).where(Unit.path == path, Appointment.role.in_(roles))
    return list(db.session.scalars(query.where(*held_on(clock.today())).distinct()))


def named_holders(role: Role) -> Sequence[tuple[int, str]]:
    """(person, name) of everybody who holds the role today, wherever in the tree, and whose account is not stopped."""
    stopped = select(Account.person_id).where(Account.disabled_at.is_not(None))
    held = select(Appointment.person_id).where(Appointment.role == role, *held_on(clock.today()))
    held = held.where(Appointment.person_id.not_in(stopped))
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(held)).order_by(Person.id))
    return [(number, vault.open_name(number, name)) for number, name in rows]


def holders_over(path: str, *roles: Role) -> list[int]:
    """Persons who hold one of the roles at this unit or above it (the office is above every station)."""
    above = ["/".join(path.split("/")[: depth + 1]) + "/" for depth in range(path.count("/"))]
    query = (
        select(Appointment.person_id).join(Appointment.unit).where(Unit.path.in_(above), Appointment.role.in_(roles))
    )
    return list(db.session.scalars(query.where(*held_on(clock.today())).distinct()))
