"""`treadle flow`: the same line fed with bundles, on hangers and as a module: what waits, how long, how well."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from treadle.cli.output import check_output, csv_text, write_output

if TYPE_CHECKING:
    from treadle.terms.sewing import Flow

EXAMPLE = "Example: treadle flow bulletin.csv --people 18 --bundle 10 --out flow.svg"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("flow", epilog=EXAMPLE)
    def flow_command(
        source: Annotated[Path, typer.Argument(help="A brand's folder, or a bulletin (.csv).")],
        style: Annotated[str, typer.Option(help="For a folder: the style, or its bulletin.")] = "",
        line: Annotated[str, typer.Option(help="For a folder: the sewing line.")] = "",
        people: Annotated[int, typer.Option(min=0, help="For a bulletin: number of people of standard skill.")] = 0,
        pitch: Annotated[float, typer.Option(min=0.0, help="Minutes per garment: find the people it needs.")] = 0.0,
        lots: Annotated[str, typer.Option(help="Garments of the lots, separated by commas.")] = "1,10,30,100,300,1000",
        bundle: Annotated[int, typer.Option(min=1, help="Garments of a bundle.")] = 20,
        deviation: Annotated[
            float, typer.Option(min=0.0, help="How far a garment's minutes stray (log scale).")
        ] = 0.15,
        moves: Annotated[int, typer.Option(min=1, help="Counted work of the search for the balance.")] = 1500,
        seed: Annotated[int, typer.Option(min=0, help="Seed of every random choice.")] = 0,
        out: Annotated[Path | None, typer.Option(help="Where to write: .svg or .csv (by its ending).")] = None,
    ) -> None:
        """Balances the line, then plays each lot through it: garments waiting, minutes on the way, line efficiency."""
        from treadle.cli.language import language_of
        from treadle.errors import InputError
        from treadle.plant.balance import balance, work_of_file, work_of_folder
        from treadle.plant.flow import flow
        from treadle.words import label, say
        from treadle.words.spoken import told_problem

        check_output(out, (".svg", ".csv"))
        language = language_of(source)
        sizes = _lots(lots)
        if source.is_dir():
            work = work_of_folder(source, style)
        else:
            work = work_of_file(source, people=people, pitch_minutes=pitch, moves=moves, seed=seed)
            for finding in work.findings:
                typer.echo(told_problem(finding, language), err=True)
        bulletin, crew = work.bulletin, work.line(line if source.is_dir() else "")
        made = balance(bulletin, crew, moves=moves, seed=seed, policy=work.policy)
        if made.status != "balanced":
            raise InputError.single(
                crew.line_id, say(made.reason, language), "Give the line the people and machines it lacks"
            )
        found = flow(bulletin, made, sizes, bundle_units=bundle, deviation=deviation, seed=seed)
        facts = {"bulletin": bulletin.bulletin_id, "line": made.line_id, "cycle": made.minutes_per_unit}
        counts = {"stations": len(made.stations), "people": len(crew.operators), "bundle": bundle}
        typer.echo(label("flow.sum", language, **facts, **counts))
        _print(found, language)
        if out is not None:
            _write(out, found, language)
            typer.echo(label("said.written", language, place=out))


def _lots(text: str) -> list[int]:
    from treadle.errors import InputError

    told = [one.strip() for one in text.split(",") if one.strip()]
    if not told or not all(one.isdigit() and 1 <= int(one) <= 100_000 for one in told):
        raise InputError.single("--lots", f"{text!r} names no lots", "Say whole numbers up to 100000, such as 1,30,300")
    return sorted({int(one) for one in told})


def _print(found: Sequence[Flow], language: str) -> None:
    from rich.console import Console
    from rich.table import Table

    from treadle.words import label, told

    table = Table(box=None, pad_edge=False)
    for name in ("lot", "flow", "wip", "lead", "made", "efficiency", "held"):
        heading = label(f"flow.{name}", language)
        table.add_column(heading, justify="left" if name == "flow" else "right", no_wrap=True)
    for one in found:
        table.add_row(
            f"{one.lot_units:,}",
            told(one.kind, language),
            f"{one.wip_units:,.1f}",
            f"{one.lead_minutes:,.1f}",
            label("flow.minutes", language, minutes=one.made_minutes),
            f"{one.efficiency:.1%}",
            f"{one.blocked_share:.1%}",
        )
    Console().print(table)


def _write(out: Path, found: Sequence[Flow], language: str) -> None:
    from treadle.terms.codec import to_values
    from treadle.terms.schema import OUTPUTS

    if out.suffix.lower() == ".svg":
        from treadle.report.flow_picture import flow_svg

        write_output(out, flow_svg(found, language))
    else:
        rows = [to_values(one) for one in found]
        write_output(out, csv_text(OUTPUTS["flow"].arrow.names, (list(row.values()) for row in rows)))
