"""A new brand's folder: treadle.toml, one CSV per table, and a workbook made from them."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from treadle.errors import InputError
from treadle.reading.delimited import DelimitedReader
from treadle.storage.folder_csv import table_path
from treadle.storage.lake import write_durably
from treadle.terms.formula_tables import guarded_table
from treadle.terms.formulas import guarded
from treadle.terms.table_spec import TableSpec
from treadle.terms.tables import TABLES

WORKBOOK = "brand.xlsx"


def write_folder(
    folder: Path, settings_text: str, tables: Mapping[str, pa.Table], *, has_workbook: bool = True
) -> None:
    """Write a folder with these tables (text columns named as in `TABLES`); tables not given get their header only.

    Raises `InputError` where the folder holds a treadle.toml, tables or a workbook already, or a table is unknown.
    """
    if (folder / "treadle.toml").exists():
        raise InputError.single(str(folder), "there is a brand's folder already", "Choose another name")
    own = [one.name for one in (folder / "tables", folder / "brand.xlsx") if one.exists()]
    if own:
        what = f"it holds {' and '.join(own)}, which would be written over"
        raise InputError.single(str(folder), what, "Name a folder without them, or move them away")
    unknown = sorted(set(tables) - set(TABLES))
    if unknown:
        raise InputError.single(str(folder), f"no such table: {', '.join(unknown)}", f"Known are {', '.join(TABLES)}")
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    for name, spec in TABLES.items():
        write_table(folder, spec, tables.get(name))
    if has_workbook:
        write_workbook(folder)
    write_durably(folder / "treadle.toml", settings_text)


def write_table(folder: Path, spec: TableSpec, rows: pa.Table | None) -> None:
    """Write a table's CSV: the columns of the spec that the rows have, or all of them where there are none."""
    given = list(spec.names) if rows is None else [name for name in spec.names if name in rows.column_names]
    if rows is not None and spec.keeps_extra:
        given += [name for name in rows.column_names if name not in spec.names]
    with table_path(folder, spec.name).open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow([guarded(name) for name in given])
        if rows is not None:
            columns = (guarded_table(rows.select(given)).columns) if given else ()
            out.writerows(zip(*(column.to_pylist() for column in columns)))


def write_workbook(folder: Path) -> None:
    """Write brand.xlsx from the CSVs: a sheet per table with a frozen header that says what each column is."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill

    book = Workbook(write_only=True)
    bold, fill = Font(bold=True), PatternFill("solid", fgColor="E8EEF4")
    for name, spec in TABLES.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        reader = DelimitedReader(path=table_path(folder, name))
        header = list(reader.columns())
        for place, one in enumerate(header):
            sheet.column_dimensions[_letter(place)].width = max(10, min(28, len(one) + 3))
        cells = []
        for one in header:
            cell = WriteOnlyCell(sheet, value=guarded(one))
            cell.font, cell.fill = bold, fill
            if one in spec.names:
                cell.comment = Comment(spec.column(one).doc, "treadle")
            cells.append(cell)
        sheet.append(cells)
        kinds = [spec.column(one).kind if one in spec.names else "text" for one in header]
        for batch in reader.batches():
            for row in zip(*(batch.rows[one].to_pylist() for one in header), strict=True):
                sheet.append([_cell(value, kind) for value, kind in zip(row, kinds)])
    book.save(folder / WORKBOOK)


def _cell(text: str, kind: str) -> str | float | int | None:
    """A cell as Excel wants it: numbers as numbers, all else as text."""
    if not text:
        return None
    if kind in ("number", "share", "money"):
        return float(text)
    return int(text) if kind == "whole" else text


def _letter(place: int) -> str:
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
