"""treadle import DIR FILES…: rows of other systems into a brand's folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from treadle.cli.language import language_of

if TYPE_CHECKING:
    from treadle.plant.import_ import Entry, Imported

EXAMPLE = (
    "Examples:  treadle import mybrand brand.xlsx    treadle import mybrand sales.csv --as signals    "
    "treadle import mybrand items.csv train.csv --map examples/mappings/dmc2018.toml"
)
SHOWN_COLUMNS = 12


Source = Annotated[str, typer.Option("--source", metavar="NAME", help="Keeps the numbers of a second shop apart.")]
DropMissing = Annotated[
    bool,
    typer.Option(
        "--drop-missing", help="Products that an earlier edition of the list had and this one lacks leave the range."
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(
        name="import",
        help="Bring CSV, Parquet, JSON or Excel files into a brand's folder. The same file twice changes nothing; "
        f"a corrected row replaces its older version.\n\n{EXAMPLE}",
    )
    def import_(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        files: Annotated[list[Path], typer.Argument(metavar="FILES...", help="Files, also packed, and .dxf patterns.")],
        as_table: Annotated[str | None, typer.Option("--as", metavar="TABLE", help="Table of rows, or wide.")] = None,
        map_file: Annotated[
            Path | None, typer.Option("--map", metavar="MAP", help="Mapping file, or the name of a known layout.")
        ] = None,
        not_read: Annotated[
            list[str] | None,
            typer.Option("--not-read", metavar="COLUMN", help="A column (or pattern) that is left unread knowingly."),
        ] = None,
        days: Annotated[
            str, typer.Option("--days", metavar="ORDER", help="day-first or month-first, if no cell shows it.")
        ] = "",
        equal_rows: Annotated[
            str,
            typer.Option("--equal-rows", metavar="WHAT", help="Rows without identity that equal rows of an earlier "
                         "file: skip (the same acts) or keep (others)."),
        ] = "",
        is_preview: Annotated[
            bool, typer.Option("--preview", help="Show rows, columns and totals as they would be read; write nothing.")
        ] = False,
        draft: Annotated[
            Path | None, typer.Option("--draft", metavar="MAP.toml", help="Write the draft of a mapping for the file.")
        ] = None,
        is_yes: Annotated[
            bool, typer.Option("--yes", help="Take the likeliest guess at what a file is, without asking.")
        ] = False,
        source: Source = "",
        drop_missing: DropMissing = False,
    ) -> None:  # fmt: skip
        from treadle.cli.import_guess import choose, print_previews, write_draft
        from treadle.cli.progress import Bars
        from treadle.plant.import_ import Said, import_files
        from treadle.plant.recognise import import_recognised

        said = Said(not_read=tuple(not_read or ()), day_order=days, equal_rows=equal_rows, name=source,
                    is_missing_dropped=drop_missing)  # fmt: skip
        if draft is not None:
            write_draft(files, draft, as_table, language_of(folder))
            return
        is_said = as_table is not None or map_file is not None
        chosen = [] if is_said else choose(folder, files, is_yes=is_yes)
        if is_preview:
            print_previews(folder, files, as_table, map_file, chosen, said)
            return
        with Bars() as bars:
            if is_said:
                found = import_files(folder, files, table=as_table, mapping=map_file, said=said, progress=bars)
            else:
                found = import_recognised(folder, chosen, said, progress=bars)
        _end(found, language_of(folder))


def _end(found: Imported, language: str) -> None:
    """Say what became of the files; exit 1 where nothing of one was kept."""
    from treadle.words import label

    print_imported(found, language)
    if found.lost:
        typer.echo(label("import.lost", language, files=", ".join(found.lost)), err=True)
        raise typer.Exit(1)


def print_imported(found: Imported, language: str) -> None:
    """The summary of files, then of each what was read, what was not, what was assumed, and where the rest is."""
    from treadle.words import label
    from treadle.words.spoken import spoken, told_problem

    _print_summary(found.entries, language)
    for file, entries in found.by_file.items():
        for entry in entries:
            _print_entry(entry, language)
        for note in dict.fromkeys(note for entry in entries for note in entry.notes):
            said = spoken(note, language)
            typer.echo(said if file in note else f"{file}: {said}")
        _print_columns(file, entries, language)
    for finding in found.findings:
        typer.echo(spoken(finding, language))
    for doubt in found.doubts:
        typer.echo(label("import.note", language, text=told_problem(doubt, language)))
    for kept in found.set_aside:
        typer.echo(label("import.aside", language, place=kept))
    for note in found.assumptions:
        typer.echo(label("import.assumed", language, text=spoken(note, language)))
    if found.made is not None and found.made.options:
        share = found.made
        facts = {"made": share.made_options, "options": share.options}
        units = {"made_units": share.made_units, "units": share.units, "share": share.units_share}
        typer.echo(label("import.made", language, **facts, **units))


def _print_entry(entry: Entry, language: str) -> None:
    """Totals to hold beside the source, and why rows were set aside."""
    from treadle.words import label
    from treadle.words.spoken import spoken

    if entry.pieces:
        what = (
            label("import.ordered", language) if entry.table == "signals"
            else label("import.in_table", language, table=entry.table)
        )  # fmt: skip
        worth = label("import.worth", language, money=entry.money_cents / 100) if entry.money_cents else ""
        days = label("import.days", language, first=entry.first_day, last=entry.last_day) if entry.first_day else ""
        facts = {"file": entry.file, "pieces": float(entry.pieces), "number": entry.number}
        typer.echo(label("import.pieces", language, what=what, worth=worth, days=days, **facts))
    for reason in entry.reasons:
        typer.echo(label("import.reason", language, file=entry.file, reason=spoken(reason, language)))


def _print_columns(file: str, entries: Sequence[Entry], language: str) -> None:
    """Columns read and not read: by all tables that the file filled."""
    from treadle.words import label

    read = list(dict.fromkeys(name for entry in entries for name in entry.read_columns))
    unread = [
        name for name in dict.fromkeys(name for entry in entries for name in entry.unread_columns) if name not in read
    ]  # fmt: skip
    if read:
        typer.echo(label("import.read_columns", language, file=file, columns=", ".join(read)))
    if unread:
        rest = len(unread) - SHOWN_COLUMNS
        more = label("import.more", language, count=rest) if rest > 0 else ""
        shown = ", ".join(unread[:SHOWN_COLUMNS])
        typer.echo(label("import.unread_columns", language, file=file, columns=shown, more=more))


def _print_summary(entries: Sequence[Entry], language: str) -> None:
    """What became of the rows: read = kept + repeated + replaced (+ summed) + set aside."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from treadle.words import label

    has_sums = any(one.summed_rows for one in entries)
    parts = ["kept", "repeated", "replaced", *(["summed"] if has_sums else []), "set_aside"]
    said = {name: label(f"import.{name}", language) for name in ("file", "table", "read", *parts, "left_out")}
    title = label("import.sum", language, parts=" + ".join(said[name] for name in parts))
    table = Table(title=title, title_justify="left", box=None)
    for name, heading in said.items():
        is_text = name in ("file", "table")
        table.add_column(heading, justify="left" if is_text else "right", no_wrap=True, overflow="fold")
    for one in entries:
        numbers = [one.read_rows, one.kept_rows, one.repeated_rows, one.replaced_rows]
        numbers += [one.summed_rows] if has_sums else []
        numbers += [one.set_aside_rows, one.left_out_rows]
        table.add_row(escape(one.file), one.table, *(f"{number:,}" for number in numbers))
    console = Console()
    Console(width=max(console.width, 110)).print(table)
