"""`treadle materials`: trims and thread by bill of material, and what is short before anything is cut."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

EXAMPLE = "Example: treadle materials mybrand --all"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("materials", epilog=EXAMPLE)
    def materials_command(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        every: Annotated[bool, typer.Option("--all", help="Also what is there.")] = False,
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    ) -> None:
        """What released and planned orders take of table materials, by bill of material, first cut first; exits 1 where
        something is short."""
        from treadle.cli.language import language_of
        from treadle.plant.materials import materials_of
        from treadle.terms.codec import json_text, to_values
        from treadle.words import label

        told = materials_of(folder)
        if as_json:
            typer.echo(json_text([to_values(one) for one in told.uses]))
        else:
            language = language_of(folder)
            for one in told.uses if every else told.short or [use for use in told.uses if use.replaced]:
                facts = {"order": one.order_id, "material": one.material_id, "unit": one.unit, "day": one.cut_day}
                typer.echo(label("materials.use", language, needed=one.needed, **facts))
                for name, quantity in one.replaced:
                    typer.echo(label("materials.replaced", language, material=name, quantity=quantity))
                if one.late:
                    when = told.materials[one.material_id].coming_day or label("materials.some_day", language)
                    typer.echo(label("materials.late", language, quantity=one.late, when=when))
                if one.short:
                    typer.echo(label("materials.short", language, quantity=one.short))
            if not told.short:
                typer.echo(label("materials.none_short", language, count=len(told.uses)))
        if told.short:
            raise typer.Exit(1)
