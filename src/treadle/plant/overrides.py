"""Judge the planner's own numbers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa

from treadle.day.overrides import OVERRIDES, DatedOverride, override_ledger
from treadle.decide.override import Override
from treadle.engine.local import LocalEngine
from treadle.settings import read_settings
from treadle.storage.brand import load_brand


def judge_overrides(folder: Path, *, as_of: date | None = None) -> tuple[pa.Table, str]:
    """The ledger of the planner's own numbers (OVERRIDES), judged by what was known before a day, and the currency.

    Raises as `plan_folder` does.
    """
    settings = read_settings(folder)
    snapshot = load_brand(folder, as_of, currency=settings.currency, time_zone=settings.time_zone)
    found = [
        DatedOverride(
            override=Override(
                line_id=one.line_id, sku=one.sku, planned_units=one.planned_units, units=one.units, note=one.note
            ),
            decided_on=one.decided_on,
            due_day=one.due_day,
        )
        for one in snapshot.decisions
    ]
    if not found:
        return OVERRIDES.empty_table(), settings.currency
    return override_ledger(snapshot, settings.policy, LocalEngine(), found), settings.currency
