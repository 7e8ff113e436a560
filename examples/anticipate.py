"""Anticipate: two years of weekly sales of twelve SKUs, and what the next four weeks may bring."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from treadle.anticipate import anticipate

MONDAY = date(2024, 1, 1)


def history() -> pa.Table:
    """Sales around 20 a week with a summer wave, larger for the later SKUs."""
    rng = np.random.default_rng(7)
    rows = []
    for at in range(12):
        for week in range(104):
            mean = (10 + 2 * at) * (1 + 0.4 * np.sin(2 * np.pi * (week - 13) / 52))
            rows.append(
                {"sku": f"TEE-{at:02d}", "date": MONDAY + timedelta(weeks=week), "units": int(rng.poisson(mean))}
            )
    return pa.Table.from_pylist(rows)


def main() -> None:
    """Print the forecast of one SKU."""
    found = anticipate(history(), horizon=4, every="week", quantiles=[0.1, 0.5, 0.9])
    for row in found.to_pylist():
        if row["sku"] == "TEE-11":
            print(f"week of {row['date']}: {row['mean']:.1f} expected, {row['q10']:.0f} to {row['q90']:.0f} units")


if __name__ == "__main__":
    main()
