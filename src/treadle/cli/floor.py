"""`treadle floor` and `treadle pay`: what the scans add up to."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from treadle.cli.output import check_output, csv_text, write_output

if TYPE_CHECKING:
    from treadle.plant.floor import FloorTold

FLOOR = "Example: treadle floor mybrand --hours hours.csv"
PAY = "Example: treadle pay mybrand --rates rates.csv --out pay.csv"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    _register_floor(app)
    _register_pay(app)


def _register_floor(app: typer.Typer) -> None:
    @app.command("floor", epilog=FLOOR)
    def floor_command(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        hours: Annotated[Path | None, typer.Option(help="Where to write pieces by operator and hour (.csv).")] = None,
        accepted: Annotated[float, typer.Option(help="Share of defects that an operation may make.")] = 0.02,
        bad: Annotated[float, typer.Option(help="Share of defects that must be found.")] = 0.08,
        false_alarms: Annotated[
            float, typer.Option(help="How often an operation that is right may be stopped within 500 pieces.")
        ] = 0.01,
        at: Annotated[
            datetime | None,
            typer.Option(
                formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d"], help="The moment to expect from; none: the last scan."
            ),
        ] = None,
        move_promises: Annotated[
            bool, typer.Option("--move-promises", help="Move promises that would break, with their reason.")
        ] = False,
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    ) -> None:
        """Where the work is by its scans: orders, operations, the bottleneck, defects, alarms, contradictions; and
        when each order will be there."""
        from treadle.plant.expect import move_promises as move
        from treadle.plant.floor import look_at_floor
        from treadle.settings import whoami
        from treadle.terms.codec import json_text, to_values
        from treadle.terms.schema import OUTPUTS

        check_output(hours, (".csv",))
        moved = move(folder, author=whoami(), at=at) if move_promises else ()
        told = look_at_floor(folder, accepted_share=accepted, bad_share=bad, false_alarm_share=false_alarms, at=at)
        if hours is not None:
            rows = (
                [one.operator_id, one.operation_id, one.begins_at.isoformat(), one.units, " ".join(one.scan_ids)]
                for one in told.hours
            )
            write_output(hours, csv_text(OUTPUTS["pieces_by_hour"].arrow.names, rows))
        if as_json:
            floor = told.floor
            values: dict[str, Any] = {
                "orders": [to_values(one) for one in floor.orders],
                "operations": [to_values(one) for one in floor.operations],
                "bundles": [to_values(one) for one in floor.bundles],
                "bottleneck": to_values(floor.bottleneck) if floor.bottleneck else None,
                "defects": [{**to_values(one), "dhu": one.dhu} for one in told.defects],
                "rule": to_values(told.rule),
                "alarms": [to_values(one) for one in told.alarms],
                "times": [to_values(one) for one in told.times],
                "now": told.now.isoformat(),
                "expectations": [to_values(one) for one in told.expectations],
                "contradictions": [to_values(one) for one in floor.contradictions],
            }
            typer.echo(json_text(values))
            return
        _print(told)
        for order_id, body in moved:
            typer.echo(f"{order_id}: the promise moved from {body.before_day} to {body.day}")
        if hours is not None:
            typer.echo(f"Written to {hours}")


def _register_pay(app: typer.Typer) -> None:
    @app.command("pay", epilog=PAY)
    def pay_command(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        rates: Annotated[Path, typer.Option(help="Rates (.csv): operation_id, rate; order_id, bundle_id, from_day.")],
        out: Annotated[Path | None, typer.Option(help="Where to write the table with its scans (.csv).")] = None,
    ) -> None:
        """Piece pay from the scans: accepted pieces times the rate that held, never a piece twice."""
        from treadle.plant.floor import work_out_pay
        from treadle.terms.schema import OUTPUTS

        check_output(out, (".csv",))
        paid = work_out_pay(folder, rates)
        sums: dict[str, list[int]] = {}
        for one in paid:
            row = sums.setdefault(one.operator_id, [0, 0, 0])
            row[0] += one.units
            row[1] += one.pay_cents
            row[2] += 0 if one.rate_cents else one.units
        for operator, (units, cents, unrated) in sorted(sums.items()):
            rest = f", {unrated:,} of them without a rate" if unrated else ""
            typer.echo(f"{operator or 'nobody named'}: {units:,} pieces, {cents / 100:,.2f}{rest}")
        if out is not None:
            rows = (
                [one.operator_id, one.operation_id, one.order_id, one.units, one.rate_cents, one.pay_cents,
                 " ".join(one.scan_ids)]
                for one in paid
            )  # fmt: skip
            write_output(out, csv_text(OUTPUTS["piece_pay"].arrow.names, rows))
            typer.echo(f"Written to {out}")


def _print(told: FloorTold) -> None:
    from treadle.terms.reason import Reason
    from treadle.words import say

    floor = told.floor
    for order in floor.orders:
        held = f", {order.held_units:,} held" if order.held_units else ""
        typer.echo(
            f"{order.order_id}: {order.sewn_units:,} of {order.tied_units:,} sewn, {order.scrap_units:,} scrapped{held}"
        )
    for one in floor.operations:
        typer.echo(
            f"  {one.bulletin_id} {one.operation_id}: {one.waiting_units:,} waiting, {one.finished_units:,} finished, "
            f"{one.accepted_units:,} accepted, {one.people} people"
        )
    if floor.bottleneck is not None:
        worst = floor.bottleneck
        typer.echo(
            f"Bottleneck: {worst.bulletin_id} {worst.operation_id}, {worst.minutes_to_clear:,.0f} minutes of work wait"
        )
    for defect in told.defects:
        typer.echo(
            f"Defects at {defect.operation_id}, {defect.defect or 'not named'}: {defect.units:,}, {defect.dhu:.1f} DHU"
        )
    for alarm in told.alarms:
        typer.echo(
            f"Stop {alarm.operation_id}: {alarm.defects:,} defects in {alarm.pieces:,} pieces, {alarm.points} points "
            f"at {alarm.bundle_id} (limit {told.rule.limit}). Look at the last pieces; begin again when it is right"
        )
    _print_expected(told)
    for found in floor.contradictions:
        reason = Reason.of(
            f"floor.{found.code}", bundle=found.bundle_id, operation=found.operation_id or "–", units=found.units,
            scans=", ".join(found.scan_ids) or "–",
        )  # fmt: skip
        typer.echo(f"Contradiction: {say(reason)}")


def _print_expected(told: FloorTold) -> None:
    """When each order will be there, why, and what to do where its promise would break."""
    from treadle.words import say

    for one in told.expectations:
        days = ", ".join(f"{level:.0%} {day}" for level, day in one.days)
        typer.echo(f"{one.order_id}: told {one.promise_day}, kept with {one.kept_share:.0%}. There by {days}")
        typer.echo(f"  {say(one.reason)}")
        for way in one.choices:
            typer.echo(f"  {say(way.reason)}")
