"""Range and order sheets as people write them: a row for each style and colour, sizes across, totals at the edges.

A heading may stand over two rows, cells may be merged, a style may be written once over its colours, a title of a part
of the range (a row of one text) names the category of the rows below it, and a further row of headings begins sizes of
its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from treadle.connectors.sheets import MERGED
from treadle.connectors.wide_words import (
    MADE,
    NOT_MADE,
    is_total,
    is_total_heading,
    meaning_of,
    role_of,
    size_columns,
)
from treadle.errors import InputError
from treadle.reading.header_row import plain_heading
from treadle.terms.column_names import column_of, folded

_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{4}")
Cells = tuple[int, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class WideRow:
    """A style in a colour: `line` is its row in the sheet, `roles` what its known columns say, `others` the rest by
    heading, `sizes` what stands under each size, and `scale` all sizes of its headings."""

    line: int
    roles: dict[str, str]
    others: dict[str, str]
    sizes: dict[str, str]
    scale: tuple[str, ...]

    @property
    def option(self) -> tuple[str, str]:
        """The style and the colour."""
        style = self.roles.get("style_id") or self.roles.get("option_id") or self.roles.get("sku", "")
        return style, self.roles.get("colour", "")


@dataclass(slots=True)
class WideSheet:
    """What one sheet holds: rows, rows that are none with why, sentences of what was left out, and what is written
    above it: what its pieces are (`meaning`: a table, or empty), its `title` and a `day`."""

    rows: list[WideRow] = field(default_factory=list)
    refused: list[tuple[int, str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    meaning: str = ""
    title: str = ""
    day: str = ""

    @property
    def pieces(self) -> float:
        """All pieces that the sheet holds."""
        return sum(_number(cell) or 0.0 for row in self.rows for cell in row.sizes.values())


@dataclass(slots=True)
class _Head:
    """A row (or two) of headings: names of columns by place, and which of them are sizes."""

    line: int
    depth: int
    names: list[str]
    sizes: dict[int, str]

    @property
    def roles(self) -> dict[int, str]:
        """Columns with a part of their own; of two that claim one the first has it."""
        found: dict[str, int] = {}
        for at, name in enumerate(self.names):
            role = role_of(name) if at not in self.sizes else ""
            if role and (role not in found or folded(name) == folded(role)):
                found[role] = at
        return {at: role for role, at in found.items()}

    @property
    def totals(self) -> list[int]:
        """Columns in which sizes are added up."""
        return [at for at, name in enumerate(self.names) if at not in self.sizes and is_total_heading(name)]


def is_wide(rows: Sequence[Cells]) -> bool:
    """Whether a sheet has sizes across beside a column of styles, among its first rows."""
    return any(_head(rows, at) is not None for at in range(min(len(rows), 60)))


def read_wide(file: str, rows: Sequence[Cells], said: Sequence[str] = ()) -> WideSheet:
    """The rows of a wide sheet; `said` are its name and the file's, which may say what its pieces are.

    Raises `InputError` where a size heads two columns.
    """
    sheet = WideSheet()
    about = list(said)
    head: _Head | None = None
    part: list[WideRow] = []
    section, at = "", 0
    above: tuple[str, dict[str, str]] = ("", {})
    left_out: list[int] = []
    while at < len(rows):
        line, cells = rows[at]
        found = _head(rows, at)
        if found is not None:
            _check_sizes(file, found)
            head, part, above = found, [], ("", {})
            about += [cell for _, some in rows[at : at + found.depth] for cell in some if cell not in found.names]
            _note_totals(sheet, found)
            at += found.depth
            continue
        at += 1
        if head is None:
            _title(sheet, cells)
            about += [cell for cell in cells if cell]
            continue
        texts = {cell for cell in cells if cell and cell != MERGED}
        if len(texts) == 1 and not any(_number(one) is not None for one in texts) and not is_total(next(iter(texts))):
            section = next(iter(texts)) if not _is_row(head, cells) else section
            if section in texts:
                continue
        if _is_total_row(head, cells, part):
            left_out.append(line)
            sheet.notes += _doubted(line, head, cells, part)
            continue
        row, above = _row(head, line, cells, section, above)
        if not row.option[0]:
            if texts:
                sheet.refused.append((line, "the row names no style", " | ".join(cell for cell in cells if cell)))
            continue
        part.append(row)
        sheet.rows.append(row)
        sheet.notes += _doubted_row(head, row, cells)
    if left_out:
        sheet.notes.append(f"rows of totals were left out: {', '.join(map(str, left_out))}")
    sheet.meaning = meaning_of(about)
    return sheet


def _title(sheet: WideSheet, cells: Sequence[str]) -> None:
    """What a row above the headings says: a title, a day."""
    texts = [cell for cell in cells if cell]
    sheet.title = sheet.title or (texts[0] if texts else "")
    days = [found.group() for cell in texts if (found := _DAY.search(cell))]
    sheet.day = sheet.day or (days[0] if days else "")


def _head(rows: Sequence[Cells], at: int) -> _Head | None:
    """The headings that begin at a row, over one row or two; None where it has none."""
    line, cells = rows[at]
    names = [plain_heading(cell) for cell in cells]
    styles = [place for place, name in enumerate(names) if role_of(name) in ("style_id", "option_id", "sku")]
    sizes = size_columns(names)
    if styles and sizes:
        return _Head(line=line, depth=1, names=names, sizes=sizes)
    if at + 1 >= len(rows) or not (styles or sizes):
        return None
    other = [plain_heading(cell) for cell in rows[at + 1][1]]
    other += [""] * (len(names) - len(other))
    above, below = names + [""] * (len(other) - len(names)), other
    if styles:
        sizes = {place: name for place, name in size_columns(below).items() if not _is_column(above[place])}
        # Over sizes stands one text, merged over them, or nothing; over numbers of a row stand different headings.
        is_merged = len({above[place] for place in sizes}) == 1
        is_head = len(sizes) > 1 and is_merged and all(below[place] in ("", above[place]) for place in styles)
    else:
        styles = [place for place, name in enumerate(below) if role_of(name) in ("style_id", "option_id", "sku")]
        sizes = {place: name for place, name in sizes.items() if below[place] in ("", above[place])}
        is_head = bool(styles) and len(sizes) > 1 and all(above[place] in ("", below[place]) for place in styles)
    if not is_head:
        return None
    joined = [sizes.get(place) or _joined(*pair) for place, pair in enumerate(zip(above, below))]
    return _Head(line=line, depth=2, names=joined, sizes=sizes)


def _is_column(name: str) -> bool:
    return bool(role_of(name) or column_of(name, ("units", "price", "unit_cost", "category")))


def _joined(above: str, below: str) -> str:
    """One heading of two: the way round in which it is a known column, else both as they stand."""
    both = list(dict.fromkeys(part for part in (above, below) if part))
    ways = [" ".join(both), " ".join(reversed(both)), below]
    return next((one for one in ways if one and _is_column(one)), ways[0])


def _check_sizes(file: str, head: _Head) -> None:
    twice = sorted({one for one in head.sizes.values() if list(head.sizes.values()).count(one) > 1})
    if twice:
        remedy = "Keep one block of sizes across; put the other into a sheet of its own"
        raise InputError.single(file, f"size {', '.join(twice)} heads two columns", remedy, row=head.line)


def _note_totals(sheet: WideSheet, head: _Head) -> None:
    names = [head.names[at] for at in head.totals]
    said = f"sizes across: {' '.join(head.sizes.values())}"
    sheet.notes.append(said + (f"; columns of totals were left out: {', '.join(names)}" if names else ""))


def _is_row(head: _Head, cells: Sequence[str]) -> bool:
    """Whether a lone text is a style in a sheet that has no more to say of it than its name."""
    filled = {at for at, cell in enumerate(cells) if cell}
    return len(filled) == 1 and filled <= set(head.roles) and len(head.names) - len(head.sizes) == 1


def _is_total_row(head: _Head, cells: Sequence[str], part: Sequence[WideRow]) -> bool:
    """A row that calls itself a total, or names no style and holds the sums of the rows above it."""
    words = [cell for at, cell in enumerate(cells) if cell and at not in head.sizes]
    if any(is_total(cell) for cell in words):
        return True
    if any(cells[at] for at in head.roles if at < len(cells)):
        return False
    return bool(part) and any(_under(head, cells).values()) and not _off(head, cells, part)


def _off(head: _Head, cells: Sequence[str], part: Sequence[WideRow]) -> bool:
    """Whether numbers of a row are not the sums of the rows above it, or of those since the last text."""
    sums = {size: sum(_number(row.sizes.get(size, "")) or 0.0 for row in part) for size in head.sizes.values()}
    return any((_number(cell) or 0.0) != sums[size] for size, cell in _under(head, cells).items())


def _doubted(line: int, head: _Head, cells: Sequence[str], part: Sequence[WideRow]) -> list[str]:
    """A word where a total is none of the rows above it: of all, or of the last ones of its part."""
    given = {size: _number(cell) for size, cell in _under(head, cells).items() if cell}
    if not given or any(cell is None for cell in given.values()):
        return []
    for first in range(len(part) + 1):
        if not _off(head, cells, part[first:]):
            return []
    return [f"row {line} calls itself a total and is not the sum of rows above it"]


def _doubted_row(head: _Head, row: WideRow, cells: Sequence[str]) -> Iterator[str]:
    """A word where the sizes of a row do not add up to its own total."""
    numbers = [_number(cell) for cell in row.sizes.values() if cell]
    if not numbers or any(one is None for one in numbers):
        return
    total = sum(one or 0.0 for one in numbers)
    for at in head.totals:
        said = _number(cells[at]) if at < len(cells) else None
        if said is not None and said != total:
            yield f"row {row.line}: its sizes add up to {total:g}, its {head.names[at]} says {said:g}"


def _row(
    head: _Head, line: int, cells: Sequence[str], section: str, above: tuple[str, dict[str, str]]
) -> tuple[WideRow, tuple[str, dict[str, str]]]:
    """One row. A style left empty is that of the row above, and a merged number of a column that is no size too."""
    named = {at: plain_heading(cells[at]) if at < len(cells) else "" for at in range(len(head.names))}
    style, before = above
    roles = {role: _kept(named[at], role, before) for at, role in head.roles.items() if named[at]}
    others = {
        head.names[at]: _kept(cell, head.names[at], before)
        for at, cell in named.items()
        if head.names[at] and at not in head.sizes and at not in head.roles and at not in head.totals
    }
    if "style_id" in head.roles.values() and not roles.get("style_id") and roles.get("colour") and style:
        roles["style_id"] = style
    if section and not any(column_of(name, ("category",)) for name in others):
        others["category"] = section
    row = WideRow(line=line, roles=roles, others=others, sizes=_under(head, cells), scale=tuple(head.sizes.values()))
    return row, (roles.get("style_id", style), {**before, **roles, **{k: v for k, v in others.items() if v}})


def _kept(cell: str, name: str, before: dict[str, str]) -> str:
    return before.get(name, "") if cell == MERGED else cell


def _under(head: _Head, cells: Sequence[str]) -> dict[str, str]:
    """What stands under each size."""
    return {size: cells[at].strip() if at < len(cells) else "" for at, size in head.sizes.items()}


def _number(cell: str) -> float | None:
    try:
        return float(cell.replace(",", "").replace(" ", "")) if cell else None
    except ValueError:
        return None


def is_made(cell: str) -> bool:
    """Whether a cell under a size says that the size is made."""
    plain = cell.casefold()
    return bool(plain) and plain not in NOT_MADE


def pieces_of(cell: str) -> str:
    """The pieces that stand in a cell under a size; empty where it only says that the size is made, or not."""
    plain = cell.casefold()
    return "" if plain in MADE or plain in NOT_MADE else cell
