"""Tablets at stations: let in and ended by a supervisor, come in by a code that is scanned once or by a PIN."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from pydantic import BaseModel, Field

from treadle.api.answers import AnsweredOnce
from treadle.api.caller import allowed
from treadle.api.floor import NextOne, next_ones
from treadle.api.people import Asked, LoggedIn, set_session
from treadle.api.served import Served, served_of
from treadle.errors import NotFoundError
from treadle.plant import stations as use
from treadle.plant.at_station import station_today, ticket
from treadle.plant.people import Caller
from treadle.plant.serving import ServedBrand
from treadle.plant.tokens import Token, read_token
from treadle.terms.people import User

router = APIRouter(tags=["stations"], route_class=AnsweredOnce)
Supervisor = Annotated[Caller, Depends(allowed("stations"))]
Reporter = Annotated[Caller, Depends(allowed("report"))]
Serving = Annotated[Served, Depends(served_of)]


class NewStation(Asked):
    """Where a tablet is to stand: `L1`, or `L1/S03`."""

    name: str = Field(examples=["L1/S03"], max_length=100)
    factory_id: str = Field(default="", max_length=100)


class StationLetIn(BaseModel):
    """What lets its tablet in, shown here and never again: a link that is good once, and a PIN."""

    station_id: str
    name: str
    link: str
    pin: str


class StationTold(BaseModel):
    """A station, and when its tablet last came in."""

    station_id: str
    name: str
    factory_id: str
    is_active: bool
    last_in: datetime | None


class Pin(Asked):
    """A station by its name, and its PIN; `brand_id` where several brands are served."""

    name: str = Field(examples=["L1/S03"], max_length=100)
    pin: str = Field(examples=["402917"], max_length=20)
    brand_id: str = ""


class StepTold(BaseModel):
    """An operation by its name; `is_own`: somebody at this station is placed at it."""

    operation_id: str
    name: str
    is_own: bool


class Ticket(BaseModel):
    """A bundle as its ticket tells it; `waits_for` are the operations that its pieces wait for."""

    bundle_id: str
    order_id: str
    goods: str
    size: str
    units: int
    sewn_units: int
    waits_for: list[str]
    is_held: bool
    steps: list[StepTold]


class StationNow(BaseModel):
    """Whose station it is, the people of its line, what comes next, and the open bundles of its line."""

    station: str
    factory_id: str
    line_id: str
    people: list[str]
    operator_id: str
    now: datetime
    next: list[NextOne]
    tickets: list[Ticket]


@router.get("/v1/station", summary="What a station works with")
def station_now(caller: Reporter, who: Annotated[str, Query(max_length=100)] = "") -> StationNow:
    """Of the station that asks; `who` stands there, else whoever the balance of its line places there."""
    told = station_today(caller.brand.folder, caller.name, operator=who, factory_id=caller.factory_id or None)
    return StationNow(
        station=told.station, factory_id=told.factory_id, line_id=told.line_id, people=list(told.people),
        operator_id=told.operator_id, now=told.now, next=next_ones(told.next, caller.brand.settings.language),
        tickets=[Ticket.model_validate(one, from_attributes=True) for one in told.tickets],
    )  # fmt: skip


@router.get("/v1/tickets", summary="A bundle by its ticket")
def ticket_of(caller: Reporter, code: Annotated[str, Query(max_length=200)]) -> Ticket:
    """`code` is what the ticket's QR code holds."""
    found = ticket(caller.brand.folder, code, factory_id=caller.factory_id or None)
    return Ticket.model_validate(found, from_attributes=True)


@router.get("/v1/stations", summary="Stations")
def stations(caller: Supervisor) -> list[StationTold]:
    """Every station that was ever let in."""
    last = use.last_seen(caller.brand)
    return [
        StationTold(station_id=one.state_id, name=one.state.name, factory_id=one.state.factory_id,
                    is_active=one.state.is_active, last_in=last.get(one.state_id))
        for one in use.stations_of(caller.brand)
    ]  # fmt: skip


@router.post("/v1/stations", status_code=201, summary="Let a tablet in at a station")
def make_station(told: NewStation, request: Request, caller: Supervisor) -> StationLetIn:
    """A new station, or one that was ended."""
    return _let_in(request, use.make_station(caller.brand, told.name, factory_id=told.factory_id, author=caller.name))


@router.post("/v1/stations/{station_id}/link", status_code=201, summary="Let another tablet in at a station")
def another_link(station_id: str, request: Request, caller: Supervisor) -> StationLetIn:
    """Another link and another PIN; the PIN before is good no longer."""
    return _let_in(request, use.let_in_again(caller.brand, station_id, author=caller.name))


@router.delete("/v1/stations/{station_id}", status_code=204, summary="End a station")
def end_station(station_id: str, caller: Supervisor) -> None:
    """Its tablets are out at once; what they still hold is sent when they are let in again."""
    use.end_station(caller.brand, station_id, author=caller.name)


@router.post("/station/{token}", status_code=201, summary="Come in at a station by its link")
def begin_by_link(token: str, request: Request, response: Response, served: Serving) -> LoggedIn:
    """The link is used up. Sets the session's cookie."""
    _throttle(request)
    brand, found = _link(token, served)
    user, session = use.begin_by_link(brand, found)
    set_session(request, response, session, life=use.STATION_SESSION)
    return LoggedIn(user=user, csrf_token=session.csrf)


@router.post("/station", summary="Come in at a station by its PIN")
def begin_by_pin(told: Pin, request: Request, response: Response, served: Serving) -> LoggedIn:
    """Sets the session's cookie. After five failures a station waits a minute for each further try."""
    limits, brand = request.app.state.limits, served.brand(told.brand_id)
    name = f"{brand.brand_id} station {told.name.strip().casefold()}"
    _wait(limits.log_ins_of_a_name.wait(name))
    _throttle(request)
    found = use.begin_by_pin(brand, told.name, told.pin)
    if found is None:
        raise HTTPException(401, "Station or PIN is wrong.")
    limits.log_ins_of_a_name.give_back(name)
    user, session = found
    set_session(request, response, session, life=use.STATION_SESSION)
    return LoggedIn(user=user, csrf_token=session.csrf)


def link_of_station(token: str, served: Served) -> tuple[ServedBrand, User]:
    """The brand and the station of a link, which stays good. Raises `NotFoundError` where it is none."""
    brand, found = _link(token, served)
    return brand, use.station_of_link(brand, found)


def _link(token: str, served: Served) -> tuple[ServedBrand, Token]:
    found = read_token(token)
    if found is None or found.brand_id not in served.brands:
        raise NotFoundError("This link is wrong, was used already, or has expired. Ask the supervisor for a new one.")
    return served.brands[found.brand_id], found


def _throttle(request: Request) -> None:
    """One address may try so often."""
    _wait(request.app.state.limits.log_ins_of_an_address.wait(request.client.host if request.client else ""))


def _wait(seconds: float) -> None:
    if seconds:
        raise HTTPException(429, "Too many tries to log in.", headers={"Retry-After": str(math.ceil(seconds))})


def _let_in(request: Request, made: use.StationSecrets) -> StationLetIn:
    link = f"{str(request.base_url).rstrip('/')}/station/{made.link}"
    return StationLetIn(station_id=made.station.user_id, name=made.station.name, link=link, pin=made.pin)
