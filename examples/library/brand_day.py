"""A day of a brand: plan it, look at the buy, ask where a number comes from, change one line, release."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import treadle


def main(folder: Path) -> None:
    """Plan the small example brand in a folder of its own and release it with one line changed."""
    brand = treadle.example_brand(folder)
    plan = brand.plan()
    print(plan.summary())
    buy = plan.to_pandas("buy")
    largest = buy.sort_values("units", ascending=False).iloc[0]
    print(plan.explain(largest.line_id).splitlines()[0])
    changed = plan.edit(largest.line_id, units=int(largest.units) - 10, note="the shop wants fewer")
    released = changed.release()
    units = sum(sum(order.units.values()) for order in released.orders)
    print(f"released {len(released.orders)} orders, {units} units with the spare ones that their lays cut")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as place:
            main(Path(place) / "brand")
