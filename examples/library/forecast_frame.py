"""A forecast of a pandas frame: two years of three SKUs by week, and the next four weeks."""

from __future__ import annotations

import numpy as np
import pandas as pd

import treadle


def main() -> None:
    """Print what is expected of each SKU, with the span that holds it four times of five."""
    rng = np.random.default_rng(7)
    weeks = pd.date_range("2024-01-01", periods=104, freq="W-MON")
    mean = 20 * (1 + 0.4 * np.sin(2 * np.pi * (np.arange(104) - 13) / 52))
    history = pd.concat(
        pd.DataFrame({"sku": f"TEE-{size}", "date": weeks, "units": rng.poisson(mean * share)})
        for size, share in (("S", 0.3), ("M", 0.5), ("L", 0.2))
    )
    found = treadle.forecast(history, horizon=4, every="week")
    print(found.summary())
    for row in found.to_pandas().groupby("sku").first().itertuples():
        print(f"{row.Index}: {row.mean:.1f} expected next week, {row.q10:.0f} to {row.q90:.0f}")
    print(f"a fan chart of {len(found.plot('TEE-M').svg)} characters")


if __name__ == "__main__":
    main()
