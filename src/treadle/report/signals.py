"""The part of the page on what customers did: what rises, what they seek in vain, what their acts are worth."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

import pyarrow as pa

from treadle.report.heads import Own, heads
from treadle.words import label, told

Row = Mapping[str, Any]
#: A column of the table, or a heading of the page's own and whether numbers stand below it; the text of a row's cell.
Column = tuple[str | Own, bool, Callable[[Row], str]]

LISTED = 25


def signals_part(tables: Mapping[str, pa.Table], language: str) -> str:
    """HTML of the findings in a plan's tables; empty where there are none."""
    parts = (
        _rising(tables.get("rising"), tables.get("rising_record"), language),
        _unmet(tables.get("unmet_searches"), language),
        _intent(tables.get("intent"), language),
        _left_out(tables.get("left_out"), language),
    )
    return "".join(parts)


def _rising(table: pa.Table | None, record: pa.Table | None, language: str) -> str:
    """What is really up, and how well such lists have done on this brand's past."""
    if table is None or record is None or not record.num_rows:
        return ""
    body = f"<p>{label('page.nothing_rises', language)}</p>"
    if table.num_rows:
        columns: tuple[Column, ...] = (
            (
                "name",
                False,
                lambda row: label("page.kind", language, kind=told(row["kind"], language), name=row["name"]),
            ),
            ("before_per_week", True, lambda row: f"{row['before_per_week']:,.1f}"),
            ("now_per_week", True, lambda row: f"{row['now_per_week']:,.1f}"),
            ("rise", True, lambda row: f"{row['rise']:,.1f}"),
            ("chance", True, lambda row: f"{row['chance']:.1g}"),
            ("since_week", False, lambda row: str(row["since_week"])),
            ("sales_since_week", False, lambda row: _sales_since(row, language)),
        )
        body = _table("rising", table.to_pylist(), columns, language)
    said = "".join(f"<li>{_record(row, language)}</li>" for row in record.to_pylist())
    trust = f"<details><summary>{label('page.trust', language)}</summary><ul>{said}</ul></details>"
    return f"<h3>{label('title.rising', language)}</h3>{body}{trust}"


def _sales_since(row: Row, language: str) -> str:
    if row["sales_since_week"] is None:
        return label("page.not_up", language)
    days = label("page.after_looks", language, days=row["ahead_days"]) if row["ahead_days"] else ""
    return label("page.up_since", language, week=row["sales_since_week"]) + days


def _record(row: Row, language: str) -> str:
    """The record of one kind of list as a sentence."""
    days = row["median_ahead_days"]
    return label(
        "page.record", language, kind=label(f"kind.{row['kind']}", language), any=row["lists_with_any"],
        lists=row["lists"], alarms=row["false_alarm_share"], rises=row["demand_rises"], seen=row["seen_in_time"],
        ahead="" if days is None else label("page.ahead", language, days=days),
    )  # fmt: skip


def _unmet(table: pa.Table | None, language: str) -> str:
    """Searches that the range does not answer."""
    if table is None or not table.num_rows:
        return ""
    columns: tuple[Column, ...] = (
        ("query", False, lambda row: row["query"]),
        ("why", False, lambda row: told(row["why"], language)),
        ("missing", False, lambda row: told(row["missing"], language)),
        ("fitting_options", True, lambda row: f"{row['fitting_options']:,}"),
        ("searches_now", True, lambda row: f"{row['searches_now']:,.0f}"),
        ("searches_before", True, lambda row: f"{row['searches_before']:,.0f}"),
    )
    shown = _table("unmet_searches", table.to_pylist(), columns, language)
    return f"<h3>{label('title.unmet', language)}</h3>{shown}"


def _intent(table: pa.Table | None, language: str) -> str:
    """What an act is worth in units."""
    if table is None or not table.num_rows:
        return ""

    def between(row: Row) -> str:
        return label("page.between", language, low=row["units_low"], high=row["units_high"])

    columns: tuple[Column, ...] = (
        ("category", False, lambda row: row["category"]),
        ("kind", False, lambda row: told(row["kind"], language)),
        ("acts", True, lambda row: f"{row['acts']:,.0f}"),
        ("units_each", True, lambda row: f"{row['units_each']:.2f}"),
        (("head.interval", True), True, between),
        ("units_beside", True, lambda row: f"{row['units_beside']:.2f}"),
        ("lead_days", True, lambda row: f"{row['lead_days']:.1f}"),
        ("traced_orders", True, lambda row: f"{row['traced_orders']:,}"),
    )
    shown = _table("intent", table.to_pylist(), columns, language)
    return f"<details><summary>{label('title.intent', language)}</summary>{shown}</details>"


def _left_out(table: pa.Table | None, language: str) -> str:
    """How many signals each rule of cleaning found."""
    if table is None or not table.num_rows:
        return ""
    counted = table.group_by("rule").aggregate([("rule", "count")]).sort_by("rule").to_pylist()
    rules = ", ".join(f"{escape(told(row['rule'], language))} {row['rule_count']:,}" for row in counted)
    return f"<p class=muted>{label('page.left_out', language, rules=rules)}</p>"


def _table(name: str, rows: Sequence[Row], columns: Sequence[Column], language: str) -> str:
    """Rows as an HTML table; beyond `LISTED` rows it says where the rest is."""
    head = heads(name, *(column for column, _, _ in columns), language=language)
    body = "".join(
        "<tr>"
        + "".join(f"<td{' class=n' if is_number else ''}>{escape(text(row))}</td>" for _, is_number, text in columns)
        + "</tr>"
        for row in rows[:LISTED]
    )
    rest = len(rows) - LISTED
    more = f"<p class=muted>{label('page.more_rows', language, count=rest)}</p>" if rest > 0 else ""
    return f'<div class="wide"><table>{head}{body}</table></div>{more}'
