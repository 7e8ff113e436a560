"""The reader of a file, by what it holds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from treadle.connectors.columnar import ColumnarReader
from treadle.connectors.containers import kind_of, named_otherwise
from treadle.connectors.json_lines import JsonLinesReader
from treadle.connectors.mapping import FileFormat
from treadle.connectors.sheets import SheetReader
from treadle.connectors.trends import TRENDS_HEADER, TrendsReader
from treadle.reading.delimited import DelimitedReader
from treadle.reading.header_row import HeaderRule
from treadle.reading.raw_rows import Reader


def open_reader(path: Path, form: FileFormat, sheet: str, is_known: Callable[[str], bool] | None = None) -> Reader:
    """The reader of a file, by its bytes; `is_known` finds the header where `form` does not say which row it is.

    Raises `InputError` for what holds no rows.
    """
    if form.reader == "trends":
        return TrendsReader(reader=_of_kind(path, form, sheet, TRENDS_HEADER), file=path.name)
    return _of_kind(
        path, form, sheet, HeaderRule(cells=form.header_cell, is_known=None if form.skip_rows else is_known)
    )


def _of_kind(path: Path, form: FileFormat, sheet: str, rule: HeaderRule) -> Reader:
    kind = kind_of(path)
    note = named_otherwise(path, kind)
    notes = [note] if note else []
    if kind == "parquet":
        return ColumnarReader(path=path)
    if kind == "json":
        return JsonLinesReader(path=path)
    if kind == "sheets":
        return SheetReader(path=path, sheet=sheet or form.sheet, skip_rows=form.skip_rows, rule=rule, notes=notes)
    return DelimitedReader(path=path, delimiter=form.delimiter, encoding=form.encoding, skip_rows=form.skip_rows,
                           header=form.header, rule=rule, notes=notes)  # fmt: skip
