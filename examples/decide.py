"""Decide: how many of each size of a shirt to make, for the money that is there."""

from __future__ import annotations

from datetime import date

from treadle.decide import check_buy, decide_buy
from treadle.terms.buy import BuyCase, SizeCase
from treadle.terms.policy import BuyPolicy
from treadle.terms.product import CostBreak
from treadle.words import say

LEVELS = tuple(round(0.05 * step, 2) for step in range(1, 20))
SHARES = {"S": 0.2, "M": 0.4, "L": 0.3, "XL": 0.1}


def case() -> BuyCase:
    """A shirt of which 20 to 180 will be wanted, sold at 30.00, made for 12.00 (11.00 from 150), 3.00 if left over."""
    breaks = (
        CostBreak(from_units=1, setup_cents=5_000, cost_per_piece_cents=1_200),
        CostBreak(from_units=150, setup_cents=5_000, cost_per_piece_cents=1_100),
    )
    return BuyCase(
        option_id="shirt-white",
        style_id="shirt",
        sizes=tuple(
            SizeCase(sku=f"shirt-white-{size}", size=size, share=share, on_hand_units=6 if size == "M" else 0)
            for size, share in SHARES.items()
        ),
        demand_levels=LEVELS,
        demand_units=tuple(20 + 160 * level for level in LEVELS),
        demand_mean_units=100.0,
        size_strength=300.0,
        price_cents=3_000,
        cost_breaks=breaks,
        salvage_cents=300,
        holding_cents=0.0,
        due_day=date(2026, 9, 7),
        option_minimum_units=50,
        style_minimum_units=0,
        smv_minutes=12.0,
    )


def main() -> None:
    """Print the buy with its reasons."""
    cases, policy = [case()], BuyPolicy()
    plan = decide_buy(cases, policy=policy)
    for line in plan.lines:
        print(f"{line.sku:<16} {line.units:>4}  {say(line.reason)}")
    print(f"expected profit {plan.profit_cents / 100:,.2f}; rules broken: {len(check_buy(plan, cases))}")


if __name__ == "__main__":
    main()
