"""The names that others may build on are a frozen list: to change it is a decision, seen in a diff."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import treadle

ROOMS = ("sense", "anticipate", "decide", "cut", "sew", "schedule", "replenish")
PUBLIC = {
    "treadle": {
        "Brand",
        "BrandPlan",
        "Client",
        "InputError",
        "TreadleError",
        "__version__",
        "balance_line",
        "demo_brand",
        "draw_marker",
        "example_brand",
        "forecast",
        "open_brand",
        "order_stock",
        "plan_factory",
        "plan_lays",
        "promise",
    },
    "treadle.sense": {
        "CensorPolicy",
        "Counted",
        "Query",
        "SensePolicy",
        "Sensed",
        "build_history",
        "option_history",
        "sense",
        "unconstrain",
    },
    "treadle.anticipate": {"anticipate"},
    "treadle.decide": {"check_buy", "decide_buy"},
    "treadle.engine": {"LocalEngine"},
    "treadle.terms.policy": {
        "BuyPolicy",
        "CensorPolicy",
        "CleanPolicy",
        "ClothPolicy",
        "CutPolicy",
        "MarkdownPolicy",
        "NestPolicy",
        "Pace",
        "PlanPolicy",
        "Policy",
        "PromisePolicy",
        "SchedulePolicy",
        "SewPolicy",
        "TrendPolicy",
        "UnmetPolicy",
    },
    "treadle.terms.schema": {"OUTPUTS", "OUT_KINDS", "OutColumn", "OutTable"},
}
ENTRIES = (
    "treadle.anticipate.options.forecast_options",
    "treadle.anticipate.size_curve.size_curves",
    "treadle.cut.bundles.bundles_of",
    "treadle.cut.bundles.verify_bundles",
    "treadle.cut.draft.draft_pattern",
    "treadle.cut.lays.plan_lays",
    "treadle.cut.nest.marker_request",
    "treadle.cut.nest.nest",
    "treadle.cut.verify_lays.verify_lays",
    "treadle.cut.verify_marker.verify_marker",
    "treadle.day.plan.plan_day",
    "treadle.day.release.remake_day",
    "treadle.replenish.order.decide_orders",
    "treadle.replenish.refill.refill",
    "treadle.replenish.replenish.replenish",
    "treadle.replenish.transfer.transfers",
    "treadle.schedule.checks.check_schedule",
    "treadle.schedule.plan.plan_schedule",
    "treadle.schedule.repair.repair_schedule",
    "treadle.schedule.rush.rush_order",
    "treadle.sew.balance.balance_line",
    "treadle.sew.check.check_balance",
    "treadle.sew.manning.gains",
    "treadle.sew.manning.line_for_pitch",
)


def test_packages_show_the_frozen_names_and_no_others() -> None:
    packages = [
        "treadle",
        *(found.name for found in pkgutil.walk_packages(treadle.__path__, "treadle.") if found.ispkg),
    ]
    shown = {name: set(getattr(importlib.import_module(name), "__all__", ())) for name in packages}
    assert {name: names for name, names in shown.items() if names} == PUBLIC


def test_the_rooms_entries_stay_where_they_are_and_are_documented() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "library.md").read_text(encoding="utf-8")
    for entry in ENTRIES:
        module, name = entry.rsplit(".", 1)
        found = getattr(importlib.import_module(module), name)
        assert callable(found) and found.__doc__, entry
        if module.split(".")[1] in ROOMS:
            assert f"`{entry}`" in page, entry


def test_no_top_level_name_is_a_rooms() -> None:
    """`treadle.anticipate` must always mean the room, whatever was imported before."""
    assert not PUBLIC["treadle"] & set(ROOMS)
