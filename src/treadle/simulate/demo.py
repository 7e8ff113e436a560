"""A small believable brand from a seed: what its folder holds, and the truth that no plan may read.

The reading path: `demo_range` (what is sold), `demo_interest` (how sought it is), `demo_shoppers` (agents who
look and try to buy), `demo_shop` (a shelf that runs empty), `demo_signals` (what a shop would export of it).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from treadle.simulate.demo_interest import draw_interest
from treadle.simulate.demo_making import making_tables, sewing_tables
from treadle.simulate.demo_outlets import with_shops
from treadle.simulate.demo_range import AS_OF, options
from treadle.simulate.demo_shop import sell
from treadle.simulate.demo_shoppers import draw_shoppers, wanted_by_day
from treadle.simulate.demo_signals import draw_acts, to_tables
from treadle.simulate.demo_tables import price_plan, product_tables, stock_tables, truth_table
from treadle.terms.budget import Progress, Silence
from treadle.terms.formula_tables import guarded_table

#: Share of interested shoppers who end up trying to buy, as the planner of the past believed.
_PLANNER_CONVERSION = 0.14


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """A made brand. `tables` are the CSV files of its folder, cells as text or numbers; `truth` holds table
    `demand` (true demand by SKU and week, future weeks too) and `dirt` (signals that no customer meant, and why).
    `as_of` is the first day not yet known."""

    tables: Mapping[str, pa.Table]
    truth: Mapping[str, pa.Table]
    as_of: date


def generate_brand(seed: int, progress: Progress | None = None) -> Brand:
    """Make the demo brand: sixty options in six sizes over forty weeks. The same seed makes the same brand."""
    told, stages = progress or Silence(), 4
    rng = np.random.default_rng(seed)
    made = options()
    told.step("making a brand", 0, stages)
    interest = draw_interest(rng, made)
    shoppers = draw_shoppers(rng, made, interest)
    told.step("making a brand", 1, stages)
    sold = sell(rng, made, shoppers, interest.shoppers * _PLANNER_CONVERSION)
    told.step("making a brand", 2, stages)
    signals, dirt = to_tables(draw_acts(rng, made, interest, shoppers, sold), made)
    told.step("making a brand", 3, stages)
    sewing, skills = sewing_tables()
    tables = {
        **product_tables(made),
        "signals": with_shops(signals),
        **stock_tables(made, sold),
        "price_plan": price_plan(made, interest),
        **sewing,
        **making_tables(skills),
    }
    truth = {"demand": truth_table(made, wanted_by_day(shoppers, len(made))), "dirt": dirt}
    told.step("making a brand", stages, stages)
    return Brand(tables=tables, truth=truth, as_of=AS_OF)


def write_brand(brand: Brand, folder: Path) -> None:
    """Write the brand's tables to `folder/tables/*.csv`, its truth to `folder/truth/*.parquet`.

    Files of the same names are replaced; `treadle.toml` is not written here.
    """
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    (folder / "truth").mkdir(parents=True, exist_ok=True)
    for name, table in brand.tables.items():
        pa_csv.write_csv(
            guarded_table(table), folder / "tables" / f"{name}.csv", pa_csv.WriteOptions(quoting_style="needed")
        )
    for name, table in brand.truth.items():
        pq.write_table(table, folder / "truth" / f"{name}.parquet")
