"""What an installation chooses: the defaults hold, and a value that cannot be used stops the start with its name."""

from dataclasses import fields
from pathlib import Path

import pytest

from yiguan.environment import read_settings
from yiguan.settings import Settings, WrongSetting

WRONG = {
    "YIGUAN_MODE": ("prod", ""),
    "YIGUAN_BASE_URL": ("consult.example.cn", "ftp://consult.example.cn", "https://", "https://[::1", ""),
    "YIGUAN_PROXY_HOPS": ("-1", "one", "1_0", " 1", "１", "1.0", ""),
    "YIGUAN_STATION_APPROVES": ("yes", "true", "2", ""),
    "YIGUAN_CAPITAL_CODES": ("no", ""),
    "YIGUAN_CHECKIN_OPENS_MIN": ("half an hour",),
    "YIGUAN_CHECKIN_CLOSES_MIN": ("-30",),
    "YIGUAN_PASSWORD_MIN": ("12 ",),
    "YIGUAN_IDLE_MIN": ("", "100000", "9" * 5000),
    "YIGUAN_ADMIN_IDLE_MIN": ("15m",),
    "YIGUAN_SIGN_IN_HOURS": ("12h",),
    "YIGUAN_FIRST_LOOK_DAYS": ("three",),
    "YIGUAN_REMIND_HOURS": ("24,2", "24|two", "-2", "²", "9" * 5000),
    "YIGUAN_THANK_HOURS": ("never",),
    "YIGUAN_SCAN": ("clamdscan '--open",),
    "YIGUAN_SMS": ("yes", "", "console "),
    "YIGUAN_REDIS_URL": ("localhost:6379", "http://localhost", "redis://"),
    "WEB_CONCURRENCY": ("0", "two", "-1", ""),
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_wrong_setting_stops_the_start_with_its_name(instance, name, value):
    with pytest.raises(WrongSetting, match=f'"{name}" invalid: .*must be '):
        read_settings({"YIGUAN_INSTANCE": str(instance), name: value})


def test_a_wrong_address_of_redis_is_named_without_its_password(instance):
    with pytest.raises(WrongSetting) as wrong:
        read_settings({"YIGUAN_INSTANCE": str(instance), "YIGUAN_REDIS_URL": "http://:geheim@localhost"})
    assert "geheim" not in str(wrong.value)


def test_what_is_not_set_has_its_default(instance):
    found = read_settings({"YIGUAN_INSTANCE": str(instance)})
    declared = {field.name: field.default for field in fields(Settings)[5:]}
    assert {name: getattr(found, name) for name in declared} == declared
    assert (found.mode, found.base_url) == ("production", "http://127.0.0.1:8000")
    assert found.database_url == f"sqlite+pysqlite:///{instance / 'yiguan.db'}"


def test_what_is_set_is_what_is_read(instance, monkeypatch):
    monkeypatch.chdir(instance.parent)
    names = {
        "INSTANCE": instance.name,
        "BASE_URL": "https://议关.example/",
        "FOOTER": " 主办 | 备案 |",
        "REMIND_HOURS": "48 | 3|",
    }
    found = read_settings({f"YIGUAN_{name}": value for name, value in names.items()} | {"YIGUAN_CAPITAL_CODES": "0"})
    assert found.instance == Path(instance)
    assert found.base_url == "https://议关.example"
    assert (found.footer, found.remind_hours, found.capital_codes) == (("主办", "备案"), (48, 3), False)
    assert read_settings({"YIGUAN_INSTANCE": str(instance), "YIGUAN_REMIND_HOURS": ""}).remind_hours == ()


def test_an_address_in_capitals_is_https_too(instance):
    assert read_settings({"YIGUAN_INSTANCE": str(instance), "YIGUAN_BASE_URL": "HTTPS://yiguan.example"}).https
