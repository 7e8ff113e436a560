"""Rows of a sheet that is only to be read, written column by column straight into a workbook's own XML.

A spreadsheet library makes an object of every cell; a plan has a million of them. It writes the book, its styles and
the headings, and the rows are put into the finished file.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

#: Signs that no cell can hold, and the longest text of one.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LONGEST = 32_767


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRows:
    """The rows below a sheet's headings as XML, and the cells that the sheet holds from A1 on."""

    xml: str
    dimension: str

    def into(self, sheet: bytes) -> bytes:
        """The XML of the sheet with these rows in it."""
        told = re.sub(rb'<dimension ref="[^"]*"', f'<dimension ref="{self.dimension}"'.encode(), sheet, count=1)
        return told.replace(b"</sheetData>", self.xml.encode() + b"</sheetData>", 1)


def sheet_rows(sheet: Any, columns: Sequence[Sequence[object]], formats: Sequence[str]) -> SheetRows:
    """Columns of equal length as rows from the second on; `formats` are number formats, '' for the usual one.

    `sheet` is of openpyxl: the book's styles are told there. A text that begins with '=' is a text.
    """
    from openpyxl.utils import get_column_letter

    count = len(columns[0]) if columns else 0
    letters = [get_column_letter(at) for at in range(1, len(columns) + 1)]
    cells = [
        _cells(sheet, letter, values, number_format)
        for letter, values, number_format in zip(letters, columns, formats, strict=True)
    ]
    rows = "".join(f'<row r="{at}">{"".join(row)}</row>' for at, row in enumerate(zip(*cells, strict=True), start=2))
    return SheetRows(xml=rows, dimension=f"A1:{letters[-1] if letters else 'A'}{count + 1}")


def _cells(sheet: Any, letter: str, values: Sequence[object], number_format: str) -> list[str]:
    """The cells of one column."""
    styles = {is_day: _style(sheet, number_format, is_day) for is_day in (False, True)}
    told: dict[tuple[type, object], str] = {(type(None), None): "", (str, ""): ""}
    found = []
    for at, value in enumerate(values, start=2):
        key = (type(value), value)
        end = told.get(key)
        if end is None:
            end = told[key] = _end(styles[isinstance(value, date)], value)
        found.append(f'<c r="{letter}{at}{end}' if end else "")
    return found


def _style(sheet: Any, number_format: str, is_day: bool) -> str:
    """The attribute that names the style of numbers and texts, or of days, in a format."""
    from openpyxl.cell import Cell

    sample = Cell(sheet, row=1, column=1, value=date(2000, 1, 1) if is_day else 0)
    if number_format:
        sample.number_format = number_format
    return f' s="{sample.style_id}"' if sample.style_id else ""


def _end(style: str, value: object) -> str:
    """What follows a cell's place: its style and kind, and its value."""
    if isinstance(value, bool):
        return f'"{style} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int):
        return f'"{style}><v>{value}</v></c>'
    if isinstance(value, float):
        return f'"{style}><v>{value!r}</v></c>' if math.isfinite(value) else f'"{style}/>'
    if isinstance(value, date):
        from openpyxl.utils.datetime import to_excel

        return f'"{style}><v>{to_excel(value)!r}</v></c>'
    text = escape(_UNWRITABLE.sub("", str(value))[:_LONGEST])
    return f'"{style} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
