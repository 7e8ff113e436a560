"""Facts: files taken in, imports taken back, tables as they are held, and rows edited one at a time."""

from __future__ import annotations

import csv
import io
import shutil
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response, UploadFile
from pydantic import BaseModel, Field

from treadle.api.answers import AnsweredOnce
from treadle.api.caller import allowed
from treadle.api.jobs import accepted
from treadle.api.people import Asked
from treadle.api.tabular import JSON, RESPONSES, page_of, told_table, wanted_type
from treadle.plant import facts
from treadle.plant.import_ import Entry
from treadle.plant.people import Caller
from treadle.plant.uploads import new_upload
from treadle.terms.answers import HeldTable
from treadle.terms.formulas import guarded
from treadle.terms.job import Job

router = APIRouter(tags=["facts"], route_class=AnsweredOnce)
Reader = Annotated[Caller, Depends(allowed("read"))]
Importer = Annotated[Caller, Depends(allowed("import"))]


class ImportPage(BaseModel):
    """Imports, newest first; one that has `undoes` took that one back."""

    imports: list[Entry]
    next_cursor: str | None


class EditedRows(Asked):
    """Rows by the columns that a person fills; a row whose key is there replaces it."""

    rows: list[dict[str, Any]] = Field(min_length=1, max_length=1000, examples=[[{"sku": "TEE1-white-S", "units": 4}]])


@router.post("/v1/imports", status_code=202, summary="Take a file in")
def import_file(
    request: Request, caller: Importer, response: Response, file: UploadFile,
    table: Annotated[str, Form(description="Which table the rows belong to, where the file does not say.")] = "",
    name: Annotated[str, Form(description="Keeps the numbers of this system apart from another's.")] = "",
    day_order: Annotated[str, Form(description="day-first or month-first.")] = "",
    not_read: Annotated[str, Form(description="Columns left unread knowingly, separated by commas.")] = "",
) -> Job:  # fmt: skip
    """CSV, Parquet, JSON, Excel or a pattern; a job reads it, sets bad rows aside with the reason, and never the same
    row twice."""
    with new_upload(caller.brand, file.filename or "", by=caller.caller_id) as (upload_id, target):
        shutil.copyfileobj(file.file, target)
    said = {"table": table, "name": name, "day_order": day_order, "not_read": not_read}
    told = {key: value for key, value in said.items() if value}
    return accepted(caller, request, response, "import", {"upload_id": upload_id, **told})


@router.get("/v1/imports", summary="Imports")
def imports(request: Request, caller: Reader) -> ImportPage:
    """What was taken in and taken back, newest first."""
    rows, cursor = page_of(request, facts.imports_of(caller.brand))
    return ImportPage(imports=list(rows), next_cursor=cursor)


@router.get("/v1/imports/{number}", summary="One import")
def one_import(number: int, caller: Reader) -> Entry:
    """What became of its rows."""
    return facts.import_of(caller.brand, number)


@router.get("/v1/imports/{number}/set-aside", summary="Rows that were set aside", response_class=Response)
def set_aside(number: int, caller: Reader) -> Response:
    """A CSV with line, column, reason and the row; mended rows can be sent again."""
    return Response(facts.set_aside_text(caller.brand, number), media_type="text/csv; charset=utf-8")


@router.delete("/v1/imports/{number}", summary="Take an import back")
def undo(number: int, caller: Importer) -> Entry:
    """Its rows stay readable in the history; the next plan does not count them."""
    return facts.undo(caller.brand, number)


@router.get("/v1/tables", summary="Tables of facts")
def tables(caller: Reader) -> list[HeldTable]:
    """What a brand's facts are kept in."""
    return [HeldTable(name=name, doc=spec.doc, columns=tuple(spec.names)) for name, spec in facts.tables().items()]


@router.get("/v1/tables/{table}", summary="A table as it is held", responses=RESPONSES, response_class=Response)
def table(table: str, request: Request, caller: Reader) -> Response:
    """The rows that a plan reads now."""
    is_text = wanted_type(request) in (JSON, "text/csv")
    return told_table(request, facts.held_table(caller.brand, table, is_text=is_text))


@router.post("/v1/tables/{table}/rows", status_code=202, summary="Add or edit rows")
def edit_rows(table: str, told: EditedRows, request: Request, caller: Importer, response: Response) -> Job:
    """An edit is an import of its rows: a version with author and moment, nothing is overwritten."""
    if table not in facts.tables():
        raise HTTPException(404, f"There is no table {table}.")
    names = list(dict.fromkeys(name for row in told.rows for name in row))
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(guarded(name) for name in names)
    writer.writerows([_text(row.get(name)) for name in names] for row in told.rows)
    with new_upload(caller.brand, f"edit of {table} by {caller.name}.csv", by=caller.caller_id) as (upload_id, target):
        target.write(text.getvalue().encode("utf-8"))
    return accepted(caller, request, response, "import", {"upload_id": upload_id, "table": table})


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return guarded(str(value)) if isinstance(value, str) else str(value)
