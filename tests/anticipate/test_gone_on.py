"""What all series do together: how much of it goes on."""

from __future__ import annotations

import numpy as np
import pytest

from treadle.anticipate.features import _gone_on


def _running(period: np.ndarray, half_life: float = 4.0) -> np.ndarray:
    keep = 0.5 ** (1 / half_life)
    month = np.zeros(len(period) + 1)
    for at, value in enumerate(period):
        month[at + 1] = keep * month[at] + (1 - keep) * value
    return month


def test_a_steady_decline_goes_on() -> None:
    period = -0.1 * np.arange(12.0)
    told = _gone_on(_running(period), period, 1)
    last = period[-1] - _running(period)[-1]
    assert last < 0 and last <= told <= last * 0.5


def test_noise_around_a_level_does_not_go_on() -> None:
    period = np.array([0.3, -0.3] * 8)
    assert _gone_on(_running(period), period, 1) == 0.0


def test_a_feast_at_the_end_goes_on_only_as_far_as_is_usual() -> None:
    period = -0.1 * np.arange(12.0)
    feast = period.copy()
    feast[-1] += 3.0
    assert _gone_on(_running(feast), feast, 1) < 0.6


@pytest.mark.parametrize("period", [np.zeros(0), np.array([0.2]), np.full(5, np.nan)])
def test_without_a_past_nothing_goes_on(period: np.ndarray) -> None:
    assert _gone_on(np.zeros(len(period) + 1), period, 1) == 0.0
