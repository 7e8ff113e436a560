"""The sheets of a plan's workbook, and what its hidden sheet says of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from treadle.errors import InputError, NotFoundError, Problem
from treadle.terms.sheet_seal import ROW_DIGITS, SheetSeal

ORIGIN, EDITION = "treadle", 3
SIZE = "size:"
Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a workbook said when it was written.

    `sheet` is that of the buy, `approve` and `reject` are its words for a decision; `heads` are its headings by key,
    `cells` its cells by option and key, `lines` the buy lines as (line_id, option_id, size, units), `seals` the other
    sheets.
    """

    plan_id: str
    as_of: str
    sheet: str
    approve: str
    reject: str
    heads: Mapping[str, str]
    cells: Mapping[str, Mapping[str, Any]]
    lines: Sequence[tuple[str, str, str, int]]
    seals: Sequence[SheetSeal]

    @property
    def sizes(self) -> tuple[str, ...]:
        """Keys of the sizes across."""
        return tuple(key for key in self.heads if key.startswith(SIZE))


def read_sheets(path: Path) -> tuple[Origin, Mapping[str, Rows]]:
    """What a workbook said when it was written, and the rows of its sheets as they are.

    Raises `NotFoundError` where there is no such file, and `InputError` for a workbook that is no plan's or of an
    earlier edition.
    """
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    if not path.is_file():
        raise NotFoundError(f"{path}: there is no such workbook")
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, OSError):
        raise InputError.single(
            path.name, "it cannot be read as an Excel workbook", "Save the plan's workbook as .xlsx"
        ) from None
    try:
        if ORIGIN not in book.sheetnames:
            raise _no_plan(path, ORIGIN)
        sheets = {one.title: list(one.iter_rows(values_only=True)) for one in book.worksheets}
    finally:
        book.close()
    written = sheets.pop(ORIGIN)
    if not written or len(written[0]) < 2 or written[0][0] != ORIGIN:
        raise InputError.single(path.name, "its sheet 'treadle' was changed", "Take the plan's own workbook again")
    if written[0][1] != EDITION:
        raise InputError.single(
            path.name, "another edition of treadle wrote it", "Plan again, and edit the new workbook"
        )
    try:
        origin = _origin(written)
    except (IndexError, ValueError, TypeError, KeyError):
        raise InputError.single(
            path.name, "its sheet 'treadle' was changed", "Take the plan's own workbook again"
        ) from None
    if origin.sheet not in sheets:
        raise _no_plan(path, origin.sheet)
    return origin, sheets


def _no_plan(path: Path, name: str) -> InputError:
    return InputError(
        [Problem(file=path.name, what=f"it is no plan's workbook: it has no sheet '{name}'",
                 remedy="Edit the workbook that treadle plan wrote, and save all of it as .xlsx")]
    )  # fmt: skip


def _origin(written: Rows) -> Origin:
    _, _, plan_id, as_of, sheet, approve, reject, *_ = written[0]
    told: dict[str, Rows] = {}
    for tag, *cells in written[1:]:
        told.setdefault(str(tag), []).append(tuple(cells))
    keys = [str(key) for key in told["keys"][0] if key not in (None, "")]
    heads = dict(zip(keys, (str(head) for head in told["heads"][0]), strict=False))
    rows = [dict(zip(keys, row, strict=False)) for row in told.get("row", [])]
    seals = [
        SheetSeal(name=str(name[0]), columns=_texts(columns), sums=_texts(sums)[: len(_texts(columns))],
                  rows=_digests(digests))
        for name, columns, sums, digests in zip(
            *(told.get(tag, []) for tag in ("sheet", "columns", "sums", "digests")), strict=True
        )
    ]  # fmt: skip
    return Origin(
        plan_id=str(plan_id), as_of=str(as_of), sheet=str(sheet), approve=str(approve), reject=str(reject), heads=heads,
        cells={str(row["option_id"]): row for row in rows},
        lines=[(str(line_id), str(of), str(size), int(units)) for line_id, of, size, units, *_ in told.get("line", [])],
        seals=seals,
    )  # fmt: skip


def _texts(cells: Sequence[Any]) -> tuple[str, ...]:
    """Cells up to the last one that is filled."""
    texts = ["" if cell is None else str(cell) for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)


def _digests(cells: Sequence[Any]) -> tuple[str, ...]:
    whole = "".join(_texts(cells))
    return tuple(whole[at : at + ROW_DIGITS] for at in range(0, len(whole), ROW_DIGITS))
