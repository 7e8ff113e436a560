"""The bridge from forecast to order on the page, and sentences on an order's money and on other quantities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from treadle.terms.schema import OUTPUTS
from treadle.words import heading, label, told

Row = Mapping[str, Any]

#: Rows of the bridge that the page shows; all are in the table and the workbook.
SHOWN = 40


def bridge_told(rows: Mapping[str, Sequence[Row]]) -> list[tuple[str, list[str], list[Row]]]:
    """The bridge and the costs, each with its columns: all options together, then those that are bought."""
    bridge = [row for row in rows["bridge"] if not row["option_id"]]
    if not bridge:
        return []
    bought = [row for row in rows["bridge"] if row["option_id"] and row["order_units"]]
    bridge += sorted(bought, key=lambda row: (-row["order_units"], row["option_id"]))[:SHOWN]
    costs = [row for row in rows["costs"] if not row["option_id"]]
    costs += [row for row in rows["costs"] if row["option_id"]][:SHOWN]
    shown = [("bridge", bridge), ("costs", costs)]
    return [(name, [one.name for one in OUTPUTS[name].columns], found) for name, found in shown if found]


def bridge_cost(row: Row, language: str) -> str:
    """What an order's money is for, as a sum."""
    parts = {one.name: one.heading for one in OUTPUTS["costs"].columns if one.name.endswith("_cents")}
    summed = [
        f"{heading(said, language)} {row[name] / 100:,.2f}" for name, said in parts.items() if name != "cost_cents"
    ]
    return label("bridge.cost", language, parts=" + ".join(summed), cost=row["cost_cents"] / 100)


def curve_sentence(points: Sequence[Row], language: str) -> str:
    """What other quantities would cost and earn, each once; empty where nothing is known of any."""
    names: dict[int, list[str]] = {}
    for row in points:
        names.setdefault(row["units"], []).append(told(row["point"], language))
    once = {row["units"]: row for row in points}
    said = [
        label(
            "bridge.point", language, units=units, point=", ".join(dict.fromkeys(names[units])),
            cost=row["cost_cents"] / 100, profit=row["expected_profit_cents"] / 100,
        )
        + ("" if row["is_orderable"] else label("bridge.below", language))
        for units, row in once.items()
    ]  # fmt: skip
    return label("bridge.points", language, points="; ".join(said)) if said else ""
