"""What is counted now: an entry names the counts of its day, so that a later count is known to hold what moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from treadle.settings import Settings
from treadle.storage.shop_rows import shop_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class CountsNow:
    """The mark of the count of each place and SKU, and the warehouse ('' where there is none)."""

    marks: Mapping[tuple[str, str], str]
    warehouse: str


def counts_now(folder: Path, settings: Settings, day: date) -> CountsNow:
    """The counts of a folder as they are now. Raises `InputError` for what cannot be read."""
    told = shop_rows(folder, day, time_zone=settings.time_zone, weeks=1, half_life_weeks=1.0)
    return CountsNow(
        marks={(one.place_id, one.sku): one.mark for one in told.counted},
        warehouse=next((one.place_id for one in told.places if one.kind == "warehouse"), ""),
    )
