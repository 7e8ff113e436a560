"""`treadle release`: from a plan to a commitment."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from treadle.plant.release import Released

EXAMPLE = "Example:  treadle release mybrand mybrand/plan --edited mybrand/plan/plan.xlsx"
RELEASED = "released"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(help=f"Fix a plan: units on order with receipt days, and frozen work orders.\n\n{EXAMPLE}")
    def release(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        out: Annotated[Path, typer.Argument(metavar="OUT", help="Where the plan was written.")],
        edited: Annotated[
            Path | None,
            typer.Option(
                help="The plan's workbook with units changed, lines rejected or notes added to its buy lines."
            ),
        ] = None,
        yes: Annotated[
            bool,
            typer.Option(
                "--yes", help="Release with the edits of an older plan's workbook that fit, without the others."
            ),
        ] = False,
        dry_run: Annotated[
            bool,
            typer.Option("--dry-run", help="Only say what the edits do to profit, cash, load and promises."),
        ] = False,
    ) -> None:
        from treadle.cli.planned_work import language_of
        from treadle.cli.progress import Bars
        from treadle.cli.what_if import print_beside
        from treadle.plant.release import release_plan
        from treadle.plant.what_if import preview_release
        from treadle.report.write import write_release
        from treadle.settings import whoami

        if dry_run:
            beside, currency, unfit = preview_release(folder, out, edited, is_agreed=yes)
            print_beside(beside, currency, language_of(folder))
            for one in unfit:
                typer.echo(f"  not carried over: {one}")
            typer.echo("Nothing was released.")
            return
        with Bars() as bars:
            found = release_plan(folder, out, edited, author=whoami(), is_agreed=yes, progress=bars)
        if not found.is_new:
            typer.echo("This plan was released before; nothing was changed.")
            return
        if found.plan is not None and found.tables is not None:
            write_release(out / RELEASED, found.plan, found.tables, language_of(folder))
        _tell(found)
        if found.plan is not None:
            typer.echo(f"Cut and scheduled as edited: {out / RELEASED}")
        typer.echo(f"Next: treadle plan {folder}   (it counts these and proposes only the difference)")


def _tell(found: Released) -> None:
    """What was released, and which edits do not fit."""
    units = sum(sum(order.units.values()) for order in found.orders)
    cost = sum(order.cost_cents for order in found.orders) / 100
    edits = f"{_counted(found.edited_lines, 'line')} as edited"
    spare = sum(sum(order.spare_units.values()) for order in found.orders)
    spares = f" ({spare:,} of them spare, from the lays)" if spare else ""
    many = f"{_counted(len(found.orders), 'order')}, {_counted(units, 'unit')}{spares}"
    typer.echo(f"Released {many}, cost {cost:,.2f}; {edits}.")
    for one in found.unfit:
        typer.echo(f"  not carried over: {one}")
    for order in found.orders:
        where = f"{order.factory_id} {order.line_id}" if order.is_made else "bought in"
        pieces = sum(order.units.values())
        typer.echo(f"  {order.work_order_id}: {_counted(pieces, 'unit')}, {where}, there by {order.promise_day}")


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
