"""The example brand with two T-shirt styles only: small enough to plan in seconds, whole enough for every stage."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from treadle.settings import settings_template
from treadle.storage.example_brand import example_tables
from treadle.storage.folder_writing import write_folder

STYLES = ("TEE1", "TEE2")
QUICK: Mapping[str, str | int | float] = {
    "brand.name": "Two tees",
    "brand.time_zone": "UTC",
    "nest.nest_moves": 30,
    "schedule.schedule_work": 0.3,
}


def small_tables() -> dict[str, pa.Table]:
    """The example's tables with only the rows of `STYLES` and what they need."""
    tables = dict(example_tables())
    tables["products"] = tables["products"].filter(pc.is_in(tables["products"]["style_id"], pa.array(STYLES)))
    skus = set(tables["products"]["sku"].to_pylist())
    options = set(tables["products"]["option_id"].to_pylist())
    for name, table in tables.items():
        if name == "products":
            continue
        keep = [_belongs(row, skus, options) for row in table.to_pylist()]
        tables[name] = table.filter(pa.array(keep, pa.bool_()))
    # Stories count calendar days: everybody is there on every day.
    every_day = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
    for name, column in (("factories", "finishing_on"), ("places", "receives_on")):
        days = pa.array([every_day] * tables[name].num_rows)
        tables[name] = tables[name].append_column(column, days)
    return tables


def _belongs(row: Mapping[str, Any], skus: set[str], options: set[str]) -> bool:
    if row.get("sku"):
        return row["sku"] in skus
    if row.get("option_id"):
        return row["option_id"] in options
    if row.get("style_id"):
        return row["style_id"] in STYLES
    if row.get("pattern_id"):
        return bool(row["pattern_id"] == "tshirt")
    return True


def write_small_brand(folder: Path) -> Path:
    """Write the small brand."""
    write_folder(folder, settings_template(QUICK), small_tables(), has_workbook=False)
    return folder
