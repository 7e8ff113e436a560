"""The small brand that `treadle init` writes: eight styles, sixteen options, six sizes, half a year of signals.

It is there to be replaced row by row; the numbers are made up from a seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from treadle.storage.example_making import CHILDREN_SIZES, LETTER_SIZES, making_tables

SIZES = ("XS", "S", "M", "L", "XL", "XXL")
SIZE_SHARES = (0.08, 0.20, 0.28, 0.24, 0.13, 0.07)
FIRST_DAY = date(2026, 3, 16)
WEEKS = 28
WAREHOUSE = "warehouse"
#: style, name, garment, fabric, price, cost, first sale (weeks after FIRST_DAY), pieces a week, colours.
STYLES = (
    ("TEE1", "Crew tee", "tshirt", "jersey", 19.90, 5.10, -60, 26.0, ("white", "navy", "olive")),
    ("TEE2", "Striped tee", "tshirt", "jersey", 24.90, 6.20, 6, 15.0, ("blue", "red")),
    ("TEE3", "Heavy tee", "tshirt", "jersey", 29.90, 7.90, -60, 12.0, ("black", "sand")),
    ("SHI1", "Oxford shirt", "shirt", "poplin", 59.90, 16.40, -60, 9.0, ("white", "sky")),
    ("SHI2", "Camp shirt", "shirt", "viscose", 54.90, 15.20, 8, 8.0, ("palm", "rust")),
    ("TRO1", "Chino", "trousers", "twill", 69.90, 19.80, -60, 10.0, ("stone", "navy")),
    ("TRO2", "Wide trousers", "trousers", "twill", 74.90, 21.50, 14, 7.0, ("black",)),
    ("DRE1", "Midi dress", "dress", "viscose", 79.90, 22.40, 2, 9.0, ("teal", "wine")),
)
QUERIES = ("white tee", "linen shirt", "chino", "midi dress", "striped tee", "wide trousers")


def example_tables(seed: int = 0) -> dict[str, pa.Table]:
    """All tables of the example brand as text columns; the same seed gives the same rows."""
    rng = np.random.default_rng([2026, seed])
    garments = {garment: (garment, SIZES) for garment in sorted({style[2] for style in STYLES})}
    signals, sold = _signals(rng)
    return {
        **_product_tables(),
        **making_tables(garments),
        **_rolls(),
        "signals": signals,
        "stock": _stock(rng, sold),
        "on_order": pa.Table.from_pylist([
            {"order_id": "PO-1", "sku": f"TEE1-white-{size}", "place_id": WAREHOUSE, "units": str(units),
             "due_day": (FIRST_DAY + timedelta(weeks=WEEKS, days=8)).isoformat()}
            for size, units in zip(SIZES, (8, 20, 30, 24, 14, 8))]),
    }  # fmt: skip


def factory_tables() -> dict[str, pa.Table]:
    """Only how things are made: the example factory, cloth, bulletins and a T-shirt in adult and children's sizes."""
    tables = making_tables({"tshirt": ("tshirt", LETTER_SIZES), "tshirt-children": ("tshirt", CHILDREN_SIZES)})
    return {**tables, "places": _places()}


def _options() -> list[tuple[str, int, float]]:
    """Option, first week on sale and pieces a week."""
    found = []
    for style, _, _, _, _, _, first_week, rate, colours in STYLES:
        for place, colour in enumerate(colours):
            found.append((f"{style}-{colour}", first_week, rate / (1 + 0.5 * place)))
    return found


def _product_tables() -> dict[str, pa.Table]:
    products, costs, prices = [], [], []
    end = FIRST_DAY + timedelta(weeks=WEEKS)
    for style, name, garment, fabric, price, cost, first_week, _, colours in STYLES:
        launch = FIRST_DAY + timedelta(weeks=first_week)
        for units, setup, share in ((0, 120, 1.0), (200, 120, 0.92), (500, 120, 0.86)):
            costs.append({"style_id": style, "option_id": "", "from_units": str(units), "setup_cost": str(setup),
                          "cost_per_piece": f"{cost * share:.2f}"})  # fmt: skip
        for colour in colours:
            for size in SIZES:
                sku = f"{style}-{colour}-{size}"
                products.append(
                    {"sku": sku, "style_id": style, "option_id": f"{style}-{colour}", "colour": colour,
                     "size": size, "size_scale_id": "letters", "category": garment, "price": f"{price:.2f}",
                     "launch_day": launch.isoformat() if first_week >= 0 else "", "pattern_id": garment,
                     "bulletin_id": garment, "fabric_id": fabric, "minimum_units": "30",
                     "style_minimum_units": "50", "name": name, "cloth": fabric}
                )  # fmt: skip
                if style == "TEE2":
                    prices.append(
                        {"sku": sku, "from_day": end.isoformat(), "price": f"{price * 0.8:.2f}",
                         "to_day": (end + timedelta(days=13)).isoformat(), "is_promotion": "yes"}
                    )  # fmt: skip
    return {
        "products": pa.Table.from_pylist(products),
        "cost_breaks": pa.Table.from_pylist(costs),
        "price_plan": pa.Table.from_pylist(prices),
        "size_scales": pa.Table.from_pylist(
            [{"size_scale_id": "letters", "place": str(n), "size": size} for n, size in enumerate(SIZES, 1)]
        ),
        "stage_minutes": pa.Table.from_pylist(
            [{"style_id": "TEE2", "stage": "print", "smv_minutes": "0.6"}]
            + [{"style_id": style[0], "stage": stage, "smv_minutes": minutes}
               for style in STYLES for stage, minutes in (("press", "0.8"), ("pack", "0.5"))]
        ),
        "places": _places(),
        "budget": pa.Table.from_pylist([
            {"from_day": end.isoformat(), "to_day": (end + timedelta(days=27)).isoformat(), "amount": "25000.00"}]),
    }  # fmt: skip


