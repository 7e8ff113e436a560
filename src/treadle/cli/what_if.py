"""`treadle what-if`: another buy beside the plan's, before anything is committed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from treadle.terms.what_if import Consequences

EXAMPLE = (
    "Example:  treadle what-if mybrand --scale 0.5\n\n"
    "Example:  treadle what-if mybrand --scenario 'half=scale 0.5' --scenario 'tight=budget 20000; without F2'"
)

#: Names of buys that treadle gives.
PLAN, EDITED, ASKED = "the plan", "as edited", "what if"
#: Broken rules listed of a scenario.
SHOWN_RULES = 8


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("what-if", epilog=EXAMPLE)
    def what_if_command(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        plan: Annotated[Path | None, typer.Option(help="Where its plan was written; default: plan in DIR.")] = None,
        line: Annotated[list[str] | None, typer.Option(help="A line_id, with --units; may be repeated.")] = None,
        units: Annotated[list[int] | None, typer.Option(min=0, help="Units of the --line before it.")] = None,
        scale: Annotated[float | None, typer.Option(min=0, help="Times every line that is not named.")] = None,
        budget: Annotated[float | None, typer.Option(min=0, help="What may be spent; decides the buy anew.")] = None,
        capacity: Annotated[
            float | None, typer.Option(min=0.01, max=10, help="Share of today's sewing minutes; decides anew.")
        ] = None,
        without: Annotated[list[str] | None, typer.Option(help="A factory that is not there; decides anew.")] = None,
        late: Annotated[
            tuple[str, str] | None, typer.Option(metavar="ORDER DAYS", help="An order on the way is late: PO-7 3d.")
        ] = None,
        scenario: Annotated[
            list[str] | None,
            typer.Option(metavar="NAME=…", help="'NAME=line LINE N; scale 0.5; budget 20000; capacity 0.8; without F1; "
                         "late ORDER 3d', in any mix; may be repeated."),
        ] = None,
    ) -> None:  # fmt: skip
        """Cost, profit, leftovers, cash, load and promises of another buy beside the plan's. Nothing is written."""
        from treadle.cli.language import language_of
        from treadle.errors import InputError
        from treadle.plant.what_if import days_of, read_scenario, what_if
        from treadle.terms.what_if import Scenario

        lines, counts = line or [], units or []
        if len(lines) != len(counts):
            raise InputError.single(
                "--line", f"{len(lines)} lines and {len(counts)} units", "Give --units for each --line"
            )
        days = days_of(late[1]) if late else 0
        if days is None:
            raise InputError.single("--late", "the days are not understood", "Say for instance --late ORDER 3d")
        asked = Scenario(
            name=ASKED, units=dict(zip(lines, counts, strict=True)), scale=scale, capacity_share=capacity,
            budget_cents=None if budget is None else round(100 * budget), without=tuple(without or ()),
            late_days={late[0]: days} if late else {},
        )  # fmt: skip
        scenarios = [read_scenario(one) for one in scenario or ()]
        if asked != Scenario(name=ASKED):
            scenarios = [asked, *scenarios]
        if not scenarios:
            raise InputError.single("what-if", "nothing is asked", "Say --scale, --budget, --line … or --scenario")
        found, currency = what_if(folder, plan or folder / "plan", scenarios)
        print_beside(found, currency, language_of(folder))


def print_beside(found: Sequence[Consequences], currency: str, language: str) -> None:
    """A column for each of several buys, the plan's first, and below them the rules that they break."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from treadle.words import label

    names = {PLAN: "if.plan", EDITED: "if.edited", ASKED: "if.what_if"}
    called = [label(names[one.name], language) if one.name in names else one.name for one in found]
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    for name in called:
        table.add_column(escape(name), justify="right", overflow="fold")
    rows = {
        "if.units": [f"{one.units:,}" for one in found],
        "if.cost": [_money(one.cost_cents) for one in found],
        "if.profit": [_money(one.expected_profit_cents) for one in found],
        "if.sell_out": [f"{one.sell_out_chance:.0%}" for one in found],
        "if.left": [f"{one.left_units:,.0f}" for one in found],
        "if.short": [f"{one.short_units:,.0f}" for one in found],
        "if.cash": [_money(one.cash_cents) for one in found],
        "if.budget": [_money(one.budget_left_cents) for one in found],
        "if.minutes": [f"{one.minutes:,.0f}" for one in found],
        "if.load": ["–" if one.load_share is None else f"{one.load_share:.0%}" for one in found],
        "if.orders": [f"{one.orders:,}" for one in found],
        "if.risky": [f"{one.risky_orders:,}" for one in found],
        "if.late": [f"{one.late_orders:,}" for one in found],
        "if.impossible": [f"{one.impossible_orders:,}" for one in found],
        "if.promise": [str(one.last_promise_day or "–") for one in found],
    }
    for key, cells in rows.items():
        table.add_row(label(key, language, currency=currency), *cells)
    Console().print(table)
    for name, one in zip(called, found, strict=True):
        for rule in one.broken[:SHOWN_RULES]:
            typer.echo(label("if.breaks", language, name=name, rule=rule))
        if len(one.broken) > SHOWN_RULES:
            typer.echo(label("if.breaks_more", language, name=name, count=len(one.broken) - SHOWN_RULES))
    typer.echo(label("if.days", language))


def _money(cents: int | None) -> str:
    return "–" if cents is None else f"{cents / 100:,.2f}"
