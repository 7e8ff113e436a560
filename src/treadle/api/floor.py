"""The floor: batches of scans, and events of EPCIS in and out."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from treadle.api.answers import AnsweredOnce
from treadle.api.caller import allowed
from treadle.plant.epcis_exchange import capture, floor_document, matching
from treadle.plant.people import Caller
from treadle.plant.scan_batch import take_batch

router = APIRouter(tags=["floor"], route_class=AnsweredOnce)
Reporter = Annotated[Caller, Depends(allowed("report"))]
Receiver = Annotated[Caller, Depends(allowed("receive"))]
Reader = Annotated[Caller, Depends(allowed("read"))]


class Scans(BaseModel):
    """Scans as they were made: `scan_id`, `bundle_id`, `operation_id`, `kind`, `units`, `happened_at` with its zone."""

    scans: list[dict[str, Any]] = Field(max_length=10_000)


class Refused(BaseModel):
    """A scan that was not taken, and why."""

    scan_id: str
    why: str


class ScansTold(BaseModel):
    """Which scans were new, known already, and refused."""

    new: list[str]
    known: list[str]
    refused: list[Refused]


class CapturedTold(BaseModel):
    """How many events were new, known already, and of others (those are not kept)."""

    new: int
    known: int
    foreign: int


@router.post("/v1/scans", summary="Take scans")
def scans(told: Scans, caller: Reporter) -> ScansTold:
    """In any order, late and doubled: each is new, known or refused. A partner factory scans its own bundles alone."""
    taken = take_batch(
        caller.brand, told.scans, author=caller.name, factory_id=caller.only_factory("report")
    )  # fmt: skip
    refused = [Refused(scan_id=name, why=why) for name, why in taken.refused]
    return ScansTold(new=list(taken.new), known=list(taken.known), refused=refused)


@router.post("/v1/epcis/capture", summary="Capture events of EPCIS 2.0")
def capture_events(document: dict[str, Any], caller: Receiver) -> CapturedTold:
    """A document or an event; what is known changes nothing."""
    told = capture(caller.brand.folder, document)
    return CapturedTold(new=told.new, known=told.known, foreign=told.foreign)


@router.get("/v1/epcis/events", summary="Events of EPCIS 2.0")
def events(
    caller: Reader, eventType: str = "", GE_eventTime: str = "", LT_eventTime: str = "",
    EQ_bizStep: str = "", EQ_action: str = "", MATCH_anyEPC: str = "",
) -> dict[str, Any]:  # fmt: skip
    """Events of the floor by parameters of the standard, oldest first; several values are parted by commas."""
    return matching(
        floor_document(caller.brand.folder),
        {
            "eventType": eventType, "GE_eventTime": GE_eventTime, "LT_eventTime": LT_eventTime,
            "EQ_bizStep": EQ_bizStep, "EQ_action": EQ_action, "MATCH_anyEPC": MATCH_anyEPC,
        },
    )  # fmt: skip
