"""Every setting, typed, read once from YIGUAN_*; the defaults are safe for production, a wrong one stops the start."""

import os
from collections.abc import Mapping
from contextvars import ContextVar, Token
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from yiguan.secrets import MEETING_KEY, read_secret

MODES = ("production", "demo", "test")


class WrongSetting(Exception):
    """A setting that cannot be used; the message names it and says what is allowed."""


@dataclass(frozen=True)
class Keys:
    """The secrets, 32 bytes each; they live in files beside the database and never in its backups.

    `meeting` is there in a hall box alone: the key of its one meeting's codes, brought along from home.
    """

    cookie: bytes
    database: bytes
    person: bytes
    index: bytes
    code: bytes
    seal: bytes
    meeting: bytes = b""


@dataclass(frozen=True)
class Settings:
    """What an installation may choose. Times are in the unit their name ends with."""

    mode: str
    instance: Path
    database_url: str
    base_url: str
    keys: Keys
    proxy_hops: int = 0
    trusted_hosts: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()
    station_approves: bool = True
    capital_codes: bool = True
    checkin_opens_min: int = 30
    checkin_closes_min: int = 30
    password_min: int = 12
    idle_min: int = 30
    admin_idle_min: int = 15
    sign_in_hours: int = 12
    first_look_days: int = 3
    remind_hours: tuple[int, ...] = (24, 2)
    thank_hours: int = 18
    cheap_passwords: bool = False
    metrics_token: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def uploads(self) -> Path:
        return self.instance / "uploads"

    @property
    def hosts(self) -> tuple[str, ...]:
        """Names this installation answers to: those that are set, else its own; and the machine itself."""
        own = urlsplit(self.base_url).hostname or ""
        return (*(self.trusted_hosts or (own,)), "127.0.0.1", "localhost")

    @property
    def sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def https(self) -> bool:
        return self.base_url.startswith("https:")

    @property
    def is_box(self) -> bool:
        """Whether this is a hall box: one laptop, one meeting, one evening."""
        return bool(self.keys.meeting)

    @property
    def loopback(self) -> bool:
        return (urlsplit(self.base_url).hostname or "") in ("127.0.0.1", "localhost", "::1")


_installed: ContextVar[Settings] = ContextVar("installed")


def settings() -> Settings:
    """Those of the installation that is running; the app's context sets them (web/app.py), everything reads them here.

    Raises LookupError outside of it.
    """
    return _installed.get()


def enter(chosen: Settings) -> Token[Settings]:
    """From here on `settings()` gives these; the token takes `leave` back to what was before."""
    return _installed.set(chosen)


def leave(before: Token[Settings]) -> None:
    _installed.reset(before)


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process. Raises WrongSetting with the name of the first one that cannot be used."""
    env = os.environ if environ is None else environ
    instance = Path(env.get("YIGUAN_INSTANCE", "instance")).resolve()
    mode = _one_of(env, "MODE", MODES, "production")
    base_url = env.get("YIGUAN_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
    if urlsplit(base_url).scheme not in ("http", "https") or not urlsplit(base_url).hostname:
        raise WrongSetting(f"YIGUAN_BASE_URL must be a full address such as https://host, not {base_url!r}")
    return Settings(
        mode=mode,
        instance=instance,
        database_url=env.get("YIGUAN_DATABASE_URL") or f"sqlite+pysqlite:///{instance / 'yiguan.db'}",
        base_url=base_url,
        keys=_read_keys(instance),
        proxy_hops=_whole(env, "PROXY_HOPS", 0),
        trusted_hosts=_words(env, "TRUSTED_HOSTS"),
        footer=_words(env, "FOOTER"),
        station_approves=_yes(env, "STATION_APPROVES", True),
        capital_codes=_yes(env, "CAPITAL_CODES", True),
        checkin_opens_min=_whole(env, "CHECKIN_OPENS_MIN", 30),
        checkin_closes_min=_whole(env, "CHECKIN_CLOSES_MIN", 30),
        password_min=_whole(env, "PASSWORD_MIN", 12),
        idle_min=_whole(env, "IDLE_MIN", 30),
        admin_idle_min=_whole(env, "ADMIN_IDLE_MIN", 15),
        sign_in_hours=_whole(env, "SIGN_IN_HOURS", 12),
        first_look_days=_whole(env, "FIRST_LOOK_DAYS", 3),
        remind_hours=_wholes(env, "REMIND_HOURS", "24|2"),
        thank_hours=_whole(env, "THANK_HOURS", 18),
        metrics_token=env.get("YIGUAN_METRICS_TOKEN", ""),
    )


def _read_keys(instance: Path) -> Keys:
    names = ("secret_key", "database_key", "person_key", "index_key", "code_key", "seal_key")
    box = (MEETING_KEY,) if (instance / MEETING_KEY).exists() else ()
    return Keys(*(bytes.fromhex(read_secret(instance, name)) for name in (*names, *box)))


def _one_of(env: Mapping[str, str], name: str, allowed: tuple[str, ...], default: str) -> str:
    value = env.get(f"YIGUAN_{name}", default)
    if value not in allowed:
        raise WrongSetting(f"YIGUAN_{name} must be one of {', '.join(allowed)}, not {value!r}")
    return value


def _whole(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(f"YIGUAN_{name}", str(default))
    if not value.isascii() or not value.isdigit():
        raise WrongSetting(f"YIGUAN_{name} must be a whole number, not {value!r}")
    return int(value)


def _wholes(env: Mapping[str, str], name: str, default: str) -> tuple[int, ...]:
    words = [word.strip() for word in env.get(f"YIGUAN_{name}", default).split("|") if word.strip()]
    if not all(word.isascii() and word.isdigit() for word in words):
        raise WrongSetting(f"YIGUAN_{name} must be whole numbers with a vertical bar between them")
    return tuple(map(int, words))


def _yes(env: Mapping[str, str], name: str, default: bool) -> bool:
    value = env.get(f"YIGUAN_{name}", "1" if default else "0")
    if value not in ("0", "1"):
        raise WrongSetting(f"YIGUAN_{name} must be 1 or 0, not {value!r}")
    return value == "1"


def _words(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in env.get(f"YIGUAN_{name}", "").split("|") if word.strip())
