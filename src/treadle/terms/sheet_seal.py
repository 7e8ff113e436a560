"""What a sheet said when it was written, in little room: so that a change of a cell is seen wherever its row has gone.

A row is known by a digest of its cells, a column by the sum of the digests of its cells, so that sorted rows are the
same. A cell that was changed is where a row that is not known meets a column whose sum is another.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

#: Numbers are the same that agree in so many digits: spreadsheets keep fifteen.
DIGITS = 9
#: Signs of a row's digest, and bytes of a column's sum.
ROW_DIGITS, _SUM = 8, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetSeal:
    """A sheet's seal: its columns (headings) with the sums of their cells, and the digests of its rows, as text."""

    name: str
    columns: tuple[str, ...]
    sums: tuple[str, ...]
    rows: tuple[str, ...]


def cell_text(cell: object) -> str:
    """A cell as text, whatever a spreadsheet makes of numbers, days and blanks."""
    if isinstance(cell, datetime):
        moment = cell.replace(second=0, microsecond=0) if cell.microsecond < 500_000 else cell
        return moment.date().isoformat() if (moment.hour, moment.minute) == (0, 0) else f"{moment:%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, int | float):
        return f"{cell:.{DIGITS}g}"
    return "" if cell is None else " ".join(str(cell).split())


def seal_sheet(name: str, heads: Sequence[object], rows: Sequence[Sequence[object]]) -> SheetSeal:
    """The seal of a sheet's rows below its headings."""
    return seal_columns(name, heads, [[row[at] for row in rows] for at in range(len(heads))])


def seal_columns(name: str, heads: Sequence[object], columns: Sequence[Sequence[object]]) -> SheetSeal:
    """The seal of a sheet whose cells are told column by column."""
    texts = [_texts(column) for column in columns]
    return SheetSeal(
        name=name,
        columns=tuple(cell_text(head) for head in heads),
        sums=tuple(_sum(column) for column in texts),
        rows=tuple(_row(row) for row in zip(*texts, strict=True)),
    )


def _texts(cells: Sequence[object]) -> list[str]:
    """Cells of a column as texts, each of those that are the same worked out once."""
    told: dict[tuple[type, object], str] = {}
    found = []
    for cell in cells:
        key = (type(cell), cell)
        if key not in told:
            told[key] = cell_text(cell)
        found.append(told[key])
    return found


def changed_cells(seal: SheetSeal, heads: Sequence[object], rows: Sequence[Sequence[object]]) -> list[tuple[int, str]]:
    """Rows (counted from 0) and headings of the cells that differ from a seal; '' for a row as a whole that was added,
    and row -1 where one is missing. Columns beyond the sheet's own, and blank rows, are left alone."""
    place = places(seal.columns, heads)
    missing = [(-1, name) for name, at in zip(seal.columns, place, strict=True) if at < 0]
    if missing:
        return missing
    texts = [[cell_text(row[at]) if at < len(row) else "" for at in place] for row in rows]
    there = [(at, row) for at, row in enumerate(texts) if any(row)]
    known = Counter(seal.rows)
    strange = []
    for at, row in there:
        digest = _row(row)
        if known[digest]:
            known[digest] -= 1
        else:
            strange.append(at)
    lost = sum(known.values())
    if not strange:
        return [(-1, "")] if lost else []
    names = [name for at, name in enumerate(seal.columns) if _sum([row[at] for _, row in there]) != seal.sums[at]]
    if len(strange) > lost:
        return [(at, "") for at in strange]
    return [(at, name) for at in strange for name in names]


def places(names: Sequence[str], heads: Sequence[object]) -> list[int]:
    """Where columns stand by their headings, the second of a name at its second place; -1 where one is not there."""
    there: dict[str, list[int]] = defaultdict(list)
    for at, head in enumerate(heads):
        there[cell_text(head)].append(at)
    return [there[text].pop(0) if there[text] else -1 for text in map(cell_text, names)]


def _row(texts: Sequence[str]) -> str:
    return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()[:ROW_DIGITS]


def _sum(texts: Sequence[str]) -> str:
    """The sum of the digests of cells, whatever their order."""
    whole = sum(
        count * int.from_bytes(hashlib.sha256(text.encode()).digest()[:_SUM], "big")
        for text, count in Counter(texts).items()
    )
    return f"{whole % 2 ** (8 * _SUM):0{2 * _SUM}x}"
