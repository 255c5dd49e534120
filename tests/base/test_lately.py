"""What is kept for a moment: never too long, never too much, never under another key."""

from itertools import count

import pytest

from yiguan.base.lately import Lately


def test_who_asks_the_same_within_a_moment_is_given_the_same():
    kept, numbers = Lately[int](60), count(1)
    assert [kept.get("a", lambda: next(numbers)) for _ in range(3)] == [1, 1, 1]
    assert kept.get("b", lambda: next(numbers)) == 2


def test_the_moment_is_counted_from_before_the_answer_was_worked_out(monkeypatch):
    now = iter([100.0, 100.5, 101.0, 101.0])
    monkeypatch.setattr("yiguan.base.lately.time.monotonic", lambda: next(now))
    kept, numbers = Lately[int](1), count(1)
    assert [kept.get("a", lambda: next(numbers)) for _ in range(3)] == [1, 1, 2]


def test_never_more_than_so_many_are_kept_and_what_failed_is_not():
    kept, numbers = Lately[int](60, most=2), count(1)
    for key in "abc":
        kept.get(key, lambda: next(numbers))
    assert kept.get("a", lambda: next(numbers)) == 4
    with pytest.raises(ZeroDivisionError):
        kept.get("d", lambda: 1 // 0)
    assert kept.get("d", lambda: 5) == 5
