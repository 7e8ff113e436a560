"""`treadle pieces`: show, grade and convert the pieces of a pattern."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from treadle.terms.cutting import Pattern

EXAMPLE = "Example: treadle pieces style.dxf --grade S,M,L,XL --out graded.json"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("pieces", epilog=EXAMPLE)
    def pieces_command(
        source: Annotated[str, typer.Argument(help="A pattern (.dxf, .json, .svg), or an example such as tshirt.")],
        sizes: Annotated[str, typer.Option(help="Sizes of an example pattern.")] = "S,M,L",
        grade: Annotated[str, typer.Option(help="All sizes wanted, small to large: those it lacks are graded.")] = "",
        grow_along: Annotated[
            float, typer.Option(help="From one size: mm a piece grows along the grain a size.")
        ] = 0.0,
        grow_across: Annotated[float, typer.Option(help="From one size: mm it grows across the grain a size.")] = 0.0,
        out: Annotated[Path | None, typer.Option(help="Where to write: .svg (a sheet) or .json (a pattern).")] = None,
    ) -> None:
        """The pieces of a pattern by size, with their area; further sizes graded, the sheet drawn."""
        from treadle.plant import pieces

        pattern = read_told(source, [one.strip() for one in sizes.split(",") if one.strip()])
        if grade:
            wanted = [one.strip() for one in grade.split(",") if one.strip()]
            pattern = pieces.grade(pattern, wanted, along_mm=grow_along, across_mm=grow_across)
        _print(pattern)
        if out is not None:
            _write(out, pattern)
            typer.echo(f"Written to {out}")


def read_told(source: str, sizes: list[str]) -> Pattern:
    """A pattern of a file by its ending, or an example in sizes; what was mended or assumed in it is told."""
    from treadle.plant.pieces import read_pattern

    read = read_pattern(source, sizes)
    for finding in read.findings:
        typer.echo(str(finding), err=True)
    return read.pattern


def _print(pattern: Pattern) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table
    from shapely.geometry import Polygon

    table = Table(title=pattern.pattern_id, title_justify="left", box=None, pad_edge=False)
    table.add_column("piece", overflow="fold")
    table.add_column("cut", justify="right")
    for size in pattern.sizes():
        table.add_column(f"{size}, dm²", justify="right")
    for name in dict.fromkeys(piece.piece_id for piece in pattern.pieces):
        own = {piece.size: piece for piece in pattern.pieces if piece.piece_id == name}
        first = next(iter(own.values()))
        areas = [f"{Polygon(own[size].outline).area / 1e4:.2f}" if size in own else "–" for size in pattern.sizes()]
        table.add_row(escape(name), f"{first.quantity}{' paired' if first.is_pair else ''}", *areas)
    Console().print(table)


def _write(out: Path, pattern: Pattern) -> None:
    from treadle.errors import InputError

    if out.suffix.lower() == ".svg":
        from treadle.report.pieces_picture import pieces_svg

        out.write_text(pieces_svg(pattern), encoding="utf-8")
    elif out.suffix.lower() == ".json":
        from treadle.plant.pieces import pattern_text

        out.write_text(pattern_text(pattern), encoding="utf-8")
    else:
        raise InputError.single(str(out), "the ending is not known", "Use .svg or .json")
