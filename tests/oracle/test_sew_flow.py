"""The event engine says what a model of simpy says of the same line, tick for tick."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from treadle.sew.flow import play

pytest.importorskip("simpy", reason="simpy is in the extra 'bench'")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
simpy_line = pytest.importorskip("benchmarks.floor_model").simpy_line


@pytest.mark.parametrize("seed", range(60))
def test_every_bundle_is_begun_and_done_at_the_same_tick(seed: int) -> None:
    rng = np.random.default_rng(seed)
    stations, bundles, waiting = int(rng.integers(1, 8)), int(rng.integers(1, 60)), int(rng.integers(0, 4))
    people = [int(one) for one in rng.integers(1, 4, stations)]
    move = int(rng.choice([0, 7_001]))
    ticks = rng.integers(1, 1_000_000, (stations, bundles))
    ours = play(ticks, people, waiting, move)
    assert (ours.begun.tolist(), ours.done.tolist(), ours.blocked_ticks) == simpy_line(ticks, people, waiting, move)
