"""A supervisor's floor: work by operation, who is away, stations for tablets."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from treadle.plant import stations as use
from treadle.plant.bundles import tie_bundles
from treadle.plant.people import Caller
from treadle.plant.supervise import supervised
from treadle.report.qr_picture import qr_svg
from treadle.terms.reason import Reason
from treadle.web.asking import is_part, visiting
from treadle.web.drawn import page

router = APIRouter(include_in_schema=False)
Reader = Annotated[Caller, Depends(visiting("read"))]
Keeper = Annotated[Caller, Depends(visiting("stations"))]
Cutter = Annotated[Caller, Depends(visiting("receive"))]
Text = Annotated[str, Form(max_length=200)]


@router.get("/floor")
def floor(
    request: Request, caller: Reader, away: Annotated[list[str] | None, Query(max_length=200)] = None
) -> Response:
    """The page; `away` are people who are not there today."""
    return _page(request, caller, tuple(one for one in away or () if one))


@router.post("/floor/bundles")
def tie(request: Request, caller: Cutter, key: Text = "") -> Response:
    """Bundles of every placed order of ours that has none yet; those that are there stay as they are."""
    tied = tie_bundles(caller.brand.folder, author=caller.name)
    if not is_part(request):
        return RedirectResponse("/floor", status_code=303)
    return _page(request, caller, (), tied=sum(len(one.bundles) for one in tied))


@router.post("/floor/stations")
def let_in(request: Request, caller: Keeper, name: Text, factory_id: Text = "", key: Text = "") -> Response:
    """A new station, whose link and PIN are shown once; one of a factory works with that factory's orders alone."""
    made = use.make_station(caller.brand, name, factory_id=factory_id.strip(), author=caller.name)
    return _secrets(request, caller, made)


@router.post("/floor/stations/again")
def let_in_again(request: Request, caller: Keeper, station_id: Text, key: Text = "") -> Response:
    """Another link and another PIN."""
    return _secrets(request, caller, use.let_in_again(caller.brand, station_id, author=caller.name))


@router.post("/floor/stations/end")
def end(request: Request, caller: Keeper, station_id: Text, key: Text = "") -> Response:
    """The station's tablets are out at once."""
    use.end_station(caller.brand, station_id, author=caller.name)
    return _page(request, caller, ()) if is_part(request) else RedirectResponse("/floor", status_code=303)


def _secrets(request: Request, caller: Caller, made: use.StationSecrets) -> Response:
    link = f"{str(request.base_url).rstrip('/')}/station/{made.link}"
    return page(request, "station_secrets.html", at="floor", made=made, link=link, picture=qr_svg(link))


def _page(request: Request, caller: Caller, away: tuple[str, ...], *, tied: int | None = None) -> Response:
    found = supervised(caller.brand.folder, away=away, factory_id=caller.only_factory("read"))
    wrong = [
        Reason.of(f"floor.{one.code}", bundle=one.bundle_id, operation=one.operation_id or "–", units=one.units,
                  scans=", ".join(one.scan_ids) or "–")
        for one in found.contradictions[:20]
    ]  # fmt: skip
    tablets = [one for one in use.stations_of(caller.brand) if one.state.is_active] if caller.may("stations") else []
    return page(
        request, "floor_watched.html", at="floor", floor=found, away=away, wrong=wrong, tablets=tablets,
        last=use.last_seen(caller.brand) if tablets else {}, tied=tied,
    )  # fmt: skip
