"""Tables that a page holds: what many systems write as `.xls` is HTML, and Excel of 2003 wrote XML.

Nothing of a page is opened or run; only cells are taken, with what spans several of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path

from treadle.errors import InputError
from treadle.reading.encodings import find_encoding

#: A page of more bytes, or with more cells, is no export that a person opens.
MOST_BYTES, MOST_CELLS, MOST_SPAN = 32 * 1024 * 1024, 3_000_000, 1_000
_BEGINNINGS = (
    b"<html", b"<!doctype", b"<table", b"<meta", b"<?xml", b"<head", b"<body", b"<div", b"<style", b"<!--", b"<center",
    b"<workbook", b"<font",
)  # fmt: skip
_CHARSET = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_TABLE = re.compile(rb"<(?:\w+:)?(?:table|worksheet)[\s>]", re.IGNORECASE)


def is_markup(head: bytes) -> bool:
    """Whether a file that begins so is a page or XML."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_BEGINNINGS)


def holds_table(path: Path) -> bool:
    """Whether a page holds a plain table: two rows and two columns at least."""
    if path.stat().st_size > MOST_BYTES:
        return False
    with path.open("rb") as file:
        if _TABLE.search(file.read(MOST_BYTES)) is None:
            return False
    return bool(page_tables(path))


def page_tables(path: Path) -> dict[str, list[list[str]]]:
    """The plain tables of a page by name (that of its sheet, else 'table 1' and so on), rows of equal length.

    Raises `InputError` for a page that is too large or no text.
    """
    stat = path.stat()
    return _tables(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=4)
def _tables(path: Path, changed: int, size: int) -> dict[str, list[list[str]]]:
    if size > MOST_BYTES:
        raise InputError.single(path.name, f"the page has {size / 2**20:,.0f} MB", "Export the rows as CSV")
    parser = _Tables(file=path.name)
    parser.feed(_text(path))
    parser.close()
    found: dict[str, list[list[str]]] = {}
    for number, table in enumerate(parser.done, start=1):
        rows = _filled(table.rows)
        if len(rows) > 1 and len(rows[0]) > 1:
            found[table.name or f"table {number}"] = rows
    return found


def _text(path: Path) -> str:
    raw = path.read_bytes()
    said = _CHARSET.search(raw[:4096])
    encodings = [said.group(1).decode("ascii")] if said is not None else []
    for encoding in (*encodings, find_encoding(path)):
        try:
            return raw.decode("gb18030" if encoding.lower() in ("gbk", "gb2312") else encoding).removeprefix("\ufeff")
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("utf-8", "replace")


def _filled(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Rows of one length; columns at the end that are empty everywhere are left off."""
    width = max((len(row) for row in rows), default=0)
    even = [[*row, *([""] * (width - len(row)))] for row in rows]
    while width and not any(row[width - 1] for row in even):
        width -= 1
    return [row[:width] for row in even]


@dataclass(slots=True)
class _Table:
    name: str = ""
    rows: list[list[str]] = field(default_factory=list)
    #: Cells of rows to come that a cell above covers: (row, column) to its text.
    covered: dict[tuple[int, int], str] = field(default_factory=dict)
    text: list[str] | None = None
    column_span: int = 1
    row_span: int = 1


class _Tables(HTMLParser):
    """Gathers the cells of all tables of a page; of a table within a cell apart from it."""

    def __init__(self, file: str) -> None:
        super().__init__(convert_charrefs=True)
        self.file = file
        self.open: list[_Table] = []
        self.done: list[_Table] = []
        self.cells = 0
        self.hushed = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A table, row or cell begins."""
        tag = tag.rpartition(":")[2]
        told = {key.rpartition(":")[2]: value or "" for key, value in attrs}
        if tag in ("script", "style", "title"):
            self.hushed += 1
        elif tag == "worksheet" or (
            tag == "table" and not (self.open and self.open[-1].name and not self.open[-1].rows)
        ):
            self.open.append(_Table(name=told.get("name", "") if tag == "worksheet" else ""))
        elif tag in ("tr", "row") and self.open:
            self._end_cell()
            table = self.open[-1]
            place = _number(told.get("index", ""), 0)
            while tag == "row" and len(table.rows) + 1 < min(place, 100_000):
                table.rows.append([])
            table.rows.append([])
        elif tag in ("td", "th", "cell") and self.open and self.open[-1].rows:
            self._end_cell()
            table = self.open[-1]
            if tag == "cell" and (place := _number(told.get("index", ""), 0)):
                row = table.rows[-1]
                row.extend([""] * (min(place, 10_000) - 1 - len(row)))
            table.text = []
            across = (
                _number(told.get("colspan", ""), 1) if tag != "cell" else 1 + _number(told.get("mergeacross", ""), 0)
            )
            down = _number(told.get("rowspan", ""), 1) if tag != "cell" else 1 + _number(told.get("mergedown", ""), 0)
            table.column_span, table.row_span = max(1, min(across, MOST_SPAN)), max(1, min(down, MOST_SPAN))
        elif tag == "br" and self.open and self.open[-1].text is not None:
            self.open[-1].text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """A table, row or cell ends."""
        tag = tag.rpartition(":")[2]
        if tag in ("script", "style", "title"):
            self.hushed = max(0, self.hushed - 1)
        elif tag in ("td", "th", "cell", "tr", "row"):
            self._end_cell()
        elif tag in ("table", "worksheet") and self.open:
            if tag == "table" and self.open[-1].name:
                self._end_cell()
                return
            self._end_cell()
            self.done.append(self.open.pop())

    def handle_data(self, data: str) -> None:
        """Text of the cell that is open."""
        if self.open and self.open[-1].text is not None and not self.hushed:
            self.open[-1].text.append(data)

    def close(self) -> None:
        """The page ends; tables that were never closed are taken as they are."""
        super().close()
        while self.open:
            self._end_cell()
            self.done.append(self.open.pop())

    def _end_cell(self) -> None:
        table = self.open[-1] if self.open else None
        if table is None or table.text is None:
            return
        text = " ".join("".join(table.text).replace("\xa0", " ").split())
        table.text = None
        at, row = len(table.rows) - 1, table.rows[-1]
        while (at, len(row)) in table.covered:
            row.append(table.covered.pop((at, len(row))))
        start = len(row)
        self.cells += table.column_span * table.row_span
        if self.cells > MOST_CELLS:
            raise InputError.single(self.file, f"the page has more than {MOST_CELLS:,} cells", "Export the rows as CSV")
        # What spans several cells is a text for all of them; a number counts once.
        rest = "" if re.fullmatch(r"[+-]?[0-9.,]+", text) else text
        row.extend([text, *([rest] * (table.column_span - 1))])
        for below in range(1, table.row_span):
            for beside in range(table.column_span):
                table.covered[at + below, start + beside] = rest


def _number(text: str, default: int) -> int:
    return int(text) if text.strip().isdigit() and len(text) < 7 else default
