"""Chunks of series: a column that is empty in one chunk only does not break the others."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from treadle.anticipate import anticipate, learning


def test_price_absent_in_a_whole_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "CHUNK", 8)
    rng = np.random.default_rng(3)
    skus, weeks = 24, 20
    line, week = (part.ravel() for part in np.indices((skus, weeks)))
    price = np.where(line < 12, 10.0 + rng.random(len(line)), np.nan)
    history = pa.table(
        {
            "sku": [f"s{one:02d}" for one in line],
            "date": np.datetime64("2024-01-01") + 7 * week,
            "units": rng.poisson(3.0, len(line)),
            "price": pa.array(price, from_pandas=True),
        }
    )
    told = anticipate(history, horizon=2, every="week")
    assert told.num_rows == 2 * skus
    assert np.all(np.abs(told["mean"].to_numpy() - 3.0) < 2.5)
