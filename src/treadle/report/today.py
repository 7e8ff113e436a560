"""The head of the page: what to do today, with money both ways; then what is tied up, what is left, and the load."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from treadle.look.number_forms import Forms
from treadle.words import label

Row = Mapping[str, Any]
#: Actions that are shown at once; the others are folded.
SHOWN_ACTIONS = 10
#: Actions that are listed at all; the table has every one.
LISTED_ACTIONS = 200


class Figure(NamedTuple):
    """A figure of the page: what it is, the number, what it is beside, and the look of its state."""

    name: str
    number: str
    more: str = ""
    css: str = ""


def actions_told(rows: Sequence[Row]) -> dict[str, Any]:
    """At most ten actions, then those that are folded away, and how many there are beyond the ten."""
    return {
        "actions": rows[:SHOWN_ACTIONS],
        "more_actions": rows[SHOWN_ACTIONS:LISTED_ACTIONS],
        "further_actions": max(0, len(rows) - SHOWN_ACTIONS),
    }


def figures(values: Mapping[str, str], forms: Forms) -> list[Figure]:
    """Money tied up, budget left, load, and what is late."""

    def cents(name: str) -> int:
        return int(values.get(name) or 0)

    can_follow = values.get("next_order_days", "0") != "0"
    beyond = label("card.beyond", forms.language) if can_follow else ""
    found = [
        ("buy", forms.money(cents("buy_cost_cents")),
         {"units": int(values["buy_units"]), "profit": cents("expected_profit_cents") / 100, "beyond": beyond}),
        ("coming", forms.money(cents("coming_cost_cents")), {}),
        ("stock", forms.money(cents("stock_cost_cents")), {}),
        _budget(values, forms),
    ]  # fmt: skip
    free = int(values.get("sewing_minutes_free") or 0)
    if free:
        minutes = int(values["sewing_minutes"])
        found.append(("load", forms.share(minutes / free), {"minutes": minutes, "free": free}))
    late: dict[str, object] = {"orders": int(values["work_orders"]), "metres": float(values["fabric_m"])}
    late["risky"] = int(values["work_orders_at_risk"])
    found.append(("late", values["work_orders_late"], late))
    told = [_figure(name, number, {"currency": forms.currency, **facts}, forms) for name, number, facts in found]
    if int(values["work_orders_infeasible"]):
        said = label("card.impossible", forms.language)
        told.append(Figure(said, values["work_orders_infeasible"], css="late"))
    return told


def _budget(values: Mapping[str, str], forms: Forms) -> tuple[str, str, dict[str, object]]:
    if not values.get("budget_cents"):
        return "no_budget", "–", {}
    left = forms.money(int(values.get("budget_left_cents") or 0))
    return "budget", left, {"budget": int(values["budget_cents"]) / 100}


def _figure(name: str, number: str, facts: Mapping[str, object], forms: Forms) -> Figure:
    said = (label(f"card.{one}", forms.language, **facts) for one in (name, f"{name}_more"))
    title, more = said
    return Figure(title, number, more, "late" if name == "late" and number != "0" else "")
