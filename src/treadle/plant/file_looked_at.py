"""A file that was sent, looked at before anything of it is taken in; and rows that were set aside, mended in place."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from treadle.connectors.recognise import Guess
from treadle.errors import InputError, Problem
from treadle.plant.facts import imports_of, set_aside_text
from treadle.plant.import_ import Entry
from treadle.plant.mapping_draft import kept_mappings, mapping_of
from treadle.plant.preview import Preview, preview
from treadle.plant.recognise import recognise
from treadle.plant.serving import ServedBrand
from treadle.plant.uploads import new_upload, upload_of
from treadle.reading.delimited import DelimitedReader
from treadle.terms.formulas import guarded
from treadle.terms.tables import TABLES

#: So many rows that were set aside are shown to be mended at once; not tuned: what a person looks through.
MOST_MENDED = 200
#: The columns of a file of rows that were set aside that say where a row came from, before those of the row.
ABOUT = ("import", "line", "column", "reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedAt:
    """What a file may be, what it is taken for, and what would come of it; `problems` where nothing would."""

    upload_id: str
    file: str
    guesses: tuple[Guess, ...]
    chosen: Guess | None
    previews: tuple[Preview, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """Rows that an import set aside: their columns, and each with its line, the column that is wrong, and why."""

    number: int
    table: str
    file: str
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """How new a table is: its newest import, and the newest day that its rows tell of ('' where they tell none)."""

    table: str
    newest: Entry
    last_day: str
    imports: int


def look_at(brand: ServedBrand, upload_id: str, *, option: str = "") -> LookedAt:
    """A file as the likeliest of what it may be, or as `option` says ('--as TABLE', '--map LAYOUT').

    Raises `NotFoundError` where the file is gone.
    """
    path = upload_of(brand, upload_id)
    try:
        (found,) = recognise(brand.folder, [path])
        guesses = found.guesses
    except InputError as unread:
        return LookedAt(upload_id=upload_id, file=path.name, guesses=(), chosen=None, previews=(),
                        problems=unread.problems)  # fmt: skip
    chosen = next((one for one in guesses if one.option == option), None)
    table = option.removeprefix("--as ")
    own = option.removeprefix("--map ")
    if chosen is None and own != option and own in kept_mappings(brand):
        chosen = Guess(title=own, confidence=0.0, why="", layout=str(mapping_of(brand, own)))
    if chosen is None and table in TABLES:
        chosen = Guess(title=table, confidence=0.0, why="", table=table)
    chosen = chosen or next(iter(guesses), None)
    if chosen is None:
        what, remedy = "no known layout and no table has its columns", "Choose what its rows are"
        problems: tuple[Problem, ...] = (Problem(file=path.name, what=what, remedy=remedy),)
        return LookedAt(upload_id=upload_id, file=path.name, guesses=guesses, chosen=None, previews=(),
                        problems=problems)  # fmt: skip
    try:
        seen = preview(
            brand.folder, [path], table=chosen.table or None, mapping=Path(chosen.layout) if chosen.layout else None
        )
        problems = ()
    except InputError as refused:
        seen, problems = [], refused.problems
    return LookedAt(upload_id=upload_id, file=path.name, guesses=guesses, chosen=chosen, previews=tuple(seen),
                    problems=problems)  # fmt: skip


def freshness(brand: ServedBrand) -> tuple[Fresh, ...]:
    """Every table that something was taken into, the newest import first."""
    taken_back = {one.undoes for one in imports_of(brand) if one.undoes}
    found: dict[str, list[Entry]] = {}
    for one in imports_of(brand):
        if not one.undoes and one.number not in taken_back:
            found.setdefault(one.table, []).append(one)
    return tuple(
        Fresh(table=table, newest=entries[0], last_day=max(one.last_day for one in entries), imports=len(entries))
        for table, entries in found.items()
    )


def set_aside_of(brand: ServedBrand, number: int) -> SetAside:
    """The rows that an import set aside, the first of them. Raises `NotFoundError` where it set none aside."""
    text = set_aside_text(brand, number)
    entry = next(one for one in imports_of(brand) if one.number == number)
    with new_upload(brand, f"set aside by {number}.csv") as (upload_id, file):
        file.write(text.encode("utf-8"))
    reader = DelimitedReader(path=upload_of(brand, upload_id))
    names = [name for name in reader.columns() if name not in (*ABOUT, "text")]
    rows: list[dict[str, str]] = []
    count = 0
    for batch in reader.batches():
        count += batch.rows.num_rows
        if len(rows) < MOST_MENDED:
            rows += [
                {name: "" if value is None else str(value) for name, value in row.items()}
                for row in batch.rows.slice(0, MOST_MENDED - len(rows)).to_pylist()
            ]
    return SetAside(number=number, table=entry.table, file=entry.file, columns=tuple(names), rows=tuple(rows),
                    count=count)  # fmt: skip


def mended_file(brand: ServedBrand, number: int, rows: Sequence[Mapping[str, str]], *, by: str) -> str:
    """Keep rows that were mended as a file to be taken in, and give the id of the upload; `rows` are of `set_aside_of`
    with other cells."""
    seen = set_aside_of(brand, number)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    names = (*ABOUT, *seen.columns)
    writer.writerow([*(guarded(one) for one in names), "text"])
    writer.writerows([*(guarded(row.get(name, "")) for name in names), guarded(row.get("text", ""))] for row in rows)
    with new_upload(brand, f"mended rows of import {number}.csv", by=by) as (upload_id, file):
        file.write(text.getvalue().encode("utf-8"))
    return upload_id
