"""A wide sheet as rows of products, size scales, and of the table that its pieces belong to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from treadle.connectors.containers import kind_of
from treadle.connectors.grid import MOST_ROWS, read_grids
from treadle.connectors.sheets import read_cells, sheet_names
from treadle.connectors.size_order import size_kind
from treadle.connectors.wide_sheet import WideRow, WideSheet, is_made, is_wide, pieces_of, read_wide
from treadle.connectors.wide_words import in_order
from treadle.errors import InputError
from treadle.reading.raw_rows import RawBatch
from treadle.terms.column_names import column_of

#: What `--as` calls a sheet with sizes across.
WIDE = "wide"
#: Tables that the pieces of a wide sheet may belong to, and what they are then.
PIECES_OF: Mapping[str, str] = {
    "stock": "they lie in stock", "signals": "customers ordered them", "on_order": "they are on their way",
    "products": "they are left out",
}  # fmt: skip
NO_CATEGORY = "garment"


def wide_sheets(path: Path) -> list[str]:
    """The sheets of a file that are wide ('' for a text); none for a file of another kind."""
    if kind_of(path) not in ("sheets", "text"):
        return []
    try:
        return [
            sheet for sheet in ([""] if kind_of(path) == "text" else sheet_names(path)) if is_wide(_rows(path, sheet))
        ]
    except InputError:
        return []


def _rows(path: Path, sheet: str) -> list[tuple[int, Sequence[str]]]:
    if kind_of(path) == "text":
        return list(read_grids(path)[0].rows)
    rows: list[tuple[int, Sequence[str]]] = [
        (line, row) for line, row in enumerate(read_cells(path, sheet), start=1) if any(row)
    ]
    if len(rows) > MOST_ROWS:
        raise InputError.single(
            path.name, f"sheet {sheet} has more than {MOST_ROWS:,} rows", "Write a row for each SKU"
        )
    return rows


def read_sheet(path: Path, sheet: str) -> WideSheet:
    """One wide sheet. Raises `InputError` for what cannot be read."""
    file = f"{path.name}:{sheet}" if sheet else path.name
    return read_wide(file, _rows(path, sheet), (sheet, path.stem))


@dataclass(slots=True)
class WideReader:
    """The rows that one wide sheet holds of `table`, in columns named as the table's."""

    path: Path
    sheet: str
    table: str
    notes: list[str] = field(default_factory=list)
    is_json: bool = field(default=False, init=False)
    _found: WideSheet | None = field(default=None, init=False)
    _rows: list[dict[str, str]] = field(default_factory=list, init=False)
    _lines: list[int] = field(default_factory=list, init=False)

    def columns(self) -> Sequence[str]:
        """Names of the table's columns that the sheet fills, and headings that it does not know."""
        self._read()
        return list(dict.fromkeys(name for row in self._rows for name in row))

    def batches(self) -> Iterator[RawBatch]:
        """The rows; `line` is the row of the sheet that they come from."""
        self._read()
        names = self.columns()
        columns = {name: pa.array([row.get(name, "") for row in self._rows], pa.string()) for name in names}
        lines = pa.array(self._lines, pa.int64())
        refused = self._found.refused if self._found is not None and self.table == "products" else []
        yield RawBatch(rows=pa.table({**columns, "line": lines}), refused=refused, done_bytes=self.path.stat().st_size)

    def _read(self) -> None:
        if self._found is not None:
            return
        self._found = sheet = read_sheet(self.path, self.sheet)
        self.notes += sheet.notes
        scales = _scales(sheet.rows)
        made = {"products": _products, "size_scales": _size_scales}.get(self.table)
        rows = made(sheet.rows, scales) if made is not None else _pieces(self.table, sheet)
        self._lines, self._rows = [line for line, _ in rows], [row for _, row in rows]
        if self.table == "products" and not sheet.rows:
            self.notes.append("the sheet names no style")


Made = list[tuple[int, dict[str, str]]]
Scales = dict[str, tuple[str, list[str]]]


