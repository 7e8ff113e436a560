"""The part of the page on what customers did: what rises, what they seek in vain, what their acts are worth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from treadle.look.number_forms import Forms
from treadle.words import label, told

Row = Mapping[str, Any]

#: Rows of a list that the page shows; the tables have every one.
LISTED = 25


def signals_told(tables: Mapping[str, pa.Table], forms: Forms) -> dict[str, Any]:
    """The findings in a plan's tables: rising (None where no list was ever made) and how far such lists could be
    trusted, searches in vain, what acts are worth, and how many signals each rule of cleaning left out."""
    language = forms.language
    record = _rows(tables, "rising_record")
    return {
        "rising": [(row, _sales_since(row, forms)) for row in _rows(tables, "rising")] if record else None,
        "records": [_record(row, language) for row in record],
        "unmet": _rows(tables, "unmet_searches"),
        "intent": _rows(tables, "intent"),
        "left_out": ", ".join(_left_out(tables.get("left_out"), language)),
        "listed": LISTED,
    }


def _rows(tables: Mapping[str, pa.Table], name: str) -> list[Row]:
    found: list[Row] = tables[name].to_pylist() if name in tables else []
    return found


def _sales_since(row: Row, forms: Forms) -> str:
    language = forms.language
    if row["sales_since_week"] is None:
        return label("page.not_up", language)
    days = label("page.after_looks", language, days=row["ahead_days"]) if row["ahead_days"] else ""
    return label("page.up_since", language, week=forms.day(row["sales_since_week"])) + days


def _record(row: Row, language: str) -> str:
    """The record of one kind of list as a sentence."""
    days = row["median_ahead_days"]
    return label(
        "page.record", language, kind=label(f"kind.{row['kind']}", language), any=row["lists_with_any"],
        lists=row["lists"], alarms=row["false_alarm_share"], rises=row["demand_rises"], seen=row["seen_in_time"],
        ahead="" if days is None else label("page.ahead", language, days=days),
    )  # fmt: skip


def _left_out(table: pa.Table | None, language: str) -> list[str]:
    """How many signals each rule of cleaning found."""
    if table is None or not table.num_rows:
        return []
    counted = table.group_by("rule").aggregate([("rule", "count")]).sort_by("rule").to_pylist()
    return [f"{told(row['rule'], language)} {row['rule_count']:,}" for row in counted]
