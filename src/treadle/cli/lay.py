"""`treadle lay`: plan the lays of a cut order file, or show those of a brand's plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

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
        check_output(out, (".json", ".svg"))
        check_output(tickets, (".pdf",))
        lays, answer, title, shades = _of_plan(source, order) if source.is_dir() else _of_file(source, seconds, seed)
        for one in lays:
            plies = ", ".join(f"{option} {count}".strip() for option, count in one.plies.items())
            ratio = " ".join(f"{size}:{count}" for size, count in one.ratio.items() if count)
            typer.echo(f"{one.lay_id:<28} {one.length_mm / 1000:8.3f} m  {ratio:<28} plies {plies}")
        typer.echo(title)
        if out is not None:
            _write(out, answer, lays, title)
            typer.echo(f"Written to {out}")
        if tickets is not None:
            from treadle.plant.lays import bundles
            from treadle.report.tickets_pdf import tickets_pdf

            names = [name.strip() for name in components.split(",") if name.strip()] or ["garment"]
            tied = bundles(lays, most_units=bundle_units, components=names, shades=shades)
            write_output(tickets, tickets_pdf(tied))
            typer.echo(f"{len(tied)} bundles, {len(tied) * len(names)} tickets, written to {tickets}")


def _of_file(path: Path, seconds: float, seed: int) -> Told:
    """Lays of a cut order file and a line about them."""
    from treadle.cli.progress import seconds_left
    from treadle.errors import NotFoundError
    from treadle.plant.lays import lays_of_file

    if not path.exists():
        raise NotFoundError(f"There is no file or folder {path}.")
    found = lays_of_file(path, seed=seed, left=seconds_left(seconds))
    lays, answer = found.lays, found.answer
    for doubt in found.doubts:
        typer.echo(str(doubt), err=True)
    if not lays:
        return lays, answer, f"{path.name}: no lays meet the order within its limits", None
    proof = "proved best" if answer["status"] == "optimal" else f"at most {answer['gap_share']:.2%} above the bound"
    if found.is_estimated:
        proof += " (markers not drawn are estimated)"
    title = (
        f"{path.name}: {answer['total_length']:,.2f} yd ({found.cloth_mm / 1000:,.1f} m), "
        f"{len(lays)} lays, {sum(lay.total_plies for lay in lays)} plies, {found.cut_units} garments, "
        f"{found.cut_units - found.demand_units} spare, {proof}"
    )
    return lays, answer, title, None


def _of_plan(folder: Path, wanted: str) -> Told:
    """Lays of the plan that was written in a folder and a line about them."""
    from treadle.plant.lays import lays_of_plan

    found = lays_of_plan(folder, wanted)
    name = wanted or f"{found.orders} cut orders"
    title = f"{name}: {found.fabric_m:,.1f} m of fabric, {len(found.lays)} lays, {found.units_cut} garments"
    return found.lays, found.answer, title, found.shades


def _write(out: Path, answer: Mapping[str, Any], lays: Sequence[Lay], title: str) -> None:
    from treadle.terms.codec import json_text

    if out.suffix.lower() == ".json":
        write_output(out, json_text(answer, indent=1) + "\n")
    else:
        from treadle.report.lays_picture import lays_svg

        write_output(out, lays_svg(lays, title))
