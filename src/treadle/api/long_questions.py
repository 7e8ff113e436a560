"""Questions that take long, each asked as a job: a forecast, a marker, a simulation, an export, a shop's orders;
and their files."""

from __future__ import annotations

import re
import shutil
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response, UploadFile
from fastapi.responses import FileResponse
from pydantic import Field

from treadle.api.answers import AnsweredOnce
from treadle.api.caller import allowed
from treadle.api.jobs import accepted
from treadle.api.people import Asked
from treadle.api.tabular import RESPONSES, told_table
from treadle.errors import InputError
from treadle.plant import facts
from treadle.plant.job_results import result_file, result_table
from treadle.plant.people import Caller
from treadle.plant.shopify import one_shop
from treadle.plant.uploads import new_upload
from treadle.terms.job import Job

router = APIRouter(tags=["long questions"], route_class=AnsweredOnce)
Reader = Annotated[Caller, Depends(allowed("read"))]
Planner = Annotated[Caller, Depends(allowed("plan"))]
Importer = Annotated[Caller, Depends(allowed("import"))]
Asker = Annotated[Caller, Depends(allowed("ask"))]
#: What a file of a job is, by its ending.
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8", "html": "text/html; charset=utf-8", "json": "application/json",
    "parquet": "application/vnd.apache.parquet", "pdf": "application/pdf", "svg": "image/svg+xml",
}  # fmt: skip
_RATIO = re.compile(r"[^:,]{1,40}:[0-9]{1,4}(,[^:,]{1,40}:[0-9]{1,4})*")
_LEVELS = r"^(0?\.[0-9]{1,6}(,0?\.[0-9]{1,6})*)?$"


class NewSimulation(Asked):
    """What is lived, and how often."""

    what: Literal["value", "curves", "rules", "speed"] = Field(
        default="value",
        description="What decisions are worth; over least orders and lead times; of constant rules; seconds of one.",
    )
    seeds: int = Field(default=10, ge=1, le=100, description="How many seasons; two or more give intervals.")
    options: int = Field(default=60, ge=3, le=600, description="Of 'rules': options of the range.")
    has_signals: bool = Field(default=False, description="Of 'value': also what signals are worth by their strength.")
    is_like_real: bool = Field(default=False, description="Of 'value': in a world that scatters as real sets do.")


class NewReplay(Asked):
    """How much of the past is decided anew."""

    weeks: int = Field(default=8, ge=2, le=104, description="Whole weeks of the past.")
    seed: int | None = Field(default=None, ge=0, le=2**31 - 1)


class NewExport(Asked):
    """Which table of facts is written, and how."""

    table: str = Field(examples=["products"])
    form: Literal["csv", "parquet"] = "csv"
    has_history: bool = Field(default=False, description="Every version of every row, with its import.")


@router.post("/v1/forecasts", status_code=202, summary="Have files forecast")
def new_forecast(
    request: Request, caller: Planner, response: Response, history: UploadFile,
    horizon: Annotated[int, Form(ge=1, le=400, description="Periods after the latest date of the history.")],
    every: Annotated[Literal["day", "week", "month"], Form(description="Length of a period.")],
    products: UploadFile | None = None, known: UploadFile | None = None, planner: UploadFile | None = None,
    by: Annotated[str, Form(description="Add up by these, separated by commas.", max_length=400)] = "",
    quantiles: Annotated[str, Form(description="Levels, such as 0.1,0.5,0.9.", pattern=_LEVELS)] = "",
    is_cumulative: Annotated[bool, Form(description="Also totals from the first period on.")] = False,
    seed: Annotated[int, Form(ge=0, le=2**31 - 1)] = 0,
) -> Job:  # fmt: skip
    """As `treadle anticipate` reads them, in any form; the tables forecast, totals and league are its answer."""
    sent = {"history": history, "products": products, "known": known, "planner": planner}
    told = {name: _kept(caller, file) for name, file in sent.items() if file is not None}
    said = {"horizon": str(horizon), "every": every, "by": by, "quantiles": quantiles, "seed": str(seed),
            "cumulative": "yes" if is_cumulative else ""}  # fmt: skip
    return accepted(caller, request, response, "forecast", {**told, **{name: one for name, one in said.items() if one}})


