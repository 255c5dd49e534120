from yiguan.base.actor import Actor
from yiguan.people.queries import accounts_with
from yiguan.people.states import Role


def can_appoint(actor: Actor) -> bool:
    """The office; until one of its officers can sign in, the system administrator (product.md §5.3)."""
    return actor.has(Role.OFFICER) or (actor.has(Role.SYS_ADMIN) and not office_works())


def office_works() -> bool:
    """Whether an officer has set a password and can sign in."""
    return any(account.password_hash for account in accounts_with(Role.OFFICER))
