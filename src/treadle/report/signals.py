"""The part of the page on what customers did: what rises, what they seek in vain, what their acts are worth."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

import pyarrow as pa

Row = Mapping[str, Any]
#: Heading, whether its cells are numbers, and the text of a row's cell.
Column = tuple[str, bool, Callable[[Row], str]]

LISTED = 25
KINDS = {
    "option": "options",
    "attribute": "attributes",
    "search": "searches",
    "searched attribute": "what is asked for",
}


def signals_part(tables: Mapping[str, pa.Table]) -> str:
    """HTML of the findings in a plan's tables; empty where there are none."""
    parts = (
        _rising(tables.get("rising"), tables.get("rising_record")),
        _unmet(tables.get("unmet_searches")),
        _intent(tables.get("intent")),
        _left_out(tables.get("left_out")),
    )
    return "".join(parts)


def _rising(table: pa.Table | None, record: pa.Table | None) -> str:
    """What is really up, and how well such lists have done on this brand's past."""
    if table is None or record is None or not record.num_rows:
        return ""
    body = "<p>Nothing rises beyond chance this week.</p>"
    if table.num_rows:
        body = _table(
            table.to_pylist(),
            (
                ("what", False, lambda row: f"{row['kind']}: {row['name']}"),
                ("a week before", True, lambda row: f"{row['before_per_week']:,.1f}"),
                ("a week now", True, lambda row: f"{row['now_per_week']:,.1f}"),
                ("times its share", True, lambda row: f"{row['rise']:,.1f}"),
                ("chance if nothing rose", True, lambda row: f"{row['chance']:.1g}"),
                ("since", False, lambda row: str(row["since_week"])),
                ("sales", False, _sales_since),
            ),
        )
    told = [_told(row) for row in record.to_pylist()]
    return f"<h3>Rising</h3>{body}<details><summary>How far such lists could be trusted so far</summary><ul>" + (
        "".join(f"<li>{one}</li>" for one in told) + "</ul></details>"
    )


def _sales_since(row: Row) -> str:
    if row["sales_since_week"] is None:
        return "not up yet"
    days = f", {row['ahead_days']} days after the looks" if row["ahead_days"] else ""
    return f"up since {row['sales_since_week']}{days}"


def _told(row: Row) -> str:
    """The record of one kind of list as a sentence."""
    seen = f"; demand was up {row['demand_rises']} times, seen in time {row['seen_in_time']}"
    days = "" if row["median_ahead_days"] is None else f", typically {row['median_ahead_days']:.0f} days ahead"
    return (
        f"{escape(KINDS.get(str(row['kind'])) or str(row['kind']))}: {row['lists_with_any']} of {row['lists']} weekly "
        f"lists held any (where nothing rises {row['false_alarm_share']:.0%} would){seen}{days}"
    )


def _unmet(table: pa.Table | None) -> str:
    """Searches that the range does not answer."""
    if table is None or not table.num_rows:
        return ""
    return "<h3>Looked for in vain</h3>" + _table(
        table.to_pylist(),
        (
            ("search", False, lambda row: row["query"]),
            ("why", False, lambda row: row["why"]),
            ("missing", False, lambda row: row["missing"]),
            ("options that fit", True, lambda row: f"{row['fitting_options']:,}"),
            ("searches now", True, lambda row: f"{row['searches_now']:,.0f}"),
            ("before", True, lambda row: f"{row['searches_before']:,.0f}"),
        ),
    )


def _intent(table: pa.Table | None) -> str:
    """What an act is worth in units."""
    if table is None or not table.num_rows:
        return ""
    return "<details><summary>What a view, a search, a cart and a wish are worth in units</summary>" + (
        _table(
            table.to_pylist(),
            (
                ("category", False, lambda row: row["category"]),
                ("act", False, lambda row: row["kind"]),
                ("acts", True, lambda row: f"{row['acts']:,.0f}"),
                ("units that follow one", True, lambda row: f"{row['units_each']:.2f}"),
                ("80 % between", True, lambda row: f"{row['units_low']:.2f} and {row['units_high']:.2f}"),
                ("beside the other acts", True, lambda row: f"{row['units_beside']:.2f}"),
                ("days ahead", True, lambda row: f"{row['lead_days']:.1f}"),
                ("orders traced", True, lambda row: f"{row['traced_orders']:,}"),
            ),
        )
        + "</details>"
    )


def _left_out(table: pa.Table | None) -> str:
    """How many signals each rule of cleaning found."""
    if table is None or not table.num_rows:
        return ""
    counted = table.group_by("rule").aggregate([("rule", "count")]).sort_by("rule").to_pylist()
    told = ", ".join(f"{escape(row['rule'])} {row['rule_count']:,}" for row in counted)
    return f"<p class=muted>Signals that no customer meant, not counted: {told}. Each stands in left_out.csv.</p>"


def _table(rows: Sequence[Row], columns: Sequence[Column]) -> str:
    """Rows as an HTML table; beyond `LISTED` rows it says where the rest is."""
    head = "".join(f"<th{' class=n' if is_number else ''}>{heading}</th>" for heading, is_number, _ in columns)
    body = "".join(
        "<tr>"
        + "".join(f"<td{' class=n' if is_number else ''}>{escape(text(row))}</td>" for _, is_number, text in columns)
        + "</tr>"
        for row in rows[:LISTED]
    )
    more = f"<p class=muted>{len(rows) - LISTED:,} more are in the tables.</p>" if len(rows) > LISTED else ""
    return f'<div class="wide"><table><tr>{head}</tr>{body}</table></div>{more}'