@router.post("/v1/nests", status_code=202, summary="Have a marker drawn")
def new_nest(
    request: Request, caller: Asker, response: Response, file: UploadFile, rules: UploadFile | None = None,
    ratio: Annotated[str, Form(description="Garments per size of a pattern.", examples=["S:1,M:2"])] = "",
    width_mm: Annotated[int, Form(ge=1, le=20_000, description="Selvedges included.")] = 1600,
    selvedge_mm: Annotated[int, Form(ge=0, le=5_000)] = 0,
    spacing: Annotated[float, Form(ge=0, le=1_000, description="Least distance: mm, or the problem's unit.")] = 0.0,
    is_one_way: Annotated[bool, Form(description="Napped or printed: no turning by 180.")] = False,
    material: Annotated[str, Form(description="Only pieces of this material.", max_length=100)] = "",
    moves: Annotated[int, Form(ge=1, le=20_000, description="Counted work of treadle's own nester.")] = 1500,
    seconds: Annotated[float, Form(ge=0, le=600, description="Seconds for sparrow to draw it instead.")] = 0.0,
    seed: Annotated[int, Form(ge=0, le=2**31 - 1)] = 0,
) -> Job:  # fmt: skip
    """Of a pattern (.dxf, .json, .svg) with its ratio, or of a packing problem; marker.json, .svg, .pdf, .plt, .cut."""
    if ratio and not (_RATIO.fullmatch(ratio) and any(int(one) for one in re.findall(r":([0-9]+)", ratio))):
        raise InputError.single("ratio", f"{ratio[:60]!r} asks for no garment", "Write it as S:1,M:2")
    told = {"file": _kept(caller, file)} | ({} if rules is None else {"rules": _kept(caller, rules)})
    said = {
        "ratio": ratio or "S:1,M:2,L:1", "width_mm": str(width_mm), "selvedge_mm": str(selvedge_mm),
        "spacing": f"{spacing:g}", "is_one_way": "yes" if is_one_way else "", "material": material,
        "moves": str(moves), "seconds": f"{seconds:g}", "seed": str(seed),
    }  # fmt: skip
    return accepted(caller, request, response, "nest", {**told, **{name: one for name, one in said.items() if one}})


@router.post("/v1/simulations", status_code=202, summary="Have seasons lived")
def new_simulation(told: NewSimulation, request: Request, caller: Planner, response: Response) -> Job:
    """Under several policies, as `treadle simulate`; a job that is begun again goes on where it was."""
    said = {
        "what": told.what, "seeds": str(told.seeds), "options": str(told.options),
        "signals": "yes" if told.has_signals else "no", "like_real": "yes" if told.is_like_real else "no",
    }  # fmt: skip
    return accepted(caller, request, response, "simulate", said)


@router.post("/v1/replays", status_code=202, summary="Have the past decided anew")
def new_replay(told: NewReplay, request: Request, caller: Planner, response: Response) -> Job:
    """As `treadle replay`: what treadle and a plain rule would have brought beside what was done; table `replay`."""
    said = {"weeks": str(told.weeks)} | ({} if told.seed is None else {"seed": str(told.seed)})
    return accepted(caller, request, response, "replay", said)


@router.post("/v1/exports", status_code=202, summary="Have a table written")
def new_export(told: NewExport, request: Request, caller: Asker, response: Response) -> Job:
    """A table of facts as a file that an import reads again, also with every version of its rows."""
    if told.table not in facts.tables():
        raise HTTPException(404, f"There is no table {told.table[:60]}.")
    said = {"table": told.table, "form": told.form, "history": "yes" if told.has_history else "no"}
    return accepted(caller, request, response, "export", said)


@router.post("/v1/shopify/reconciliations", status_code=202, summary="Find what Shopify never told of")
def new_reconciliation(
    request: Request, caller: Importer, response: Response, file: UploadFile,
    shop: Annotated[str, Form(description="Its domain, where several are connected.", max_length=200)] = "",
) -> Job:  # fmt: skip
    """Orders as the Admin API lists them (JSON): those never told, or told less of, are known from then on. Or the CSV
    export, which names what was never told. The job's result has their names."""
    named = one_shop(caller.brand.folder, shop)
    told = {"upload_id": _kept(caller, file), "shop": named}
    return accepted(caller, request, response, "reconcile", told)


@router.get("/v1/jobs/{job_id}/tables/{table}", summary="A table that a job made", responses=RESPONSES,
            response_class=Response)  # fmt: skip
def job_table(job_id: str, table: str, request: Request, caller: Reader) -> Response:
    """One of the job's result `tables`, in the form of `Accept`; kept for 30 days."""
    return told_table(request, result_table(caller.brand, job_id, table))


@router.get(
    "/v1/jobs/{job_id}/files/{name}", summary="A file that a job made", response_class=Response,
    responses={200: {"content": {one: {"schema": {"type": "string", "format": "binary"}}
                                 for one in (*MEDIA_TYPES.values(), "application/octet-stream")}}},
)  # fmt: skip
def job_file(job_id: str, name: str, caller: Reader) -> FileResponse:
    """One of the job's result `files`; kept for 30 days."""
    path = result_file(caller.brand, job_id, name)
    media_type = MEDIA_TYPES.get(path.suffix.removeprefix("."), "application/octet-stream")
    return FileResponse(path, media_type=media_type, filename=path.name)


def _kept(caller: Caller, file: UploadFile) -> str:
    """The id of an upload that holds what was sent."""
    with new_upload(caller.brand, file.filename or "", by=caller.caller_id) as (upload_id, target):
        shutil.copyfileobj(file.file, target)
    return upload_id
