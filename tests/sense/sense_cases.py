"""A brand of two styles small enough to count on fingers, and signals for it."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa

from treadle.terms.product import Catalogue, CostBreak, Option, SizeScale, Sku, Style
from treadle.terms.signal import SIGNALS

COST = (CostBreak(from_units=0, setup_cents=0, cost_per_piece_cents=400),)
MONDAY = dt.date(2026, 3, 2)


def catalogue(launch: dt.date | None = None, colours: tuple[str, ...] = ("red",)) -> Catalogue:
    """Style TEE in the given colours (sizes S, M, L), list price 20.00; style HAT-one in one size."""
    return Catalogue(
        size_scales=(
            SizeScale(size_scale_id="letters", sizes=("S", "M", "L")),
            SizeScale(size_scale_id="one", sizes=("one",)),
        ),
        styles=(
            Style(style_id="TEE", category="t-shirts", size_scale_id="letters"),
            Style(style_id="HAT", category="hats", size_scale_id="one"),
        ),
        options=(
            *(
                Option(
                    option_id=f"TEE-{colour}",
                    style_id="TEE",
                    colour=colour,
                    price_cents=2000,
                    cost_breaks=COST,
                    launch_day=launch,
                )
                for colour in colours
            ),
            Option(option_id="HAT-blue", style_id="HAT", colour="blue", price_cents=900, cost_breaks=COST),
        ),
        skus=(
            *(
                Sku(sku=f"TEE-{colour}-{size}", option_id=f"TEE-{colour}", size=size)
                for colour in colours
                for size in ("S", "M", "L")
            ),
            Sku(sku="HAT-blue-one", option_id="HAT-blue", size="one"),
        ),
    )


def signals(*rows: dict) -> pa.Table:
    """Signals from short rows: `at` is a day or a datetime in UTC; units 1 and period 0 unless said."""
    full = []
    for number, row in enumerate(rows):
        row = dict(row)
        at = row.pop("at")
        if not isinstance(at, dt.datetime):
            at = dt.datetime.combine(at, dt.time(12))
        at = at.replace(tzinfo=dt.UTC)
        usual = dict.fromkeys(SIGNALS.names)
        usual |= {"signal_id": str(number), "happened_at": at, "known_at": at, "units": 1.0, "period_days": 0}
        full.append(usual | row)
    return pa.Table.from_pylist(full, schema=SIGNALS)


def rows_of(table: pa.Table, *names: str) -> list[tuple]:
    return list(zip(*(table[name].to_pylist() for name in names)))
