"""treadle import DIR FILES…: rows of other systems into a brand's folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from treadle.plant.import_ import Imported

EXAMPLE = (
    "Examples:  treadle import mybrand brand.xlsx    treadle import mybrand sales.csv --as signals    "
    "treadle import mybrand items.csv train.csv --map examples/mappings/dmc2018.toml"
)


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(
        name="import",
        help="Bring CSV, Parquet, JSONL or Excel files into a brand's folder. The same file twice changes nothing; "
        f"a corrected row replaces its older version.\n\n{EXAMPLE}",
    )
    def import_(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        files: Annotated[list[Path], typer.Argument(metavar="FILES...", help="Files to read.")],
        as_table: Annotated[str | None, typer.Option("--as", metavar="TABLE", help="Table the rows belong to.")] = None,
        map_file: Annotated[
            Path | None,
            typer.Option("--map", metavar="MAP", help="Mapping file, or a known layout: segment, ga4, shopify, sycm."),
        ] = None,
    ) -> None:
        from treadle.cli.progress import Bars
        from treadle.plant.import_ import import_files

        with Bars() as bars:
            found = import_files(folder, files, table=as_table, mapping=map_file, progress=bars)
        _print_summary(found)
        for kept in found.set_aside:
            typer.echo(f"Set aside, with line and reason: {kept}")
        for note in found.assumptions:
            typer.echo(f"Assumed: {note}")
        if found.made is not None and found.made.options:
            share = found.made
            typer.echo(
                f"{share.made_options:,} of {share.options:,} options have a pattern, bulletin and fabric: "
                f"{share.made_units:,.0f} of {share.units:,.0f} units sold ({share.units_share:.1%}). "
                "The others are bought in: planned up to the buy line."
            )


def _print_summary(found: Imported) -> None:
    """What became of the rows: read = kept + repeated + replaced + set aside."""
    from rich.console import Console
    from rich.table import Table

    table = Table(title="read = kept + repeated + replaced + set aside", title_justify="left", box=None)
    for name in ("file", "table", "read", "kept", "repeated", "replaced", "set aside", "left out"):
        is_text = name in ("file", "table")
        table.add_column(name, justify="left" if is_text else "right", no_wrap=True, overflow="fold")
    for one in found.entries:
        numbers = (one.read_rows, one.kept_rows, one.repeated_rows, one.replaced_rows, one.set_aside_rows)
        table.add_row(one.file, one.table, *(f"{number:,}" for number in (*numbers, one.left_out_rows)))
    console = Console()
    Console(width=max(console.width, 110)).print(table)
