"""The floor: batches of scans, and events of EPCIS in and out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from treadle.api.answers import AnsweredOnce
from treadle.api.caller import allowed
from treadle.plant.epcis_exchange import capture, floor_document, matching
from treadle.plant.next_bundle import next_for
from treadle.plant.next_station import next_station
from treadle.plant.people import Caller
from treadle.plant.scan_batch import take_batch
from treadle.terms.answers import Refused, ScansTold
from treadle.terms.dispatch import NextBundle
from treadle.words import say

router = APIRouter(tags=["floor"], route_class=AnsweredOnce)
Reporter = Annotated[Caller, Depends(allowed("report"))]
Receiver = Annotated[Caller, Depends(allowed("receive"))]
Reader = Annotated[Caller, Depends(allowed("read"))]
OrderReader = Annotated[Caller, Depends(allowed("read orders"))]


class Scans(BaseModel):
    """Scans as they were made: `scan_id`, `bundle_id`, `operation_id`, `kind`, `units`, `happened_at` with its zone."""

    scans: list[dict[str, Any]] = Field(max_length=10_000)


class NextOne(BaseModel):
    """A bundle to take, and why."""

    bundle_id: str
    order_id: str
    operation_id: str
    units: int
    minutes: float
    is_help: bool
    is_rework: bool = Field(default=False, description="Its pieces are to be mended.")
    why: str


class NextAnswer(BaseModel):
    """The next bundles of somebody, the best first, and the operations they are placed at, by bulletin."""

    line_id: str
    operator_id: str
    operations: dict[str, tuple[str, ...]]
    bundles: list[NextOne]


class StationAnswer(BaseModel):
    """Where a hanger goes for which operation."""

    line_id: str
    station_id: str
    operation_id: str


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
    refused = tuple(Refused(scan_id=name, why=why) for name, why in taken.refused)
    return ScansTold(new=tuple(taken.new), known=tuple(taken.known), refused=refused)


@router.get("/v1/next", summary="The next bundle for somebody who is free")
def next_bundle(
    who: str, caller: OrderReader, away: str = "", most: Annotated[int, Query(ge=1, le=100)] = 3
) -> NextAnswer:
    """`who` is a person, or a station as LINE/STATION; `away` names people who are not there, parted by commas."""
    gone = [one.strip() for one in away.split(",") if one.strip()]
    told = next_for(caller.brand.folder, who, away=gone, factory_id=caller.only_factory("read orders"))
    return NextAnswer(
        line_id=told.line_id, operator_id=told.operator_id, operations=dict(told.operations),
        bundles=next_ones(told.bundles[:most]),
    )  # fmt: skip


def next_ones(bundles: Iterable[NextBundle], language: str = "en") -> list[NextOne]:
    """Bundles to take, with why in words."""
    return [
        NextOne(bundle_id=one.bundle_id, order_id=one.order_id, operation_id=one.operation_id, units=one.units,
                minutes=one.minutes, is_help=one.is_help, is_rework=one.is_rework,
                why=say(one.reason, language))
        for one in bundles
    ]  # fmt: skip


@router.get("/v1/next/station", summary="The station that a hanger goes to")
def hanger_station(bundle: str, caller: OrderReader, away: str = "") -> StationAnswer:
    """`bundle` is what hangs on it; an empty station says that it goes round."""
    gone = [one.strip() for one in away.split(",") if one.strip()]
    told = next_station(caller.brand.folder, bundle, away=gone, factory_id=caller.only_factory("read orders"))
    return StationAnswer(line_id=told.line_id, station_id=told.station_id, operation_id=told.operation_id)


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
