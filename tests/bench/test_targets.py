"""The arithmetic behind the verdicts of `make load`."""

import math

from tests.bench import cells, desk
from tests.bench.freshness import delays
from tests.bench.targets import at_least, at_most, none, verdict
from tests.bench.wire import Outcome


def test_a_measurement_fails_when_one_target_is_missed_and_names_it(capsys):
    met = [at_least("of the floor", 0.45, 0.45), at_most("p95 of the POST in ms", 299.9, 300), none("lost", 0)]
    assert verdict(met) == 0
    assert verdict([*met, none("double", 1)]) == 1
    assert "MISSED double: 1 (wanted ≤ 0)" in capsys.readouterr().out


def test_a_screen_that_saw_an_arrival_early_late_or_never():
    prompt, slow, blind = [(9.0, 0), (10.5, 1), (13.0, 2)], [(12.0, 2)], [(14.0, 1)]
    assert delays([11.0, 10.0], [prompt]) == [0.5, 2.0]
    assert delays([10.0, 11.0], [slow]) == [2.0, 1.0]
    assert delays([10.0, 15.0], [blind]) == [4.0, math.inf]


def test_a_count_seen_before_its_acknowledgement_arrived_was_no_delay():
    assert delays([10.0], [[(9.9, 1)]]) == [0.0]


def test_a_ratio_is_that_of_the_same_round_so_that_a_slow_minute_slows_both():
    ours = [Outcome([1.0] * 50, seconds=1), Outcome([1.0] * 50, seconds=10), Outcome([1.0] * 60, seconds=1)]
    floor = [Outcome([1.0] * 100, seconds=1), Outcome([1.0] * 100, seconds=10), Outcome([1.0] * 100, seconds=1)]
    assert cells.ratio(ours, floor, cells.rate_of) == 0.5
    assert cells.base_of("check-in POST c=16, 40 screens polling") == "floor INSERT c=16"


def test_a_desks_evening_is_a_thousand_scans_each_with_its_own_key():
    scans = desk.mix([f"CODE{n}" for n in range(500)], [str(n) for n in range(500)])
    assert len(scans) == len({scan["key"] for scan in scans}) == 1000
    assert [scan["counter"] for scan in scans] == list(range(1, 1001))
    assert sum("code" in scan for scan in scans) == 400 + 250 + 50
    assert {scan["source"] for scan in scans} == {"desk_scan", "desk_search", "proxy"}
