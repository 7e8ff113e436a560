"""Small buy cases for the tests of decide."""

from __future__ import annotations

from datetime import date

from treadle.terms.buy import BuyCase, SizeCase
from treadle.terms.product import CostBreak

LEVELS = tuple(round(0.05 * step, 2) for step in range(1, 20))
DUE = date(2026, 9, 7)


def one_case(
    option_id: str = "shirt-red",
    *,
    style_id: str = "shirt",
    mean: float = 100.0,
    shares: tuple[float, ...] = (0.25, 0.5, 0.25),
    stock: tuple[int, ...] | None = None,
    price_cents: int = 3000,
    breaks: tuple[tuple[int, int, int], ...] = ((1, 0, 1200),),
    salvage_cents: int = 300,
    minimum: int = 0,
    style_minimum: int = 0,
    smv_minutes: float = 10.0,
    due_day: date = DUE,
    again_cents: float | None = None,
    width: float = 0.8,
) -> BuyCase:
    """A case with demand spread evenly over mean x (1 - width) to mean x (1 + width)."""
    units = tuple(mean * (1 - width + 2 * width * level) for level in LEVELS)
    held = stock or (0,) * len(shares)
    sizes = tuple(
        SizeCase(sku=f"{option_id}-{at}", size=f"S{at}", share=share, on_hand_units=held[at])
        for at, share in enumerate(shares)
    )
    return BuyCase(
        option_id=option_id,
        style_id=style_id,
        sizes=sizes,
        demand_levels=LEVELS,
        demand_units=units,
        demand_mean_units=mean,
        size_strength=500.0,
        price_cents=price_cents,
        cost_breaks=tuple(
            CostBreak(from_units=least, setup_cents=setup, cost_per_piece_cents=piece) for least, setup, piece in breaks
        ),
        salvage_cents=salvage_cents,
        holding_cents=0.0,
        due_day=due_day,
        option_minimum_units=minimum,
        style_minimum_units=style_minimum,
        smv_minutes=smv_minutes,
        again_cents=again_cents,
        early_units=() if again_cents is None else tuple(0.3 * one for one in units),
    )
