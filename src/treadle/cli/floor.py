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
        from treadle.cli.language import language_of
        from treadle.plant.expect import move_promises as move
        from treadle.plant.floor import look_at_floor
        from treadle.settings import whoami
        from treadle.terms.codec import json_text
        from treadle.terms.schema import OUTPUTS
        from treadle.words import label

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
            typer.echo(json_text(_values(told)))
            return
        language = language_of(folder)
        _print(told, language)
        for order_id, body in moved:
            days = {"before": body.before_day, "after": body.day}
            typer.echo(label("seen.moved", language, order=order_id, **days))
        if hours is not None:
            typer.echo(label("said.written", language, place=hours))


def _values(told: FloorTold) -> dict[str, Any]:
    """The floor as plain values."""
    from treadle.terms.codec import to_values

    floor = told.floor
    return {
        "orders": [to_values(one) for one in floor.orders],
        "operations": [to_values(one) for one in floor.operations],
        "bundles": [to_values(one) for one in floor.bundles],
        "bottleneck": to_values(floor.bottleneck) if floor.bottleneck else None,
        "defects": [{**to_values(one), "dhu": one.dhu} for one in told.defects],
        "rule": to_values(told.rule),
        "alarms": [to_values(one) for one in told.alarms],
        "times": [to_values(one) for one in told.times],
        "unapproved": [to_values(one) for one in told.unapproved],
        "now": told.now.isoformat(),
        "expectations": [to_values(one) for one in told.expectations],
        "contradictions": [to_values(one) for one in floor.contradictions],
    }


def _register_pay(app: typer.Typer) -> None:
    @app.command("pay", epilog=PAY)
    def pay_command(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        rates: Annotated[Path, typer.Option(help="Rates (.csv): operation_id, rate; order_id, bundle_id, from_day.")],
        out: Annotated[Path | None, typer.Option(help="Where to write the table with its scans (.csv).")] = None,
    ) -> None:
        """Piece pay from the scans: accepted pieces times the rate that held, never a piece twice."""
        from treadle.cli.language import language_of
        from treadle.plant.floor import work_out_pay
        from treadle.terms.schema import OUTPUTS
        from treadle.words import label

        check_output(out, (".csv",))
        language = language_of(folder)
        paid = work_out_pay(folder, rates)
        sums: dict[str, list[int]] = {}
        for one in paid:
            row = sums.setdefault(one.operator_id, [0, 0, 0])
            row[0] += one.units
            row[1] += one.pay_cents
            row[2] += 0 if one.rate_cents else one.units
        for operator, (units, cents, unrated) in sorted(sums.items()):
            rest = label("pay.unrated", language, count=unrated) if unrated else ""
            who = operator or label("pay.nobody", language)
            typer.echo(label("pay.line", language, who=who, units=units, pay=cents / 100, rest=rest))
        if out is not None:
            rows = (
                [one.operator_id, one.operation_id, one.order_id, one.units, one.rate_cents, one.pay_cents,
                 " ".join(one.scan_ids)]
                for one in paid
            )  # fmt: skip
            write_output(out, csv_text(OUTPUTS["piece_pay"].arrow.names, rows))
            typer.echo(label("said.written", language, place=out))


def _print(told: FloorTold, language: str) -> None:
    from treadle.terms.reason import Reason
    from treadle.words import label, say

    floor = told.floor
    for order in floor.orders:
        held = label("seen.held", language, count=order.held_units) if order.held_units else ""
        facts = {"sewn": order.sewn_units, "tied": order.tied_units, "scrap": order.scrap_units}
        typer.echo(label("seen.order", language, order=order.order_id, held=held, **facts))
    for one in floor.operations:
        facts = {"waiting": one.waiting_units, "finished": one.finished_units, "accepted": one.accepted_units}
        place = {"bulletin": one.bulletin_id, "operation": one.operation_id}
        typer.echo(label("seen.operation", language, people=one.people, **facts, **place))
    if floor.bottleneck is not None:
        worst = floor.bottleneck
        place = {"bulletin": worst.bulletin_id, "operation": worst.operation_id}
        typer.echo(label("seen.bottleneck", language, minutes=worst.minutes_to_clear, **place))
    for defect in told.defects:
        named = defect.defect or label("seen.not_named", language)
        where = defect.operation_id
        typer.echo(label("seen.defects", language, operation=where, defect=named, units=defect.units, dhu=defect.dhu))
    for alarm in told.alarms:
        typer.echo(
            label(
                "seen.stop", language, operation=alarm.operation_id, defects=alarm.defects, pieces=alarm.pieces,
                points=alarm.points, bundle=alarm.bundle_id, limit=told.rule.limit,
            )
        )  # fmt: skip
    for begun in told.unapproved:
        place = {"order": begun.order_id, "first": begun.first_bundle_id, "bundles": ", ".join(begun.bundle_ids[:5])}
        typer.echo(label("first.begun", language, count=len(begun.bundle_ids), **place))
    _print_expected(told, language)
    for found in floor.contradictions:
        reason = Reason.of(
            f"floor.{found.code}", bundle=found.bundle_id, operation=found.operation_id or "–", units=found.units,
            scans=", ".join(found.scan_ids) or "–",
        )  # fmt: skip
        typer.echo(label("seen.contradiction", language, text=say(reason, language)))


def _print_expected(told: FloorTold, language: str) -> None:
    """When each order will be there, why, and what to do where its promise would break."""
    from treadle.words import label, say

    for one in told.expectations:
        days = ", ".join(f"{level:.0%} {day}" for level, day in one.days)
        facts = {"order": one.order_id, "told": one.promise_day, "kept": one.kept_share}
        typer.echo(label("seen.expected", language, days=days, **facts))
        typer.echo(f"  {say(one.reason, language)}")
        for way in one.choices:
            typer.echo(f"  {say(way.reason, language)}")
