"""What a file is, asked where it is not sure; and what an import would bring."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from treadle.cli.output import check_output

if TYPE_CHECKING:
    from treadle.plant.import_ import Said
    from treadle.plant.preview import Preview
    from treadle.plant.recognise import Choice

SHOWN = 12


def choose(folder: Path, files: Sequence[Path], *, is_yes: bool) -> list[Choice]:
    """What each file is: as recognised, as a person answers, or with `is_yes` the likeliest.

    Without a terminal nothing is asked: `InputError` says what each file may be and what to add.
    """
    from dataclasses import replace

    from treadle.plant.recognise import recognise, settled

    found = recognise(folder, files)
    if sys.stdin.isatty() and sys.stdout.isatty() and not is_yes:
        for place, one in enumerate(found):
            if one.guesses and not one.is_sure:
                typer.echo(f"{one.path.name} may be:")
                for number, guess in enumerate(one.guesses[:6], start=1):
                    typer.echo(f"  {number}  {guess.title} ({guess.confidence:.0%}: {guess.why})")
                number = typer.prompt("Which of them (0: none)", type=int, default=1)
                kept = one.guesses[number - 1 : number] if 0 < number <= len(one.guesses) else ()
                found[place] = replace(one, guesses=kept, is_sure=bool(kept))
    chosen = settled(found, is_yes=is_yes)
    for path, guess in chosen:
        typer.echo(f"{path.name}: {guess.title} ({guess.confidence:.0%} sure: {guess.why})")
    return chosen


def write_draft(files: Sequence[Path], out: Path, table: str | None) -> None:
    """Write the draft of a mapping for one file."""
    from treadle.plant.preview import draft_mapping

    check_output(out, (".toml",))
    if len(files) != 1:
        raise typer.BadParameter("--draft takes one file")
    found = draft_mapping(files[0], out, table=table)
    typer.echo(f"{out}: a draft for table {found}. Correct it, then: treadle import DIR {files[0].name} --map {out}")


def print_previews(
    folder: Path, files: Sequence[Path], table: str | None, mapping: Path | None, chosen: Sequence[Choice], said: Said
) -> None:
    """Rows, columns and totals of every file; nothing is written."""
    from treadle.plant.preview import preview

    if not chosen:
        found = preview(folder, files, table=table, mapping=mapping, said=said)
    else:
        found = []
        for path, guess in chosen:
            layout = Path(guess.layout) if guess.layout else None
            found += preview(folder, [path], table=guess.table or None, mapping=layout, said=said)
    for one in found:
        _print_preview(one)
    typer.echo("Nothing was written.")


def _print_preview(one: Preview) -> None:
    typer.echo(f"{one.file} as {one.table}: {one.rows:,} rows, {one.bad_rows:,} of them would be set aside")
    typer.echo("  " + " | ".join(one.columns))
    for row in one.first_rows:
        typer.echo("  " + " | ".join(row))
    if one.pieces:
        worth = f", {one.money:,.2f} at the price of a piece" if one.money else ""
        typer.echo(f"  {one.pieces:,.0f} pieces{worth}")
    if one.first_day:
        typer.echo(f"  first day {one.first_day}, last day {one.last_day}")
    for name, values in (
        ("sizes", one.sizes), ("shops", one.shops), ("columns read", one.read_columns),
        ("columns not read", one.unread_columns),
    ):  # fmt: skip
        if values:
            more = f" and {len(values) - SHOWN} more" if len(values) > SHOWN else ""
            typer.echo(f"  {name}: {', '.join(values[:SHOWN])}{more}")
    for remark in one.remarks:
        typer.echo(f"  {remark}")
    for doubt in one.doubts:
        typer.echo(f"  note: {doubt}")
