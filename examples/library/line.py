"""A sewing line: six operations on four people, and what holds the line back."""

from __future__ import annotations

import polars as pl

import treadle


def main() -> None:
    """Print the stations."""
    bulletin = pl.DataFrame(
        {
            "name": ["shoulder seam", "neck rib", "set sleeves", "side seams", "hem sleeves", "hem body"],
            "machine": ["overlock", "overlock", "overlock", "overlock", "coverstitch", "coverstitch"],
            "smv_minutes": [0.5, 0.7, 1.1, 1.2, 0.6, 0.8],
        }
    )
    line = treadle.balance_line(bulletin, people=4)
    print(line.summary())
    print(line.to_polars())


if __name__ == "__main__":
    main()
