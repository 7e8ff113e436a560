"""What goes on, runs out or stops, and the markdowns of what stops, as tables."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from treadle.terms.course import Course
from treadle.terms.schema import OUTPUTS

COURSES = OUTPUTS["courses"].arrow
MARKDOWNS = OUTPUTS["markdowns"].arrow


def course_tables(as_of: date, found: Iterable[Course]) -> dict[str, pa.Table]:
    """Tables 'courses' (COURSES, a row per option) and 'markdowns' (MARKDOWNS, the weeks of what stops)."""
    rows, weeks = [], []
    for one in found:
        rows.append(
            {
                "option_id": one.option_id,
                "course": one.course,
                "weeks_of_cover": round(one.weeks_of_cover, 2) if np.isfinite(one.weeks_of_cover) else None,
                "weeks_left": one.weeks_left,
                "available_units": one.available_units,
                "sell_out_chance": round(one.sell_out_chance, 4),
                "left_units": round(one.left_units, 2),
                "reason": one.reason.to_text(),
            }
        )
        if one.course == "stop":
            weeks += [
                {
                    "option_id": one.option_id,
                    "week_start": as_of + timedelta(days=7 * at),
                    "discount_share": week.discount,
                    "price_cents": week.price_cents,
                    "sold_units": round(week.sold_units, 2),
                    "left_units": round(week.left_units, 2),
                }
                for at, week in enumerate(one.exit_plan.weeks)
            ]
    return {
        "courses": pa.Table.from_pylist(rows, schema=COURSES),
        "markdowns": pa.Table.from_pylist(weeks, schema=MARKDOWNS),
    }
