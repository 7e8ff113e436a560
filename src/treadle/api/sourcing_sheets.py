"""Sheets of sourcing: lists of factories as an office keeps them, and orders that go out as workbooks and come back."""

from __future__ import annotations

import shutil
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response, UploadFile
from pydantic import BaseModel

from treadle.api.answers import AnsweredOnce
from treadle.api.caller import allowed
from treadle.plant.people import Caller
from treadle.plant.source.desk import sourcing_books
from treadle.plant.source.offers import offer_held
from treadle.plant.source.profiles import take_sheet
from treadle.plant.source.reply_sheet import reply_cells, take_reply
from treadle.plant.uploads import new_upload, upload_of
from treadle.report.offer_book import offer_book
from treadle.words import LABELS

router = APIRouter(tags=["sourcing"], route_class=AnsweredOnce)
Importer = Annotated[Caller, Depends(allowed("import"))]
Sourcer = Annotated[Caller, Depends(allowed("source"))]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BOOK: dict[int | str, dict[str, Any]] = {200: {"content": {XLSX: {}}, "description": "The workbook."}}


class RowTold(BaseModel):
    """What is wrong with a row of a sheet, or was read otherwise than it stands."""

    row: int | None
    column: str
    what: str
    remedy: str


class SheetTaken(BaseModel):
    """Factories that were taken in, rows that could not be, and what was read otherwise than it stands."""

    factory_ids: list[str]
    problems: list[RowTold]
    doubts: list[RowTold]


class ReplyTaken(BaseModel):
    """The offer that a sheet answered, how it stands now, and whether that was new."""

    order_id: str
    factory_id: str
    state: str
    is_new: bool


@router.post("/v1/factories/sheet", summary="Take a sheet of factories in", status_code=201)
def take(caller: Importer, file: UploadFile) -> SheetTaken:
    """A sourcing office's list (.xlsx, .csv, …) becomes rows of factory_profiles; who is there is replaced."""
    found = take_sheet(caller.brand.folder, upload_of(caller.brand, kept(caller, file)))
    problems, doubts = (
        [RowTold(row=one.row, column=one.column or "", what=one.what, remedy=one.remedy) for one in told]
        for told in (found.problems, found.doubts)
    )
    return SheetTaken(factory_ids=list(found.factory_ids), problems=problems, doubts=doubts)


@router.get("/v1/orders/{order_id}/offers/{factory_id}/sheet", summary="An offer as a workbook", responses=BOOK,
            response_class=Response)  # fmt: skip
def sheet(order_id: str, factory_id: str, caller: Sourcer) -> Response:
    """It goes out by mail, is filled in, and comes back; in the brand's language."""
    books = sourcing_books(caller.brand.folder, author=caller.name)
    cells = reply_cells(books, offer_held(books, order_id, factory_id).state)
    told = offer_book(cells, books.settings.name, books.today, books.settings.language)
    return Response(told, media_type=XLSX)


@router.post("/v1/offers/replies", summary="Book a sheet that came back", status_code=201)
def reply(caller: Sourcer, file: UploadFile) -> ReplyTaken:
    """Read whatever became of it, or refused with every cell and why; the same sheet twice is nothing new."""
    books = sourcing_books(caller.brand.folder, author=caller.name)
    told = take_reply(books, upload_of(caller.brand, kept(caller, file)), lambda key: LABELS[key])
    terms = told.offer.terms
    return ReplyTaken(order_id=terms.order_id, factory_id=terms.factory_id, state=told.offer.state, is_new=told.is_new)


def kept(caller: Caller, file: UploadFile) -> str:
    """The id of an upload that holds what was sent."""
    with new_upload(caller.brand, file.filename or "", by=caller.caller_id) as (upload_id, target):
        shutil.copyfileobj(file.file, target)
    return upload_id
