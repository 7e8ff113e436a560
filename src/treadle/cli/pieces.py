"""`treadle pieces`: show, grade and convert the pieces of a pattern."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from treadle.cli.language import language_of
from treadle.cli.output import check_output, csv_text, write_output

if TYPE_CHECKING:
    from treadle.plant.pieces import ReadPattern
    from treadle.terms.cutting import Pattern, Piece

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
        rules: Annotated[
            Path | None, typer.Option(help="The grade rule table (.rul) of a .dxf; default: the one beside it.")
        ] = None,
        material: Annotated[str, typer.Option(help="Only pieces of this material: self, lining, fusing.")] = "",
        category: Annotated[str, typer.Option(help="Only pieces of this category.")] = "",
        out: Annotated[
            Path | None, typer.Option(help="Where to write: .svg (a sheet), .json (a pattern), .csv (table pieces).")
        ] = None,
    ) -> None:
        """The pieces of a pattern by size, with their area, and what its file holds; graded, drawn, converted."""
        from treadle.plant import pieces
        from treadle.words import label
        from treadle.words.spoken import spoken

        language = language_of(Path(source), out)
        check_output(out, (".svg", ".json", ".csv"))
        read = read_told(source, [one.strip() for one in sizes.split(",") if one.strip()], rules)
        pattern = chosen(read.pattern, material, category)
        if grade:
            wanted = [one.strip() for one in grade.split(",") if one.strip()]
            pattern = pieces.grade(pattern, wanted, along_mm=grow_along, across_mm=grow_across)
        _print(pattern, language)
        for held in read.inventory:
            typer.echo(f"  {held.count:>5} {spoken(held.what, language)}: {spoken(held.use, language)}")
        if out is not None:
            _write(out, pattern, language)
            typer.echo(label("said.written", language, place=out))


def read_told(source: str, sizes: list[str], rules: Path | None = None) -> ReadPattern:
    """A pattern of a file by its ending, or an example in sizes; what was mended or assumed in it is told."""
    from treadle.plant.pieces import read_pattern
    from treadle.words.spoken import told_problem

    read = read_pattern(source, sizes, rules)
    for finding in read.findings:
        typer.echo(told_problem(finding, language_of(Path(source))), err=True)
    return read


def chosen(pattern: Pattern, material: str, category: str) -> Pattern:
    """The pieces of a material and category; where several are taken together, that is said."""
    from treadle.plant.pieces import pieces_of
    from treadle.words.spoken import spoken

    found, together = pieces_of(pattern, material, category)
    if together:
        what = f"pieces of {len(together)} materials ({', '.join(together)}) are taken together"
        told = f"{pattern.pattern_id}: {what}. Say --material for those of one cloth"
        typer.echo(spoken(told, language_of()), err=True)
    return found


def _print(pattern: Pattern, language: str) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from treadle.plant.pieces import area_mm2
    from treadle.words import label

    table = Table(title=pattern.pattern_id, title_justify="left", box=None, pad_edge=False)
    table.add_column(label("pieces.piece", language), overflow="fold")
    table.add_column(label("pieces.cut", language), justify="right")
    for size in pattern.sizes():
        table.add_column(label("pieces.area", language, size=size), justify="right")
    for name in dict.fromkeys(piece.piece_id for piece in pattern.pieces):
        own = {piece.size: piece for piece in pattern.pieces if piece.piece_id == name}
        first = next(iter(own.values()))
        areas = [f"{area_mm2(own[size]) / 1e4:.2f}" if size in own else "–" for size in pattern.sizes()]
        table.add_row(escape(name), _how_often(first, language), *areas)
    Console().print(table)


def _how_often(piece: Piece, language: str) -> str:
    """How often a garment needs a piece, and how many of them mirrored."""
    from treadle.words import label

    if piece.is_pair:
        return label("pieces.paired", language, count=piece.quantity)
    if piece.mirrored:
        return label("pieces.mirrored", language, count=piece.quantity, mirrored=piece.mirrored)
    return f"{piece.quantity}"


def _write(out: Path, pattern: Pattern, language: str) -> None:
    from treadle.plant.pieces import pattern_rows, pattern_text

    if out.suffix.lower() == ".svg":
        from treadle.report.pieces_picture import pieces_svg

        write_output(out, pieces_svg(pattern, language))
    elif out.suffix.lower() == ".csv":
        header, rows = pattern_rows(pattern)
        write_output(out, csv_text(header, rows))
    else:
        write_output(out, pattern_text(pattern))
