"""A marker: four T-shirts on cloth of 160 cm, drawn, checked and shown."""

from __future__ import annotations

import sys

import treadle


def main(picture: str | None = None) -> None:
    """Print how much cloth it takes; write the picture where a path is given."""
    marker = treadle.draw_marker("tshirt", {"S": 1, "M": 2, "L": 1}, width_mm=1600, selvedge_mm=15, moves=60)
    print(marker.summary())
    print(marker.to_polars().head(3))
    if picture is not None:
        marker.plot().save(picture)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
