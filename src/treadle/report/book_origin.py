"""The hidden sheet of a workbook: of which plan it is, and what it said when it was written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from treadle.report.buy_sheet import WideBuy
from treadle.terms.sheet_seal import ROW_DIGITS, SheetSeal

#: The hidden sheet's name and the edition of what is in it.
ORIGIN, EDITION = "treadle", 3
#: Digests of rows that one cell holds: a cell takes 32,767 signs.
_CHUNK = 3_000


def write_origin(book: Any, values: Mapping[str, str], buy: WideBuy, buy_name: str, seals: Sequence[SheetSeal]) -> None:
    """The plan's id, what the sheet of the buy is called and decisions in its language, the buy as it was written, and
    the seals of the other sheets, which are only to be read."""
    sheet = book.create_sheet(ORIGIN)
    sheet.append([ORIGIN, EDITION, values["plan_id"], values["as_of"], buy_name, *buy.decisions])
    sheet.append(["keys", *buy.keys])
    sheet.append(["heads", *buy.heads])
    for row in buy.rows:
        sheet.append(["row", *row])
    for line in buy.lines:
        sheet.append(["line", *line])
    for seal in seals:
        sheet.append(["sheet", seal.name])
        sheet.append(["columns", *seal.columns])
        sheet.append(["sums", *seal.sums])
        digests = "".join(seal.rows)
        width = ROW_DIGITS * _CHUNK
        sheet.append(["digests", *(digests[at : at + width] for at in range(0, len(digests), width))])
    for written in sheet.iter_rows():
        for cell in written:
            if cell.data_type == "f":  # a name that begins with '=' is a name, here as in its own sheet
                cell.data_type = "s"
    sheet.sheet_state = "veryHidden"
    sheet.freeze_panes = "B2"
