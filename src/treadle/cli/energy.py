"""`treadle energy`: power, water and dye of the plan that stands, by the hour's price."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

EXAMPLE = "Example: treadle energy mybrand --json"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("energy", epilog=EXAMPLE)
    def energy_command(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    ) -> None:
        """Kilowatt hours, water and dye of the plan that stands by order, the bill by tariff and own sun, and what
        beginning later would save and risk."""
        from treadle.cli.language import language_of
        from treadle.plant.energy import energy_of
        from treadle.terms.codec import json_text, to_values
        from treadle.words import label

        told = energy_of(folder)
        if as_json:
            typer.echo(json_text(to_values(told)))
            return
        language = language_of(folder)
        facts = {"kwh": told.kwh, "solar": told.solar_kwh, "cost": told.cost_cents / 100}
        typer.echo(label("energy.sum", language, **facts))
        for one in told.orders:
            amounts = {"kwh": one.kwh, "water": one.water_l, "dye": one.dye_g, "cost": one.cost_cents / 100}
            typer.echo(label("energy.order", language, order=one.order_id, **amounts))
        for shift in told.shifts:
            numbers = {"minutes": shift.later_minutes, "saved": shift.saved_cents / 100}
            shares = {"before": shift.kept_share, "after": shift.kept_share_after}
            typer.echo(label("energy.shift", language, order=shift.order_id, **numbers, **shares))
        if not told.shifts:
            typer.echo(label("energy.no_shift", language))
