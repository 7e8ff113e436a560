"""`treadle release`: from a plan to a commitment."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from treadle.plant.release import Released
    from treadle.terms.release import ReleasedOrder

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
        from treadle.cli.language import language_of
        from treadle.cli.progress import Bars
        from treadle.cli.what_if import print_beside
        from treadle.plant.release import release_plan
        from treadle.plant.what_if import preview_release
        from treadle.report.write import write_release
        from treadle.settings import whoami
        from treadle.words import label
        from treadle.words.spoken import spoken

        language = language_of(folder)

        if dry_run:
            beside, currency, unfit = preview_release(folder, out, edited, is_agreed=yes)
            print_beside(beside, currency, language)
            for one in unfit:
                typer.echo(label("release.unfit", language, text=spoken(one, language)))
            typer.echo(label("release.nothing", language))
            return
        with Bars() as bars:
            found = release_plan(folder, out, edited, author=whoami(), is_agreed=yes, progress=bars)
        if not found.is_new:
            typer.echo(label("release.again", language))
            return
        if found.plan is not None and found.tables is not None:
            write_release(out / RELEASED, found.plan, found.tables, language)
        _tell(found, language)
        if found.plan is not None:
            typer.echo(label("release.made", language, place=out / RELEASED))
        typer.echo(label("release.next", language, folder=folder))


def _tell(found: Released, language: str) -> None:
    """What was released, and which edits do not fit."""
    from treadle.words import label
    from treadle.words.spoken import spoken

    spare = sum(sum(order.spare_units.values()) for order in found.orders)
    typer.echo(
        label(
            "release.done", language, orders=len(found.orders), units=sum(map(_pieces, found.orders)),
            spares=label("release.spares", language, count=spare) if spare else "",
            cost=sum(order.cost_cents for order in found.orders) / 100, lines=found.edited_lines,
        )
    )  # fmt: skip
    for one in found.unfit:
        typer.echo(label("release.unfit", language, text=spoken(one, language)))
    for order in found.orders:
        where = f"{order.factory_id} {order.line_id}" if order.is_made else label("release.bought_in", language)
        facts = {"order": order.work_order_id, "units": _pieces(order), "where": where, "day": order.promise_day}
        typer.echo(label("release.order", language, **facts))


def _pieces(order: ReleasedOrder) -> int:
    return sum(order.units.values())
