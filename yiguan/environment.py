"""Reads every setting once from YIGUAN_*. Defaults are safe for production; an invalid value stops the start."""

import os
import re
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from environs import Env, EnvError
from marshmallow import ValidationError
from marshmallow.validate import OneOf, Regexp

from yiguan.secrets import BOX_KEY, FIELDS, former_names, read_secret
from yiguan.settings import Keys, Settings, WrongSetting

DIGITS = r"[0-9]{1,5}\Z"
WHOLE = Regexp(DIGITS, error="must be a whole number of at most 5 digits, not {input!r}")
POSITIVE = Regexp(r"[1-9][0-9]{0,4}\Z", error="must be a whole number from 1 to 99999, not {input!r}")
ONE_OR_ZERO = OneOf(("1", "0"), error="must be 1 or 0, not {input!r}")
ONE_OF_PROFILES = OneOf(("standard", "dengbao"), error="must be one of {choices}, not {input!r}")
HALL_NAMES = OneOf(("masked", "given", "none"), error="must be one of {choices}, not {input!r}")
ONE_OF_MODES = OneOf(("production", "demo", "test"), error="must be one of {choices}, not {input!r}")
ONE_OF_GATEWAYS = OneOf(("none", "console"), error="must be one of {choices}, not {input!r}")
REDIS = Regexp(r"(rediss?://.+)?\Z", error="must be an address such as redis://host:6379/0")  # may hold a password


class _Given(Env):
    """Reads from the given mapping instead of the process's environment, for tests."""

    def __init__(self, given: Mapping[str, str]) -> None:
        super().__init__()
        self.given = given

    def _get_value(self, env_key: str, default: Any) -> Any:
        return self.given.get(env_key, default)


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process. Raises WrongSetting with the name of the first invalid one."""
    try:
        return _read(_Given(os.environ if environ is None else environ))
    except EnvError as wrong:
        raise WrongSetting(str(wrong)) from wrong


def _read(env: Env) -> Settings:
    instance = env.path("YIGUAN_INSTANCE", Path("instance")).resolve()
    apart = Path(word).resolve() if (word := env.str("YIGUAN_KEYS", "")) else None
    fonts = Path(word).resolve() if (word := env.str("YIGUAN_FONTS", "")) else None
    mode = env.str("YIGUAN_MODE", "production", validate=ONE_OF_MODES)
    return Settings(
        mode=mode,
        instance=instance,
        database_url=env.str("YIGUAN_DATABASE_URL", "") or f"sqlite+pysqlite:///{instance / 'yiguan.db'}",
        base_url=env.str("YIGUAN_BASE_URL", "http://127.0.0.1:8000", validate=_full_address).rstrip("/"),
        keys=_read_keys(apart or instance),
        keys_apart=apart,
        proxy_hops=_whole(env, "YIGUAN_PROXY_HOPS", 0),
        trusted_hosts=_words(env, "YIGUAN_TRUSTED_HOSTS"),
        footer=_words(env, "YIGUAN_FOOTER"),
        hall_names=env.str("YIGUAN_HALL_NAMES", "masked", validate=HALL_NAMES),
        station_approves=_yes(env, "YIGUAN_STATION_APPROVES", True),
        capital_codes=_yes(env, "YIGUAN_CAPITAL_CODES", True),
        checkin_opens_min=_whole(env, "YIGUAN_CHECKIN_OPENS_MIN", 30),
        checkin_closes_min=_whole(env, "YIGUAN_CHECKIN_CLOSES_MIN", 30),
        profile=env.str("YIGUAN_PROFILE", "standard", validate=ONE_OF_PROFILES),
        password_min=_whole(env, "YIGUAN_PASSWORD_MIN", 12),
        idle_min=_whole(env, "YIGUAN_IDLE_MIN", 30),
        admin_idle_min=_whole(env, "YIGUAN_ADMIN_IDLE_MIN", 15),
        sign_in_hours=_whole(env, "YIGUAN_SIGN_IN_HOURS", 12),
        first_look_days=_whole(env, "YIGUAN_FIRST_LOOK_DAYS", 3),
        remind_hours=_wholes(env, "YIGUAN_REMIND_HOURS", (24, 2)),
        thank_hours=_whole(env, "YIGUAN_THANK_HOURS", 18),
        keeps_party=_yes(env, "YIGUAN_KEEPS_PARTY", False),
        sms=env.str("YIGUAN_SMS", "console" if mode == "demo" else "none", validate=ONE_OF_GATEWAYS),
        scan=env.str("YIGUAN_SCAN", "", validate=_command),
        metrics_token=env.str("YIGUAN_METRICS_TOKEN", ""),
        redis_url=env.str("YIGUAN_REDIS_URL", "", validate=REDIS),
        processes=_whole(env, "WEB_CONCURRENCY", 1, validate=POSITIVE),
        fonts=fonts,
        seal_heads=tuple(Path(word).resolve() for word in _words(env, "YIGUAN_SEAL_HEADS")),
    )


def _read_keys(folder: Path) -> Keys:
    box = (BOX_KEY,) if (folder / BOX_KEY).exists() else ()
    present = {FIELDS.get(name, "box"): bytes.fromhex(read_secret(folder, name)) for name in (*FIELDS, *box)}
    former = ((FIELDS[name], old) for name in FIELDS for old in former_names(folder, name))
    return Keys(**present, former=tuple((field, bytes.fromhex(read_secret(folder, old))) for field, old in former))


def _command(value: str) -> None:
    """As a shell would split it; no shell runs it."""
    try:
        shlex.split(value)
    except ValueError:
        raise ValidationError("must be a command whose quotes are closed, such as clamdscan --no-summary") from None


def _full_address(value: str) -> None:
    try:
        known = urlsplit(value).scheme in ("http", "https") and urlsplit(value).hostname
    except ValueError:
        known = None
    if not known:
        raise ValidationError(f"must be a full address such as https://host, not {value!r}")


def _whole(env: Env, name: str, default: int, validate: Regexp = WHOLE) -> int:
    """Accepts digits only; the library alone also accepts -1, 1_000 and a leading blank."""
    return int(env.str(name, str(default), validate=validate))


def _yes(env: Env, name: str, default: bool) -> bool:
    return env.str(name, "1" if default else "0", validate=ONE_OR_ZERO) == "1"


def _words(env: Env, name: str) -> tuple[str, ...]:
    return tuple(filter(None, env.list(name, [], subcast=str.strip, delimiter="|")))


def _wholes(env: Env, name: str, default: tuple[int, ...]) -> tuple[int, ...]:
    words = env.list(name, [str(hours) for hours in default], subcast=str.strip, delimiter="|", validate=_all_whole)
    return tuple(int(word) for word in words if word)


def _all_whole(words: list[str]) -> None:
    if not all(re.fullmatch(DIGITS, word) for word in words if word):
        raise ValidationError("must be whole numbers of at most 5 digits with a vertical bar between them")
