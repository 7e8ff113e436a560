"""Orders of a served brand: listed, received, changed at a price, closed, stages finished."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from treadle.cli.at_server.reached import reached

Order = Annotated[str, typer.Argument(metavar="ORDER", help="The order.")]
On = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day; default: the brand's day.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    _add_booking(app)
    _add_changing(app)
    _add_scans(app)
    _add_promising(app)


def _add_booking(app: typer.Typer) -> None:
    @app.command("orders")
    def orders(
        context: typer.Context,
        state: Annotated[str, typer.Option(help="open, received, closed or cancelled; default: all.")] = "",
    ) -> None:
        """List orders as they stand."""
        with reached(context) as brand:
            found = brand.orders(state=state)
        for one in found:
            typer.echo(
                f"{one.order_id}  {one.state}  {one.factory_id} {one.line_id}  {one.received_units:,} of "
                f"{one.ordered_units:,} came  due {one.due_day}  promised {one.promise_day}"
            )

    @app.command("receive")
    def receive(
        context: typer.Context, order: Order,
        units: Annotated[
            list[str] | None, typer.Option(help="What came: size=pieces, separated by commas; SKU or colour/size too.")
        ] = None,
        rejected: Annotated[
            list[str] | None, typer.Option(help="What came and was sent back, in the same way: it is still owed.")
        ] = None,
        on: On = None,
        last: Annotated[bool, typer.Option("--last", help="Nothing more will come: what is short is cancelled.")]
        = False,
        note: Annotated[str, typer.Option(help="What there is to say of it.")] = "",
        note_id: Annotated[str, typer.Option(help="The delivery note: the same note is booked once.")] = "",
    ) -> None:  # fmt: skip
        """Book goods that came: in parts, short, over or rejected, by size."""
        from treadle.cli.pieces_by_size import pieces_by_size

        with reached(context) as brand:
            found = brand.receive(
                order, units=None if units is None else pieces_by_size("--units", units),
                rejected=pieces_by_size("--rejected", rejected or []), day=on.date() if on else None, is_last=last,
                note=note, note_id=note_id,
            )  # fmt: skip
        if not found.is_new:
            typer.echo(f"{order}: this was booked before; nothing was changed.")
            return
        told = found.order
        typer.echo(f"{order}: {told.received_units:,} of {told.ordered_units:,} came, {told.open_units:,} are open.")

    @app.command("finish")
    def finish(
        context: typer.Context, order: Order,
        stage: Annotated[str, typer.Option(help="What is finished: cut, or sew.")], on: On = None,
    ) -> None:  # fmt: skip
        """Report a stage of an order finished: until then its work stays in the schedule."""
        with reached(context) as brand:
            brand.finish_stage(order, stage, day=on.date() if on else None)
        typer.echo(f"{order}: {stage} is finished.")


def _add_changing(app: typer.Typer) -> None:
    @app.command("amend")
    def amend(
        context: typer.Context, order: Order,
        reason: Annotated[str, typer.Option(help="Why; it is kept with the change, and told by later plans.")],
        units: Annotated[
            list[str] | None,
            typer.Option(help="Pieces wanted now: size=pieces, separated by commas; others stay."),
        ] = None,
        due: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Another due day.")] = None,
        factory: Annotated[str | None, typer.Option(help="Another factory.")] = None,
        line: Annotated[str | None, typer.Option(help="Another sewing line.")] = None,
        cancel: Annotated[bool, typer.Option("--cancel", help="What has not come is not wanted any more.")] = False,
        anew: Annotated[
            bool, typer.Option("--anew", help="What is cut down is still wanted: the next plan may order it again.")
        ] = False,
        yes: Annotated[bool, typer.Option("--yes", help="Agree to the price.")] = False,
    ) -> None:  # fmt: skip
        """Change units, due day, factory or line of an order, or cancel it: its price is said first."""
        from treadle.cli.pieces_by_size import pieces_by_size

        pieces = pieces_by_size("--units", units or [])
        day = due.date() if due else None
        with reached(context) as brand:
            found = brand.amend(
                order, reason=reason, units=pieces, due_day=day, factory_id=factory, line_id=line, is_cancelled=cancel,
                is_wanted_anew=anew, is_trial=True,
            )  # fmt: skip
            is_agreed = yes or not found.price_cents
            if is_agreed:
                found = brand.amend(
                    order, reason=reason, units=pieces, due_day=day, factory_id=factory, line_id=line,
                    is_cancelled=cancel, is_wanted_anew=anew,
                )  # fmt: skip
        typer.echo(
            f"{order}: {sum(found.units.values()):,} pieces, promised by {found.promise_day}; the change costs "
            f"{found.price_cents / 100:,.2f}."
        )
        if not is_agreed:
            typer.echo("Nothing was changed. Say the same with --yes to agree to the price.")
            raise typer.Exit(1)
        typer.echo("Changed." if found.is_written else "The order stands so already; nothing was changed.")

    @app.command("close")
    def close(
        context: typer.Context, order: Order,
        reason: Annotated[str, typer.Option(help="Why; it is kept with the order.")],
    ) -> None:  # fmt: skip
        """Say that nothing more will come of an order: what is open of it is cancelled, and may be planned again."""
        with reached(context) as brand:
            found = brand.close_order(order, reason=reason)
        typer.echo(f"{order} is {found.state}: {found.received_units:,} came, {found.cancelled_units:,} will not.")


def _add_promising(app: typer.Typer) -> None:
    @app.command("promise")
    def promise(
        context: typer.Context,
        order: Annotated[str, typer.Option(help="One work order; default: all that are open.")] = "",
        move: Annotated[
            bool, typer.Option("--move", help="Judge them by the floor first, and move those that would break.")
        ] = False,
    ) -> None:
        """Print the day told last for each released order, how it stands, and why it was moved."""
        with reached(context) as brand:
            moved = brand.move_promises() if move else []
            found = [one for one in brand.promises(state="all" if order else "open") if order in ("", one.order_id)]
        for told in moved:
            typer.echo(f"{told.order_id} was moved from {told.before_day} to {told.day}: {told.reason}")
        for one in found:
            typer.echo(f"{one.order_id}  told {one.told_day}  due {one.due_day}  {one.status}")
            for told in one.moves:
                typer.echo(f"  moved from {told.before_day} to {told.day}: {told.reason}")


def _add_scans(app: typer.Typer) -> None:
    @app.command("scan")
    def scan(
        context: typer.Context,
        file: Annotated[Path, typer.Argument(metavar="FILE", help="Scans (.csv, .jsonl, .xlsx), as they are.")],
        zone: Annotated[str, typer.Option(help="Time zone of moments that say none.")] = "UTC",
    ) -> None:
        """Send scans; those that are known already change nothing. Exits 1 where some were refused."""
        from treadle.plant.plain_table import read_table_file
        from treadle.terms.floor import SCANS

        read = read_table_file(file, SCANS, time_zone=zone)
        with reached(context) as brand:
            told = brand.send_scans(read.rows)
        typer.echo(f"{len(told.new):,} new scans, {len(told.known):,} known already")
        for problem in read.problems:
            typer.echo(str(problem), err=True)
        for one in told.refused:
            typer.echo(f"{one.scan_id}: {one.why}", err=True)
        if told.refused or read.problems:
            raise typer.Exit(1)
