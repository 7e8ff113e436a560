"""Deliveries as a file: a row per order and SKU, as a delivery note lists them."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from treadle.errors import InputError, NotFoundError, Problem
from treadle.terms.formulas import unguarded

NEEDED = ("order_id", "sku", "units")
MORE = ("rejected", "day", "note_id", "is_last")
YES, NO = ("yes", "y", "true", "1", "x"), ("", "no", "n", "false", "0")


@dataclass(slots=True, kw_only=True)
class FileDelivery:
    """Rows of one order, day and delivery note together; SKUs as the file calls them."""

    order_id: str
    day: date | None
    note_id: str
    is_last: bool = False
    units: dict[str, int] = field(default_factory=dict)
    rejected: dict[str, int] = field(default_factory=dict)


def read_deliveries(path: Path) -> tuple[FileDelivery, ...]:
    """The deliveries of a CSV or Excel file (its first sheet), in the order of their first rows.

    Raises `NotFoundError` where there is no file, and `InputError` with every row that cannot be read.
    """
    if not path.is_file():
        raise NotFoundError(f"There is no file {path}.")
    problems: list[Problem] = []
    found: dict[tuple[str, date | None, str], FileDelivery] = {}
    rows = list(_rows(path))
    missing = [name for name in NEEDED if rows and name not in rows[0][1]]
    if not rows or missing:
        what = f"no column for {', '.join(missing)}" if missing else "it holds no rows"
        raise InputError.single(
            path.name, what, f"Give the columns {', '.join(NEEDED)}, and {', '.join(MORE)} if wanted"
        )
    for number, cells in rows:
        _read(path.name, number, cells, found, problems)
    if problems:
        raise InputError(problems)
    return tuple(found.values())


def _read(
    file: str, row: int, cells: Mapping[str, str], found: dict[tuple[str, date | None, str], FileDelivery],
    problems: list[Problem],
) -> None:  # fmt: skip
    """Add one row to its delivery, or its problems."""
    before = len(problems)

    def say(column: str, what: str, remedy: str) -> None:
        problems.append(Problem(file=file, row=row, column=column, what=what, remedy=remedy))

    order_id, sku = cells.get("order_id", ""), cells.get("sku", "")
    for column, text in (("order_id", order_id), ("sku", sku)):
        if not text:
            say(column, "it is empty", "Say which")
    counts = {}
    for column in ("units", "rejected"):
        text = cells.get(column, "") or "0"
        whole = text.removesuffix(".0")
        if not whole.isdigit():
            say(column, f"'{text}' is not a number of pieces", "Write a whole number, 0 or more")
        counts[column] = int(whole) if whole.isdigit() else 0
    day = None
    if cells.get("day"):
        try:
            day = date.fromisoformat(cells["day"][:10])
        except ValueError:
            say("day", f"'{cells['day']}' is not a day", "Write it as 2026-03-31")
    last = cells.get("is_last", "").lower()
    if last not in (*YES, *NO):
        say("is_last", f"'{last}' is neither yes nor no", "Write yes or no")
    if len(problems) > before:
        return
    key = order_id, day, cells.get("note_id", "")
    delivery = found.setdefault(key, FileDelivery(order_id=order_id, day=day, note_id=key[2]))
    if sku in delivery.units:
        say("sku", f"{sku} of {order_id} appears twice", "Join the rows, or give them different note_ids")
        return
    delivery.units[sku], delivery.rejected[sku] = counts["units"], counts["rejected"]
    delivery.is_last = delivery.is_last or last in YES


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Row numbers as an editor shows them, and cells by heading in small letters."""
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        yield from _sheet_rows(path)
        return
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            head = file.readline()
            file.seek(0)
            reader = csv.DictReader(file, delimiter=max(",;\t", key=head.count))
            for cells in reader:
                yield (
                    reader.line_num,
                    {
                        str(name or "").strip().lower(): unguarded(str(value or "").strip())
                        for name, value in cells.items()
                    },
                )
    except UnicodeDecodeError:
        raise InputError.single(path.name, "it is not a text file", "Save it as CSV in UTF-8, or as .xlsx") from None


def _sheet_rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, OSError):
        raise InputError.single(path.name, "it cannot be read as an Excel workbook", "Save it as .xlsx") from None
    try:
        rows = list(book.worksheets[0].iter_rows(values_only=True))
    finally:
        book.close()
    heads = [str(cell or "").strip().lower() for cell in rows[0]] if rows else []
    for number, row in enumerate(rows[1:], start=2):
        if any(cell not in (None, "") for cell in row):
            yield number, {name: _text(cell) for name, cell in zip(heads, row, strict=False)}


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return "" if cell is None else str(cell).strip()