def _rolls() -> dict[str, pa.Table]:
    """Rolls of jersey in the first style's first colour, of two shades, one with a fault; other cloth is bought to
    order."""
    style, _, _, fabric, _, _, _, _, colours = STYLES[0]
    lengths = (52.4, 49.0, 51.2, 38.6, 50.0, 47.8)
    rolls = [
        {"roll_id": f"{style}-{at:02d}", "fabric_id": fabric, "colour": colours[0], "length_m": str(length),
         "width_mm": "", "shade": "A" if at < 4 else "B", "counted_on": ""}
        for at, length in enumerate(lengths, start=1)
    ]  # fmt: skip
    fault = {"roll_id": rolls[1]["roll_id"], "from_m": "12.4", "to_m": "12.55", "across_from_mm": "300",
             "across_to_mm": "420"}  # fmt: skip
    return {"rolls": pa.Table.from_pylist(rolls), "faults": pa.Table.from_pylist([fault])}


def _places() -> pa.Table:
    return pa.Table.from_pylist([
        {"place_id": WAREHOUSE, "kind": "warehouse", "name": "Warehouse"},
        {"place_id": "web", "kind": "channel", "name": "Web shop"},
    ])  # fmt: skip


def _signals(rng: np.random.Generator) -> tuple[pa.Table, dict[str, int]]:
    """Daily totals of views, carts, wishes and searches, and every order and return as an act of its own."""
    rows: list[tuple[str, str, str, str, str, str, str]] = []
    sold: dict[str, int] = {}
    prices = {style[0]: f"{style[4]:.2f}" for style in STYLES}
    for option, first_week, rate in _options():
        mood = 1.0
        for day in range(max(0, first_week * 7), WEEKS * 7):
            mood *= float(np.exp(rng.normal(0, 0.02)))
            on = FIRST_DAY + timedelta(days=day)
            age = (day - first_week * 7) / 7
            season = 1 + 0.25 * np.sin(2 * np.pi * (on.timetuple().tm_yday - 110) / 365)
            daily = rate / 7 * mood * season * (1 + 0.9 * np.exp(-age / 3)) * (1.3 if on.weekday() >= 5 else 0.9)
            views = int(rng.poisson(daily * 38))
            carts = int(rng.binomial(views, 0.06))
            rows.append((on.isoformat(), "view", "", option, "", str(views), "1"))
            if carts:
                rows.append((on.isoformat(), "cart", "", option, "", str(carts), "1"))
            if day % 7 == 6:
                rows.append((on.isoformat(), "wish", "", option, "", str(int(rng.poisson(daily * 4))), "1"))
            _orders(rng, rows, sold, option, on, int(rng.poisson(daily)))
    for query in QUERIES:
        for day in range(WEEKS * 7):
            on = FIRST_DAY + timedelta(days=day)
            rows.append((on.isoformat(), "search", "", "", query, str(int(rng.poisson(9))), "1"))
    rows.sort(key=lambda row: row[0])
    return _signal_table(rows, prices), sold


def _orders(
    rng: np.random.Generator, rows: list[tuple[str, str, str, str, str, str, str]], sold: dict[str, int],
    option: str, on: date, units: int,
) -> None:  # fmt: skip
    for place in rng.choice(len(SIZES), size=units, p=SIZE_SHARES):
        minute = int(rng.integers(7 * 60, 23 * 60))
        sku = f"{option}-{SIZES[place]}"
        rows.append((f"{on.isoformat()}T{minute // 60:02d}:{minute % 60:02d}:00", "order", sku, "", "", "1", "0"))
        sold[sku] = sold.get(sku, 0) + 1
        back = on + timedelta(days=int(rng.integers(5, 20)))
        if rng.random() < 0.09 and back < FIRST_DAY + timedelta(weeks=WEEKS):
            rows.append((f"{back.isoformat()}T11:00:00", "return", sku, "", "", "1", "0"))


def _signal_table(rows: Sequence[tuple[str, str, str, str, str, str, str]], prices: dict[str, str]) -> pa.Table:
    return pa.table(
        {
            "signal_id": [f"S{number:06d}" for number in range(1, len(rows) + 1)],
            "happened_at": [row[0] for row in rows],
            "kind": [row[1] for row in rows],
            "sku": [row[2] for row in rows],
            "option_id": [row[3] for row in rows],
            "query": [row[4] for row in rows],
            "channel": ["web"] * len(rows),
            "units": [row[5] for row in rows],
            "price": [prices[row[2].split("-")[0]] if row[1] == "order" else "" for row in rows],
            "period_days": [row[6] for row in rows],
        }
    )


def _stock(rng: np.random.Generator, sold: dict[str, int]) -> pa.Table:
    """About three weeks of sales of each SKU."""
    rows = []
    for option, _, _ in _options():
        for size in SIZES:
            sku = f"{option}-{size}"
            units = int(rng.poisson(1 + 3 * sold.get(sku, 0) / WEEKS))
            rows.append({"sku": sku, "place_id": WAREHOUSE, "units": str(units)})
    return pa.Table.from_pylist(rows)
