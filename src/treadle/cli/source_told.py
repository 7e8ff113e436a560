"""How a split is shown: who makes what, why, and what nobody makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from treadle.terms.sourcing import SplitPlan

_SPLIT_HEADS = (
    "sourcing.order", "sourcing.factory", "sourcing.pieces", "sourcing.cost", "sourcing.arrives", "sourcing.in_time",
    "sourcing.why",
)  # fmt: skip
#: Lines that are shown; a file has them all.
MOST_SHOWN = 40


def print_split(plan: SplitPlan, language: str) -> None:
    """A line a row, what nobody makes, and what an hour more of the fullest factories would save."""
    from rich.console import Console
    from rich.table import Table

    from treadle.words import label, say

    table = Table(box=None, pad_edge=False)
    for name in _SPLIT_HEADS:
        is_number = name in ("sourcing.pieces", "sourcing.cost")
        table.add_column(label(name, language), justify="right" if is_number else "left", overflow="fold")
    for line in plan.lines[:MOST_SHOWN]:
        table.add_row(
            line.order_id, line.factory_id, f"{line.units:,}", f"{line.total_cents / 100:,.2f}",
            line.arrival_day.isoformat(), f"{line.on_time_share:.0%}", say(line.reason, language),
        )  # fmt: skip
    Console().print(table)
    if len(plan.lines) > MOST_SHOWN:
        typer.echo(label("sourcing.more", language, lines=len(plan.lines) - MOST_SHOWN))
    made = {"units": sum(one.units for one in plan.lines), "orders": len({one.order_id for one in plan.lines}),
            "factories": len({one.factory_id for one in plan.lines})}  # fmt: skip
    typer.echo(label("sourcing.sum", language, **made, cost=plan.cost_cents / 100, gap=plan.gap_share))
    if plan.unplaced:
        typer.echo(label("sourcing.left", language, units=sum(one.units for one in plan.unplaced)))
        for one in plan.unplaced[:MOST_SHOWN]:
            typer.echo(f"  {one.order_id}: {one.units:,}. {say(one.reason, language)}")
    dearest = sorted(plan.price_of_hour_cents.items(), key=lambda one: -one[1])[:3]
    for factory, cents in dearest:
        typer.echo(label("sourcing.hour", language, factory=factory, money=cents / 100))
