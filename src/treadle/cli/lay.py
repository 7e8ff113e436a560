"""`treadle lay`: plan the lays of a cut order file, or show those of a brand's plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from treadle.cli.language import language_of
from treadle.cli.output import check_output, write_output

if TYPE_CHECKING:
    from treadle.terms.cutting import Lay

#: Lays, the answer as plain values, a line about them, and shades of plies where they are known.
Told = tuple["tuple[Lay, ...]", Mapping[str, Any], str, Mapping[tuple[str, str], Sequence[str]] | None]
EXAMPLE = "Example:  treadle lay order.json --out lays.svg"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(
        "lay", help=f"Plan the lays of a cut order file, or show those of the plan in a brand's folder.\n\n{EXAMPLE}"
    )
    def lay(
        source: Annotated[Path, typer.Argument(help="A cut order (.json), a brand's folder, or a plan's folder.")],
        order: Annotated[str, typer.Option(help="Of a brand's plan: the cut order to show; default: all.")] = "",
        seconds: Annotated[
            float,
            typer.Option(
                min=0.0, help="For a file: seconds to search; 0: a short counted search, the same on every run."
            ),
        ] = 10.0,
        seed: Annotated[int, typer.Option(min=0, help="Seed of every random choice.")] = 0,
        out: Annotated[Path | None, typer.Option(help="Where to write: .json or .svg (by its ending).")] = None,
        tickets: Annotated[Path | None, typer.Option(help="Where to write bundle tickets (.pdf).")] = None,
        bundle_units: Annotated[int, typer.Option(min=1, help="Garments in a bundle, at most.")] = 20,
        components: Annotated[
            str, typer.Option(help="What a bundle is tied into, one ticket each: front,back,sleeve.")
        ] = "garment",
    ) -> None:
        from treadle.words import label

        check_output(out, (".json", ".svg"))
        check_output(tickets, (".pdf",))
        language = language_of(source)
        found = _of_plan(source, order, language) if source.is_dir() else _of_file(source, seconds, seed, language)
        lays, answer, title, shades = found
        for one in lays:
            plies = ", ".join(f"{option} {count}".strip() for option, count in one.plies.items())
            ratio = " ".join(f"{size}:{count}" for size, count in one.ratio.items() if count)
            facts = {"lay": one.lay_id, "metres": one.length_mm / 1000, "ratio": ratio, "plies": plies}
            typer.echo(label("lay.line", language, **facts))
        typer.echo(title)
        if out is not None:
            _write(out, answer, lays, title, language)
            typer.echo(label("said.written", language, place=out))
        if tickets is not None:
            from treadle.plant.lays import bundles
            from treadle.report.tickets_pdf import tickets_pdf

            names = [name.strip() for name in components.split(",") if name.strip()] or ["garment"]
            tied = bundles(lays, most_units=bundle_units, components=names, shades=shades)
            write_output(tickets, tickets_pdf(tied, language=language))
            counts = {"bundles": len(tied), "tickets": len(tied) * len(names)}
            typer.echo(label("lay.tickets", language, place=tickets, **counts))


def _of_file(path: Path, seconds: float, seed: int, language: str) -> Told:
    """Lays of a cut order file and a line about them."""
    from treadle.cli.progress import seconds_left
    from treadle.errors import NotFoundError
    from treadle.plant.lays import lays_of_file
    from treadle.words import label
    from treadle.words.spoken import told_problem

    if not path.exists():
        raise NotFoundError(f"There is no file or folder {path}.")
    found = lays_of_file(path, seed=seed, left=seconds_left(seconds))
    lays, answer = found.lays, found.answer
    for doubt in found.doubts:
        typer.echo(told_problem(doubt, language), err=True)
    if not lays:
        return lays, answer, label("lay.none", language, file=path.name), None
    is_proved = answer["status"] == "optimal"
    proof = label("lay.proved" if is_proved else "lay.gap", language, share=answer["gap_share"])
    if found.is_estimated:
        proof += label("lay.estimated", language)
    facts = {
        "yards": answer["total_length"], "metres": found.cloth_mm / 1000, "lays": len(lays),
        "plies": sum(lay.total_plies for lay in lays), "cut": found.cut_units,
        "spare": found.cut_units - found.demand_units,
    }  # fmt: skip
    return lays, answer, label("lay.file", language, file=path.name, proof=proof, **facts), None


def _of_plan(folder: Path, wanted: str, language: str) -> Told:
    """Lays of the plan that was written in a folder and a line about them."""
    from treadle.plant.lays import lays_of_plan
    from treadle.words import label

    found = lays_of_plan(folder, wanted)
    name = wanted or label("lay.orders", language, count=found.orders)
    facts = {"metres": found.fabric_m, "lays": len(found.lays), "units": found.units_cut}
    title = label("lay.plan", language, name=name, **facts)
    return found.lays, found.answer, title, found.shades


def _write(out: Path, answer: Mapping[str, Any], lays: Sequence[Lay], title: str, language: str) -> None:
    from treadle.terms.codec import json_text

    if out.suffix.lower() == ".json":
        write_output(out, json_text(answer, indent=1) + "\n")
    else:
        from treadle.report.lays_picture import lays_svg

        write_output(out, lays_svg(lays, title, language))
