"""What cut orders are called, and what a name says of them."""

from __future__ import annotations

import re
from datetime import date


def order_name(style_id: str, week: date) -> str:
    """The name of the order of a style for the ISO week of a day."""
    year, number, _ = week.isocalendar()
    return f"WO-{style_id}-{year}W{number:02d}"


def style_of_order(order_id: str) -> str:
    """The style that an order, or a part of one, is named after; '' where it has another name."""
    found = re.fullmatch(r"WO-(.+)-\d{4}W\d{2}(-\d+)?(/.*)?", order_id)
    return found[1] if found else ""
