"""The page's part on load: per factory, each sewing line week by week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from treadle.look.number_forms import Forms
from treadle.words import label

Row = Mapping[str, Any]


def load_told(rows: Sequence[Row], forms: Forms) -> list[tuple[str, list[Row]]]:
    """The load of each factory under its name with its fullest week; none where nothing is sewn."""
    factories: dict[str, list[Row]] = {}
    for row in rows:
        factories.setdefault(str(row["factory_id"]), []).append(row)
    found = []
    for factory, mine in factories.items():
        most = max(mine, key=lambda row: (float(row["share"]), str(row["line_id"])))
        facts = {"line": most["line_id"], "share": most["share"], "week": forms.day(most["week_from"])}
        found.append((label("page.load", forms.language, factory=factory, **facts), mine))
    return found
