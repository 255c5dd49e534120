"""Every setting of an installation, typed; `yiguan/environment.py` reads them from YIGUAN_*."""

from contextvars import ContextVar, Token
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


class WrongSetting(Exception):
    """An invalid setting; the message names it and says what is allowed."""


@dataclass(frozen=True)
class Keys:
    """The secrets, 32 bytes each; they are files beside the database and never in its backups.

    Only a hall box has `box`: the key of the codes it makes, which no other machine knows. `former` are keys that were
    replaced and are still kept: field and key, the latest first.
    """

    cookie: bytes
    database: bytes
    person: bytes
    index: bytes
    code: bytes
    seal: bytes
    box: bytes = b""
    former: tuple[tuple[str, bytes], ...] = ()

    def ring(self, field: str) -> tuple[bytes, ...]:
        """The present key, then those that it replaced, the latest first."""
        present: bytes = getattr(self, field)
        return present, *(key for name, key in self.former if name == field)


@dataclass(frozen=True)
class Settings:
    """The settings of an installation. The suffix of a name is its unit of time."""

    mode: str
    instance: Path
    database_url: str
    base_url: str
    keys: Keys
    proxy_hops: int = 0
    trusted_hosts: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()
    hall_names: str = "masked"
    station_approves: bool = True
    capital_codes: bool = True
    checkin_opens_min: int = 30
    checkin_closes_min: int = 30
    profile: str = "standard"
    password_min: int = 12
    idle_min: int = 30
    admin_idle_min: int = 15
    sign_in_hours: int = 12
    first_look_days: int = 3
    remind_hours: tuple[int, ...] = (24, 2)
    thank_hours: int = 18
    keeps_party: bool = False
    sms: str = "none"
    scan: str = ""
    cheap_passwords: bool = False
    metrics_token: str = ""
    redis_url: str = ""
    processes: int = 1
    seal_heads: tuple[Path, ...] = ()
    keys_apart: Path | None = None
    fonts: Path | None = None

    @property
    def key_folder(self) -> Path:
        return self.keys_apart or self.instance

    @property
    def uploads(self) -> Path:
        return self.instance / "uploads"

    @property
    def hosts(self) -> tuple[str, ...]:
        """The host names this installation answers to: the configured ones or its own, and the loopback names."""
        own = urlsplit(self.base_url).hostname or ""
        return (*(self.trusted_hosts or (own,)), "127.0.0.1", "localhost")

    @property
    def dengbao(self) -> bool:
        """Whether sign-in follows the rules of the 等级保护 audit (docs/operating.md)."""
        return self.profile == "dengbao"

    @property
    def sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def https(self) -> bool:
        return urlsplit(self.base_url).scheme == "https"

    @property
    def is_box(self) -> bool:
        """Whether this is a hall box."""
        return bool(self.keys.box)

    def printed_address(self, path: str) -> str:
        """The address for a QR code; in capitals, if the host allows it, it takes a third fewer modules (AP-03)."""
        address = self.base_url + path
        return address.upper() if self.capital_codes else address

    @property
    def loopback(self) -> bool:
        return (urlsplit(self.base_url).hostname or "") in ("127.0.0.1", "localhost", "::1")


_installed: ContextVar[Settings] = ContextVar("installed")


def settings() -> Settings:
    """The settings of the running installation, set by the app's context (web/app.py).

    Raises LookupError outside a context.
    """
    return _installed.get()


def enter(chosen: Settings) -> Token[Settings]:
    """Makes `settings()` return these, until `leave` is called with the token."""
    return _installed.set(chosen)


def leave(before: Token[Settings]) -> None:
    _installed.reset(before)
