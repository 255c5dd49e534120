"""A sample can be repeated, leaves no kind out, and is everything when everything is asked for."""

from itertools import permutations, product

import pytest

from tests.sampling import members, pairs, sample, times

ROLES, PLACES, BODIES = ("convener", "officer", "chair"), tuple(range(40)), ("", "odd", "long", "-1")
WALK = list(product(ROLES, PLACES, BODIES))


@pytest.fixture
def seeded(monkeypatch):
    """`seeded("7")`: the day's seed is another one, and nobody asks for the whole."""
    monkeypatch.delenv("YIGUAN_TEST_WHOLE", raising=False)
    return lambda seed: monkeypatch.setenv("YIGUAN_TEST_SEED", seed)


@pytest.mark.parametrize("of", [7, members, pairs])
def test_one_seed_gives_one_sample_and_another_seed_another(seeded, of):
    found = []
    for seed in ("20261127", "20261127", "20261128"):
        seeded(seed)
        found.append(sample(WALK, of=of))
    assert found[0] == found[1] != found[2]
    assert len(found[0]) < len(WALK) / 2


@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_every_member_of_each_dimension_is_in_every_sample(seeded, seed):
    seeded(seed)
    for dimension, found in zip((ROLES, PLACES, BODIES), zip(*sample(WALK, of=members), strict=True), strict=True):
        assert set(found) == set(dimension)


@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_every_two_members_of_different_dimensions_meet_in_a_sample_of_pairs(seeded, seed):
    seeded(seed)
    found = sample(WALK, of=pairs)
    for one, other in ((0, 1), (0, 2), (1, 2)):
        met = {(walk[one], walk[other]) for walk in found}
        assert met == {(walk[one], walk[other]) for walk in WALK}


def test_of_all_orders_a_sample_has_each_thing_at_each_place(seeded):
    seeded("1")
    found = sample(permutations(range(5)), of=members)
    assert len(found) < 25
    assert {(place, thing) for order in found for place, thing in enumerate(order)} == set(product(range(5), repeat=2))


def test_a_sample_of_so_many_has_so_many_in_their_order(seeded):
    seeded("1")
    found = sample(range(20), of=5)
    assert len(found) == 5
    assert found == sorted(set(found))
    assert sample(range(3), of=5) == [0, 1, 2]


@pytest.mark.parametrize("of", [1, members, pairs])
def test_the_whole_is_everything_in_its_order_whatever_the_seed(seeded, monkeypatch, of):
    seeded("1")
    assert times(6) == 6
    monkeypatch.setenv("YIGUAN_TEST_WHOLE", "1")
    assert sample(WALK, of=of) == WALK
    assert times(6) == 60
