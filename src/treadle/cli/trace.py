"""`treadle trace`: where something comes from, and where it went."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from treadle.cli.output import check_output, write_output

EXAMPLE = "Example: treadle trace mybrand WO-TEE-2026W12/lay-01/b001:3"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    _register_passport(app)

    @app.command("trace", epilog=EXAMPLE)
    def trace_command(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        own_id: Annotated[
            str, typer.Argument(metavar="ID", help="A bundle, a garment of it (BUNDLE:3), a roll, an order, a carton.")
        ],
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON-LD.")] = False,
    ) -> None:
        """Back to rolls, marker, lay, stations, inspections, energy, forecast and searches; forward to cartons,
        shipments, receipts and sales. Numbers in brackets are entries of the ledger."""
        from treadle.plant.trace import trace, trace_document
        from treadle.terms.codec import json_text

        told = trace(folder, own_id)
        if as_json:
            typer.echo(json_text(trace_document(told), indent=1))
            return
        typer.echo(f"{told.kind} {told.own_id}")
        for title, steps in (("back", told.back), ("forward", told.forward)):
            typer.echo(f"{title}:" if steps else f"{title}: nothing yet")
            for one in steps:
                facts = ", ".join(
                    f"{name.replace('_', ' ')} {value}" for name, value in one.facts.items() if value != ""
                )
                entries = f" [{', '.join(map(str, one.entries))}]" if one.entries else ""
                typer.echo(f"  {one.kind} {one.own_id}: {facts}{entries}")


def _register_passport(app: typer.Typer) -> None:
    @app.command(
        "passport", epilog="Example: treadle passport mybrand WO-TEE-2026W12/lay-01/b001:3 --out passport.json"
    )
    def passport_command(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        own_id: Annotated[str, typer.Argument(metavar="ID", help="A garment (BUNDLE:3), a bundle or an order.")],
        out: Annotated[Path | None, typer.Option(help="Where to write it (.json); none: print it.")] = None,
    ) -> None:
        """A product passport as JSON-LD, by the UN Transparency Protocol 0.7, from what the ledger holds."""
        from treadle.cli.language import language_of
        from treadle.plant.passport import passport
        from treadle.terms.codec import json_text
        from treadle.words import label

        check_output(out, (".json",))
        text = json_text(passport(folder, own_id), indent=1) + "\n"
        if out is None:
            typer.echo(text.rstrip())
            return
        write_output(out, text)
        typer.echo(label("said.written", language_of(folder), place=out))
