"""Judge the planner's own numbers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa

from treadle.day.overrides import OVERRIDES, override_ledger
from treadle.engine.local import LocalEngine
from treadle.settings import read_settings
from treadle.storage.brand import load_brand
from treadle.storage.releases import read_overrides


def judge_overrides(folder: Path, *, as_of: date | None = None) -> tuple[pa.Table, str]:
    """The ledger of the planner's own numbers (OVERRIDES), judged by what was known before a day, and the currency.

    Raises as `plan_folder` does.
    """
    settings = read_settings(folder)
    snapshot = load_brand(folder, as_of, currency=settings.currency, time_zone=settings.time_zone)
    found = read_overrides(folder, snapshot.as_of)
    if not found:
        return OVERRIDES.empty_table(), settings.currency
    return override_ledger(snapshot, settings.policy, LocalEngine(), found), settings.currency
