"""`treadle test-orders`: which new options to try with how many pieces."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from treadle.cli.output import TABLE_ENDINGS, check_output

if TYPE_CHECKING:
    from treadle.terms.test_order import TestPlan

EXAMPLE = "Example: treadle test-orders mybrand mybrand/plan --budget 20000 --weeks 2 --out tests.csv"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("test-orders", epilog=EXAMPLE)
    def test_orders(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        plan: Annotated[Path, typer.Argument(metavar="OUT", help="Where its plan was written.")],
        budget: Annotated[float, typer.Option(min=0.0, help="What all tests may cost together.")],
        weeks: Annotated[int, typer.Option(min=1, max=26, help="Weeks a test sells before it is decided on.")] = 2,
        sizes: Annotated[str, typer.Option(help="Pieces a test may have, separated by spaces.")] = "20 40 60 100 200",
        out: Annotated[Path | None, typer.Option(help="Where to write the tests as .csv or .parquet.")] = None,
    ) -> None:
        """Test the options that have never sold where their first sales teach most for the money."""
        from treadle.cli.language import language_of
        from treadle.plant.export import write_table
        from treadle.plant.test_orders import order_tests
        from treadle.words import label

        language = language_of(folder)

        check_output(out, TABLE_ENDINGS, makes_folders=True)
        told = order_tests(folder, plan, budget_cents=round(budget * 100), test_weeks=weeks, sizes=_pieces(sizes))
        if out is not None:
            write_table(out, _table(told, language))
        tested = [order for order in told.orders if order.units]
        pieces = sum(order.units for order in tested)
        money = {"cost": told.cost_cents / 100, "worth": told.worth_cents / 100, "bound": told.bound_cents / 100}
        typer.echo(label("test.sum", language, tested=len(tested), options=len(told.orders), pieces=pieces, **money))
        _print(told, language)
        if out is not None:
            typer.echo(label("said.written", language, place=out))


def _pieces(text: str) -> list[int]:
    from treadle.errors import InputError

    words = text.replace(",", " ").split()
    if not words or not all(word.isdecimal() and 0 < int(word) <= 100_000 for word in words):
        raise InputError.single(
            "--sizes", f"is {text!r}", 'Write whole numbers separated by spaces, such as "20 40 60"'
        )
    return [int(word) for word in words]


def _print(told: TestPlan, language: str) -> None:
    from treadle.words import say

    for order in sorted(told.orders, key=lambda one: (-one.worth_cents, one.option_id)):
        typer.echo(f"  {order.option_id}: {say(order.reason, language)}")


def _table(told: TestPlan, language: str) -> object:
    import pyarrow as pa

    from treadle.terms.schema import OUTPUTS
    from treadle.words import say

    rows = [
        {
            "option_id": order.option_id,
            "units": order.units,
            "cost": order.cost_cents / 100,
            "worth": round(order.worth_cents) / 100,
            "go_units": order.go_units,
            "go_chance": round(order.go_chance, 4),
            "blind_units": order.blind_units,
            "blind_profit": round(order.blind_cents) / 100,
            "reason": say(order.reason, language),
        }
        for order in told.orders
    ]
    return pa.Table.from_pylist(rows, schema=OUTPUTS["test_orders"].arrow)
