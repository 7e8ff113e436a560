"""What a file is, asked where it is not sure; and what an import would bring."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from treadle.cli.language import language_of
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
    from treadle.words import label
    from treadle.words.spoken import spoken

    language = language_of(folder)
    found = recognise(folder, files)
    if sys.stdin.isatty() and sys.stdout.isatty() and not is_yes:
        for place, one in enumerate(found):
            if one.guesses and not one.is_sure:
                typer.echo(label("import.may_be", language, file=one.path.name))
                for number, guess in enumerate(one.guesses[:6], start=1):
                    facts = {"title": spoken(guess.title, language), "why": spoken(guess.why, language)}
                    typer.echo(label("import.guess", language, number=number, chance=guess.confidence, **facts))
                number = typer.prompt(label("import.which", language), type=int, default=1)
                kept = one.guesses[number - 1 : number] if 0 < number <= len(one.guesses) else ()
                found[place] = replace(one, guesses=kept, is_sure=bool(kept))
    chosen = settled(found, is_yes=is_yes)
    for path, guess in chosen:
        facts = {"title": spoken(guess.title, language), "why": spoken(guess.why, language)}
        typer.echo(label("import.taken", language, file=path.name, chance=guess.confidence, **facts))
    return chosen


def write_draft(files: Sequence[Path], out: Path, table: str | None, language: str) -> None:
    """Write the draft of a mapping for one file."""
    from treadle.plant.preview import draft_mapping
    from treadle.words import label

    check_output(out, (".toml",))
    if len(files) != 1:
        raise typer.BadParameter("--draft takes one file")
    found = draft_mapping(files[0], out, table=table)
    typer.echo(label("import.draft", language, place=out, table=found, file=files[0].name))


def print_previews(
    folder: Path, files: Sequence[Path], table: str | None, mapping: Path | None, chosen: Sequence[Choice], said: Said
) -> None:
    """Rows, columns and totals of every file; nothing is written."""
    from treadle.plant.preview import preview
    from treadle.words import label

    language = language_of(folder)
    if not chosen:
        found = preview(folder, files, table=table, mapping=mapping, said=said)
    else:
        found = []
        for path, guess in chosen:
            layout = Path(guess.layout) if guess.layout else None
            found += preview(folder, [path], table=guess.table or None, mapping=layout, said=said)
    for one in found:
        _print_preview(one, language)
    typer.echo(label("import.unwritten", language))


def _print_preview(one: Preview, language: str) -> None:
    from treadle.words import label
    from treadle.words.spoken import spoken, told_problem

    facts = {"file": one.file, "table": one.table}
    typer.echo(label("import.preview", language, rows=one.rows, bad=one.bad_rows, **facts))
    typer.echo("  " + " | ".join(one.columns))
    for row in one.first_rows:
        typer.echo("  " + " | ".join(row))
    if one.pieces:
        worth = label("import.worth", language, money=one.money) if one.money else ""
        typer.echo(label("import.preview_pieces", language, pieces=float(one.pieces), worth=worth))
    if one.first_day:
        typer.echo(label("import.preview_days", language, first=one.first_day, last=one.last_day))
    for key, values in (
        ("import.sizes", one.sizes), ("import.shops", one.shops), ("import.read_names", one.read_columns),
        ("import.unread_names", one.unread_columns),
    ):  # fmt: skip
        if values:
            more = label("import.more", language, count=len(values) - SHOWN) if len(values) > SHOWN else ""
            shown = ", ".join(values[:SHOWN])
            typer.echo(label("import.preview_list", language, what=label(key, language), values=shown, more=more))
    for remark in one.remarks:
        typer.echo(f"  {spoken(remark, language)}")
    for doubt in one.doubts:
        typer.echo("  " + label("import.note", language, text=told_problem(doubt, language)))
