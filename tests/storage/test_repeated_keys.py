"""Rows that stand there twice: whatever the parts in which they come, the first of each key is kept and sums add up."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest

from treadle.errors import Problem
from treadle.storage.repeated_keys import once_each
from treadle.terms.tables import TABLES


def _rows(rng: np.random.Generator, count: int) -> pa.Table:
    """Rows of few keys, some of which agree in half of their identity only; some say nothing of their units."""
    high, low = rng.integers(0, 12, count), rng.integers(0, 3, count)
    units = [None if rng.random() < 0.2 else int(one) for one in rng.integers(0, 9, count)]
    return pa.table({
        "id_high": pa.array(high, pa.uint64()), "id_low": pa.array(low, pa.uint64()),
        "line": pa.array(range(2, count + 2), pa.int64()), "units": pa.array(units, pa.int64()),
    })  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("table", ["stock", "products"])
def test_the_first_of_each_key_is_kept_in_parts_as_it_is_by_hand(seed: int, table: str) -> None:
    rng, spec = np.random.default_rng(seed), TABLES[table]
    whole = _rows(rng, int(rng.integers(0, 40)))
    cuts = sorted({0, whole.num_rows, *rng.integers(0, whole.num_rows + 1, 3).tolist()})
    parts = [whole.slice(a, b - a) for a, b in pairwise(cuts)] or [whole]
    problems: list[Problem] = []
    found = once_each(spec, lambda: parts, [part["id_high"].to_numpy() for part in parts], problems)
    kept: dict[tuple[int, int], dict[str, int | None]] = {}
    twice = []
    for row in whole.to_pylist():
        key = row["id_high"], row["id_low"]
        if key in kept:
            twice.append((row["line"], kept[key]["line"]))
            kept[key]["units"] = (kept[key]["units"] or 0) + (row["units"] or 0)
        else:
            kept[key] = row
    is_summed = bool(spec.sums)
    wanted = whole.filter(pa.array([line not in dict(twice) for line in whole["line"].to_pylist()], pa.bool_()))
    for _ in range(2):
        told = pa.concat_tables(found())
        assert told["line"].to_pylist() == wanted["line"].to_pylist()
        units = [one["units"] for one in kept.values()] if is_summed else wanted["units"].to_pylist()
        assert [one or 0 for one in told["units"].to_pylist()] == [one or 0 for one in units]
    shown = [] if is_summed else [(line, f"the same key stands in row {first}") for line, first in twice]
    assert [(one.row, one.what) for one in problems] == shown
