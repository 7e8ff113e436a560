"""A factory in a seed: every promise is kept under all faults of the world, and mistakes that are planted are found."""

from __future__ import annotations

import pytest
from benchmarks.factory_world import FAULTS, World

SEEDS = 16
#: A mistake must be found within so many seeds.
ENOUGH = 12


@pytest.mark.parametrize("seed", range(SEEDS))
def test_every_promise_is_kept(seed: int) -> None:
    """What fails here is lived again with: python -m benchmarks.factory_world SEED"""
    assert World(seed, days=20).live() == []


def test_a_seed_is_lived_again_as_it_was() -> None:
    first, second = World(3, days=10), World(3, days=10)
    assert first.live() == second.live()
    assert first.trail == second.trail and len(first.trail) > 3
    assert first.lake.rows == second.lake.rows


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_mistake_is_found(fault: str) -> None:
    for seed in range(ENOUGH):
        if World(seed, days=20, fault=fault).live():
            return
    pytest.fail(f"{ENOUGH} seeds did not find {fault!r}")
