"""The page's part on trims and thread: what is short or late before an order is cut."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from treadle.words import label, say_text


def materials_part(rows: Mapping[str, Sequence[Mapping[str, Any]]], language: str) -> str:
    """A line for each order that lacks something or takes something in its place; empty where all is there."""
    told = [row for row in rows["materials"] if row["short"] or row["late"] or row["replaced"]]
    if not told:
        return ""
    lines = "".join(
        f"<li>{escape(str(row['work_order_id']))}: {escape(say_text(str(row['reason']), language))}</li>"
        for row in told
    )
    return f"<h3>{label('title.materials', language)}</h3><ul>{lines}</ul>"