def _scales(rows: Sequence[WideRow]) -> Scales:
    """The size scale of each style, by its name, and the sizes that the style is made in.

    A size is made where a cell under it is filled in one of the style's colours; all of them where none is. Letters,
    numbers and waist sizes over one row of headings are scales of their own, unless a style has sizes of several.
    """
    made: dict[str, dict[str, None]] = {}
    heads: dict[str, tuple[str, ...]] = {}
    for row in rows:
        style = row.option[0]
        own = made.setdefault(style, {})
        heads[style] = tuple(dict.fromkeys([*heads.get(style, ()), *row.scale]))
        own.update(dict.fromkeys(size for size, cell in row.sizes.items() if is_made(cell)))
    names: dict[tuple[str, ...], str] = {}
    found: Scales = {}
    for style, own in made.items():
        sizes = [size for size in heads[style] if size in own] or list(heads[style])
        kinds = {size_kind(size) for size in sizes}
        scale = tuple(in_order([size for size in heads[style] if size_kind(size) in kinds]))
        short = f"{scale[0]}-{scale[-1]}" if len(scale) > 1 else scale[0]
        taken = {name for known, name in names.items() if known != scale}
        found[style] = (names.setdefault(scale, short if short not in taken else " ".join(scale)), sizes)
    return found


def _option_id(row: WideRow) -> str:
    """What an option is called: as the sheet calls it where that names the style too, else style and colour."""
    style, colour = row.option
    own = row.roles.get("option_id", "")
    if own:
        return own if not row.roles.get("style_id") or own.startswith(style) else f"{style}-{own}"
    return f"{style}-{colour}" if colour else style


def _sku(row: WideRow, size: str) -> str:
    return f"{row.roles.get('sku') or _option_id(row)}-{size}"


def _products(rows: Sequence[WideRow], scales: Scales) -> Made:
    found = []
    for row in rows:
        style, colour = row.option
        name, sizes = scales[style]
        others = {heading: cell for heading, cell in row.others.items() if heading not in ("line", "part")}
        if not any(column_of(heading, ("category",)) for heading in others):
            others |= {"category": NO_CATEGORY, "assumption": "the sheet names no category: all styles are of one"}
        about = {"style_id": style, "option_id": _option_id(row), "colour": colour or row.roles.get("option_id", "")}
        for size in sizes:
            own = {"sku": _sku(row, size), **about, "size": size, "size_scale_id": name}
            found.append((row.line, {**own, **others}))
    return found


def _size_scales(rows: Sequence[WideRow], scales: Scales) -> Made:
    lines = {name: row.line for row in reversed(rows) for name in (scales[row.option[0]][0],)}
    sizes: dict[str, dict[str, None]] = {}
    for row in rows:
        name, _ = scales[row.option[0]]
        kinds = {size_kind(size) for size in scales[row.option[0]][1]}
        sizes.setdefault(name, {}).update(dict.fromkeys(size for size in row.scale if size_kind(size) in kinds))
    return [
        (lines[name], {"size_scale_id": name, "place": str(place), "size": size})
        for name, own in sizes.items()
        for place, size in enumerate(in_order(list(own)), start=1)
    ]


def _pieces(table: str, sheet: WideSheet) -> Made:
    """The pieces of a sheet as rows of a table. Acts are known by who ordered what when, for which time."""
    found: Made = []
    often: Counter[tuple[str, ...]] = Counter()
    for row in sheet.rows:
        given = {
            name: row.roles.get(name, "")
            for name in ("place_id", "order_id", "customer_id", "happened_at", "due_day")
        }  # fmt: skip
        day = given["happened_at"] or given["due_day"] or sheet.day
        for size, cell in row.sizes.items():
            units = pieces_of(cell)
            if not units or (units == "0" and table != "stock"):
                continue
            own = {"sku": _sku(row, size), "units": units}
            if table == "stock":
                own["place_id"] = given["place_id"] or "warehouse"
            elif table == "on_order":
                order = given["order_id"] or sheet.title
                own |= {
                    "order_id": order,
                    "place_id": given["place_id"] or "warehouse",
                    "due_day": given["due_day"] or day,
                }
            else:
                key = (given["customer_id"], given["order_id"], day, own["sku"])
                often[key] += 1
                told = ":".join(["sheet", *filter(None, key), *([str(often[key])] if often[key] > 1 else [])])
                own |= {"signal_id": told, "kind": "order", "happened_at": day, "customer_id": given["customer_id"]}
            found.append((row.line, own))
    return found
