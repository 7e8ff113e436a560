"""Tables of pages as files: what a page shows, whole, as CSV or as a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from fastapi import HTTPException, Request
from fastapi.responses import Response

from treadle.plant.people import Caller
from treadle.report.given_table import GivenTable, given_book, given_csv
from treadle.web.drawn import forms_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def given_out(
    request: Request, caller: Caller, tables: Mapping[str, GivenTable], name: str, ending: str, day: date
) -> Response:
    """One of some tables as a file in the reader's language. Raises HTTPException 404 for none of them."""
    if name not in tables or ending not in ("csv", "xlsx"):
        raise HTTPException(404, "There is nothing under this address.")
    language = forms_of(request, caller).language
    if ending == "csv":
        return file_answer(given_csv(tables[name], language).encode("utf-8"), "text/csv; charset=utf-8", f"{name}.csv")
    return file_answer(given_book(tables[name], day, language), XLSX, f"{name}.xlsx")


def file_answer(content: bytes, media_type: str, name: str) -> Response:
    """A file that a browser keeps under a name; letters that a header cannot hold become hyphens."""
    plain = "".join(one if one.isascii() and (one.isalnum() or one in "-_.") else "-" for one in name)
    return Response(content, media_type=media_type,
                    headers={"Content-Disposition": f'attachment; filename="{plain}"'})  # fmt: skip
