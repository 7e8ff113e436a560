"""`treadle trace`: where something comes from, and where it went."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from treadle.cli.language import language_of
from treadle.cli.output import check_output, write_output

if TYPE_CHECKING:
    from treadle.terms.reason import Fact
    from treadle.terms.trace import Step

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
        from treadle.words import label

        told = trace(folder, own_id)
        if as_json:
            typer.echo(json_text(trace_document(told), indent=1))
            return
        language = language_of(folder)
        typer.echo(label("trace.thing", language, kind=_kind(told.kind, language), name=told.own_id))
        for title, steps in (("back", told.back), ("forward", told.forward)):
            typer.echo(label(f"trace.{title}" if steps else f"trace.no_{title}", language))
            for one in steps:
                _print(one, language)


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


def _print(step: Step, language: str) -> None:
    """A step: what it is, its facts, and the entries of the ledger that say so."""
    from treadle.words import label

    facts = ", ".join(
        f"{_named(name, language)} {_said(name, value, language)}" for name, value in step.facts.items() if value != ""
    )
    entries = f" [{', '.join(map(str, step.entries))}]" if step.entries else ""
    kind = _kind(step.kind, language)
    typer.echo(label("trace.step", language, kind=kind, name=step.own_id, facts=facts, entries=entries))


def _kind(kind: str, language: str) -> str:
    """What a step is, in words where it has some."""
    from treadle.words import LABELS, label

    key = f"step.{kind}"
    return label(key, language) if key in LABELS else kind.replace("_", " ")


def _named(name: str, language: str) -> str:
    """A fact's name in words; one that has none is said as the document has it."""
    from treadle.words import LABELS, label

    key = f"fact.{name}"
    return label(key, language) if key in LABELS else name.replace("_", " ")


def _said(name: str, value: Fact, language: str) -> str:
    """A fact of a step; how a lot or a carton stands is said in words."""
    from treadle.words import LABELS, label, told

    key = f"{name}.{value}"
    if name == "drawn_by":
        return told(value, language)
    return label(key, language) if key in LABELS else str(value)
