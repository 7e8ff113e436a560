"""Facts: files dropped, looked at and taken in; rows set aside, mended; what is fresh; work in the background."""

from __future__ import annotations

import shutil
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, HTTPException, Request, UploadFile
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from treadle.api.request_id import request_id
from treadle.plant import facts, jobs, mapping_draft
from treadle.plant import file_looked_at as use
from treadle.plant.people import Caller
from treadle.plant.uploads import new_upload
from treadle.web.asking import MOST_FIELDS, form_key, is_part, visiting
from treadle.web.drawn import page

router = APIRouter(include_in_schema=False)
Reader = Annotated[Caller, Depends(visiting("read"))]
Importer = Annotated[Caller, Depends(visiting("import"))]
Planner = Annotated[Caller, Depends(visiting("plan"))]
Text = Annotated[str, Form(max_length=500)]
#: Imports and jobs that are shown; the API has all.
SHOWN = 12


@router.get("/data")
def data(request: Request, caller: Reader) -> Response:
    """The page."""
    return _page(request, caller)


@router.post("/data/files")
def send(request: Request, caller: Importer, file: UploadFile) -> Response:
    """Keep a file, and look at it; nothing of it is taken in."""
    with new_upload(caller.brand, file.filename or "", by=caller.caller_id) as (upload_id, target):
        shutil.copyfileobj(file.file, target)
    return RedirectResponse(f"/data/files/{upload_id}", status_code=303)


@router.get("/data/files/{upload_id}")
def look(upload_id: str, request: Request, caller: Importer, option: str = "") -> Response:
    """What a file is, and what would come of it."""
    seen = use.look_at(caller.brand, upload_id, option=option)
    return page(request, "data_file.html", at="data", seen=seen, tables=facts.tables(),
                mappings=mapping_draft.kept_mappings(caller.brand))  # fmt: skip


@router.get("/data/files/{upload_id}/mapping")
def mapping(upload_id: str, request: Request, caller: Importer, table: str = "") -> Response:
    """The draft of a mapping for a file, to be edited and kept."""
    text = mapping_draft.drafted(caller.brand, upload_id, table=table)
    return page(request, "data_mapping.html", at="data", upload_id=upload_id, text=text, table=table,
                tables=facts.tables(), name="")  # fmt: skip


@router.post("/data/files/{upload_id}/mapping")
def keep_mapping(
    upload_id: str, request: Request, caller: Importer, name: Text,
    text: Annotated[str, Form(max_length=mapping_draft.MOST_LETTERS)],
) -> Response:  # fmt: skip
    """Keep a mapping, and look at the file by it."""
    mapping_draft.keep_mapping(caller.brand, upload_id, name=name.strip(), text=text)
    return RedirectResponse(f"/data/files/{upload_id}?option={quote('--map ' + name.strip())}", status_code=303)


@router.post("/data/imports")
def take_in(request: Request, caller: Importer, upload_id: Text, table: Text = "", layout: Text = "",
            key: Text = "") -> Response:  # fmt: skip
    """Take a file in, in the background."""
    told = {"upload_id": upload_id, "table": table, "layout": layout}
    _ask(caller, "import", {name: value for name, value in told.items() if value}, key)
    return RedirectResponse("/data", status_code=303)


@router.post("/data/imports/{number}/undo")
def undo(number: int, request: Request, caller: Importer) -> Response:
    """Take an import back; the next plan does not count its rows."""
    facts.undo(caller.brand, number)
    return _shown_again(request, caller)


@router.get("/data/imports/{number}/rows")
def rows(number: int, request: Request, caller: Importer) -> Response:
    """The rows that an import set aside, to be mended in place."""
    return page(request, "data_rows.html", at="data", aside=use.set_aside_of(caller.brand, number), about=use.ABOUT)


@router.post("/data/imports/{number}/rows")
async def mend(number: int, request: Request, caller: Importer) -> Response:
    """Take mended rows in as another import; those left as they were stay aside."""
    form = {name: str(value) for name, value in (await request.form(max_fields=MOST_FIELDS)).items()}
    await run_in_threadpool(_mend, caller, number, form)
    return RedirectResponse("/data", status_code=303)


@router.get("/data/imports/{number}/rows.csv")
def rows_file(number: int, caller: Importer) -> Response:
    """The rows that an import set aside, all of them, as a file."""
    headers = {"Content-Disposition": f'attachment; filename="set-aside-{number}.csv"'}
    text = facts.set_aside_text(caller.brand, number)
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


@router.post("/data/cancel")
def cancel(request: Request, caller: Planner, job_id: Text) -> Response:
    """Cancel work; nothing half-written stays."""
    jobs.cancel_job(caller.brand, job_id, author=caller.name)
    return _shown_again(request, caller)


@router.post("/data/again")
def again(request: Request, caller: Planner, job_id: Text, key: Text = "") -> Response:
    """Ask once more for work that failed or was cancelled."""
    kind = jobs.find_job(caller.brand, job_id).kind
    if not caller.may(jobs.REPEATABLE.get(kind, "plan")):
        raise HTTPException(403, f"You may not ask for a job {kind}.")
    jobs.ask_again(
        caller.brand, job_id, author=caller.name, key=form_key(caller, key), request_id=request_id()
    )  # fmt: skip
    return _shown_again(request, caller)


def _ask(caller: Caller, kind: str, arguments: dict[str, str], key: str) -> None:
    jobs.ask_job(
        caller.brand, kind, arguments, author=caller.name, key=f"{kind}:{form_key(caller, key)}",
        request_id=request_id(),
    )  # fmt: skip


def _mend(caller: Caller, number: int, form: dict[str, str]) -> None:
    aside = use.set_aside_of(caller.brand, number)
    mended: list[dict[str, Any]] = []
    for at, row in enumerate(aside.rows):
        told = {name: form.get(f"c.{at}.{place}", row.get(name, "")) for place, name in enumerate(aside.columns)}
        if any(told[name] != row.get(name, "") for name in aside.columns):
            mended.append({**row, **told})
    if mended:
        upload_id = use.mended_file(caller.brand, number, mended, by=caller.caller_id)
        _ask(caller, "import", {"upload_id": upload_id, "table": aside.table}, form.get("key", ""))


def _shown_again(request: Request, caller: Caller) -> Response:
    return _page(request, caller) if is_part(request) else RedirectResponse("/data", status_code=303)


def _page(request: Request, caller: Caller) -> Response:
    imports = facts.imports_of(caller.brand)
    found = jobs.list_jobs(caller.brand)
    return page(
        request, "data.html", at="data", fresh=use.freshness(caller.brand), imports=imports[:SHOWN],
        undone={one.undoes for one in imports if one.undoes}, jobs=found[:SHOWN],
        is_working=any(not one.is_ended for one in found[:SHOWN]), repeatable=tuple(jobs.REPEATABLE),
    )  # fmt: skip
