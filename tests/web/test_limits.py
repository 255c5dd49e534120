"""Counters against trying."""

from types import SimpleNamespace

from yiguan.web import limits
from yiguan.web.limits import Failures


def test_a_house_network_counts_as_one_address(still_minute):
    failures = Failures(2)
    failures.add("2001:db8::1")
    failures.add("2001:db8::ffff")
    assert failures.is_over("2001:db8::2")
    assert not failures.is_over("2001:db8:0:1::2")
    assert not failures.is_over("10.0.0.1")


def test_the_next_minute_begins_at_zero(monkeypatch):
    now = iter([59.0, 59.9, 60.0])
    monkeypatch.setattr(limits, "time", SimpleNamespace(monotonic=lambda: next(now)))
    failures = Failures(1)
    failures.add("10.0.0.1")
    assert failures.is_over("10.0.0.1")
    assert not failures.is_over("10.0.0.1")


def test_processes_side_by_side_share_what_is_allowed(monkeypatch):
    monkeypatch.setattr(limits, "PROCESSES", 4)
    assert Failures(40).most == 10
    assert Failures(3).most == 1
