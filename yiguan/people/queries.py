from collections.abc import Iterable
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from yiguan.kernel import clock, crypto
from yiguan.kernel.actor import Actor, Grant
from yiguan.kernel.db import db
from yiguan.organisation.models import Unit
from yiguan.people import vault
from yiguan.people.models import Account, Appointment, Person, SignIn, Token
from yiguan.people.states import Role


def _current(today: date) -> tuple[object, ...]:
    return Appointment.starts_on <= today, or_(Appointment.ends_on.is_(None), Appointment.ends_on >= today)


def grants_of(person_id: int) -> tuple[Grant, ...]:
    """What the person holds today, merged over all units (ST-03); conveners and staff first."""
    query = select(Appointment.role, Unit.path, Unit.id, Unit.name).join(Appointment.unit)
    rows = db.session.execute(query.where(Appointment.person_id == person_id, *_current(clock.today())))  # type: ignore[arg-type]
    grants = [Grant(str(role), path, unit_id, name) for role, path, unit_id, name in rows]
    return tuple(sorted(grants, key=lambda g: (g.role in ("member", "standing_member"), g.unit_id)))


def account_named(username: str) -> Account | None:
    return db.session.scalar(select(Account).where(Account.username == username).options(joinedload(Account.person)))


def account_by_link(digest: bytes) -> Account | None:
    """The account a one-time link belongs to, while the link lives."""
    live = (Account.first_link_hash == digest, Account.first_link_until > clock.now())
    return db.session.scalar(select(Account).where(*live).options(joinedload(Account.person)))


def actor_by_sign_in(token: str) -> Actor | None:
    """Who is behind a sign-in cookie, read afresh at each request; None when ended, revoked or disabled."""
    live = (SignIn.token_hash == crypto.mac(vault.keys().index, token), SignIn.revoked_at.is_(None))
    query = select(Account, SignIn.id).join(SignIn, SignIn.account_id == Account.id)
    query = query.where(*live, SignIn.until > clock.now(), Account.disabled_at.is_(None))
    row = db.session.execute(query.options(joinedload(Account.person))).first()
    return actor_of(row[0], kind="staff", sign_in_id=row[1]) if row else None


def actor_by_token(secret: str) -> Actor | None:
    """Who is behind an API token; None when unknown, ended or revoked."""
    live = (Token.token_hash == crypto.mac(vault.keys().index, secret), Token.revoked_at.is_(None))
    query = select(Account, Token.scopes).join(Token, Token.account_id == Account.id)
    query = query.where(*live, or_(Token.until.is_(None), Token.until > clock.now()), Account.disabled_at.is_(None))
    row = db.session.execute(query.options(joinedload(Account.person))).first()
    return actor_of(row[0], kind="token", scopes=frozenset(row[1].split())) if row else None


def actor_of(
    account: Account, kind: str = "staff", sign_in_id: int | None = None, scopes: frozenset[str] = frozenset()
) -> Actor:
    """The account as one who acts."""
    return Actor(
        kind,
        id=account.person_id,
        account_id=account.id,
        name=vault.name_of(account.person),
        grants=grants_of(account.person_id),
        scopes=scopes,
        sign_in_id=sign_in_id,
        has_totp=account.totp_secret is not None,
    )


def names_of(ids: Iterable[int | None]) -> dict[int, str]:
    """Names in full, for staff who may see them; one statement for a whole list."""
    wanted = {i for i in ids if i is not None}
    if not wanted:
        return {}
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted)))
    return {person_id: vault.open_name(person_id, blob) for person_id, blob in rows}


def holders_of(path: str, *roles: Role) -> list[int]:
    """Persons who hold one of the roles exactly over the unit with this path; who is told of what happens there."""
    query = select(Appointment.person_id).join(Appointment.unit).where(Unit.path == path, Appointment.role.in_(roles))
    return list(db.session.scalars(query.where(*_current(clock.today())).distinct()))  # type: ignore[arg-type]


def holders_over(path: str, *roles: Role) -> list[int]:
    """Persons who hold one of the roles over the unit or anything above it (the office over every station)."""
    above = ["/".join(path.split("/")[: depth + 1]) + "/" for depth in range(path.count("/"))]
    query = (
        select(Appointment.person_id).join(Appointment.unit).where(Unit.path.in_(above), Appointment.role.in_(roles))
    )
    return list(db.session.scalars(query.where(*_current(clock.today())).distinct()))  # type: ignore[arg-type]


def members() -> Select[Person]:
    return select(Person).where(Person.kind == "member").order_by(Person.id)
