"""Who acts: a snapshot of account, grants and scopes read at this request; never a database object."""

from dataclasses import dataclass, field

from yiguan.base.labels import Labelled


@dataclass(frozen=True)
class Grant:
    """A role held over a place in the tree and all below it. `path` ends with a slash."""

    role: str
    path: str
    unit_id: int
    unit_name: str = ""


@dataclass(frozen=True)
class Actor:
    """`kind` is staff, token, resident, link, system or nobody; `id` is the person, `account_id` the account.

    `owes` is what the account must do before anything else: until then it may only reach its own pages.
    """

    kind: str
    id: int | None = None
    account_id: int | None = None
    name: str = ""
    grants: tuple[Grant, ...] = ()
    scopes: frozenset[str] = frozenset()
    sign_in_id: int | None = None
    has_totp: bool = False
    owes: str = ""
    extra: dict[str, str] = field(default_factory=dict, compare=False)

    @property
    def unit_name(self) -> str:
        return self.grants[0].unit_name if self.grants else ""

    @property
    def signed_in(self) -> bool:
        return self.kind in ("staff", "token")

    @property
    def role(self) -> str:
        """The role that goes into the audit row: the first one held."""
        return self.grants[0].role if self.grants else self.kind

    def has(self, *roles: Labelled | str, path: str = "") -> bool:
        """Whether one of the roles (or their stored words) is held, over this path if one is named."""
        return any(g.role in map(str, roles) and path.startswith(g.path if path else "") for g in self.grants)

    def places(self, *roles: Labelled | str) -> frozenset[str]:
        """The paths over which one of the roles (any, when none is named) is held."""
        return frozenset(g.path for g in self.grants if not roles or g.role in map(str, roles))


BY_LINK = "link"
"""The kind of who acts for a unit without accounts, by the link of one case."""
NOBODY = Actor("nobody")
SYSTEM = Actor("system")
