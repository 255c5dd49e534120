"""Limits against trying."""

import sys
from types import SimpleNamespace

import fakeredis
import pytest

from yiguan import settings
from yiguan.environment import read_settings
from yiguan.settings import WrongSetting
from yiguan.web import limits
from yiguan.web.limits import Failures

REDIS = "redis://127.0.0.1:1/0"


@pytest.fixture
def installed(instance):
    """Enters an installation with these settings, as the app's context does; the last one is left at the end."""
    before = settings.enter(read_settings({"YIGUAN_INSTANCE": str(instance)}))

    def enter(**chosen):
        settings.enter(read_settings({"YIGUAN_INSTANCE": str(instance)} | chosen))

    yield enter
    settings.leave(before)
    limits.shared.cache_clear()


@pytest.fixture
def redis(monkeypatch):
    """A Redis without a network; every process that connects finds the same one."""
    server = fakeredis.FakeServer()
    monkeypatch.setattr("redis.from_url", lambda url, **options: fakeredis.FakeRedis(server=server))
    return server


def failed(failures, times):
    for _ in range(times):
        failures.add("10.0.0.1")
    return failures


def test_a_house_network_counts_as_one_address(still_minute, installed):
    failures = Failures(2, "test")
    failures.add("2001:db8::1")
    failures.add("2001:db8::ffff")
    assert failures.is_over("2001:db8::2")
    assert not failures.is_over("2001:db8:0:1::2")
    assert not failures.is_over("10.0.0.1")


def test_the_ipv4_addresses_of_a_server_that_listens_on_both_do_not_count_as_one(still_minute, installed):
    failures = Failures(1, "test")
    failures.add("::ffff:10.0.0.1")
    assert failures.is_over("10.0.0.1")
    assert not failures.is_over("::ffff:10.0.0.2")


def test_a_failure_counts_for_a_minute(monkeypatch, installed):
    now = [1000.0]
    monkeypatch.setattr("limits.storage.memory.time", SimpleNamespace(time=lambda: now[0]))
    failures = failed(Failures(1, "test"), 1)
    now[0] = 1059.9
    assert failures.is_over("10.0.0.1")
    now[0] = 1060.1
    assert not failures.is_over("10.0.0.1")


@pytest.mark.parametrize(("most", "processes", "each"), [(40, 4, 10), (10, 4, 2), (10, 3, 3), (3, 4, 1)])
def test_processes_side_by_side_share_what_is_allowed(still_minute, installed, most, processes, each):
    installed(WEB_CONCURRENCY=str(processes))
    assert not failed(Failures(most, "test"), each - 1).is_over("10.0.0.1")
    assert failed(Failures(most, "test"), each).is_over("10.0.0.1")


def test_with_redis_all_processes_count_together_and_each_matter_by_itself(installed, redis):
    installed(WEB_CONCURRENCY="4", YIGUAN_REDIS_URL=REDIS)
    one, two, another = Failures(4, "test"), Failures(4, "test"), Failures(4, "another matter")
    failed(one, 2)
    assert not failed(two, 1).is_over("10.0.0.1")
    failed(two, 1)
    assert one.is_over("10.0.0.1")
    assert not another.is_over("10.0.0.1")


def test_while_redis_is_away_each_process_counts_its_share(still_minute, installed, redis):
    installed(WEB_CONCURRENCY="2", YIGUAN_REDIS_URL=REDIS)
    redis.connected = False
    assert not failed(Failures(4, "test"), 1).is_over("10.0.0.1")
    assert failed(Failures(4, "test"), 2).is_over("10.0.0.1")


def test_an_address_of_redis_without_its_library_stops_the_start(monkeypatch, installed):
    monkeypatch.setitem(sys.modules, "redis", None)
    with pytest.raises(WrongSetting, match="YIGUAN_REDIS_URL"):
        limits.shared(REDIS)
