"""What a buyer sees on a phone, without an account: what is sold ahead, a campaign, and the order by its link."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from treadle.api.served import Served, served_of
from treadle.errors import InputError, NotFoundError, Problem
from treadle.plant.pictures import large_picture
from treadle.plant.presell import storefront as use
from treadle.plant.presell.storefront import Shown
from treadle.plant.presell.told import Told
from treadle.plant.serving import ServedBrand
from treadle.terms.campaign import PAIR
from treadle.terms.reason import Reason
from treadle.web.asking import from_elsewhere, is_part
from treadle.web.drawn import page
from treadle.web.garment_drawing import drawing_of

router = APIRouter(include_in_schema=False)
Serving = Annotated[Served, Depends(served_of)]
Text = Annotated[str, Form(max_length=2000)]
#: A picture may be kept by a browser for so long; it has no name of anybody in it.
PICTURE_SECONDS = 3600


@router.get("/sale/{brand_id}")
def shop(brand_id: str, request: Request, served: Serving) -> Response:
    """What is sold ahead at present."""
    brand = _asked(request, served, brand_id)
    return page(request, "shop_list.html", of=brand, brand=brand, found=use.shop_of(brand), drawing_of=drawing_of)


@router.get("/sale/{brand_id}/{campaign_id}")
def offer(brand_id: str, campaign_id: str, request: Request, served: Serving, team: str = "") -> Response:
    """A campaign; `team` is the order of a friend whose pair may be joined."""
    brand = _asked(request, served, brand_id)
    return _offer(request, brand, use.shown_campaign(brand, campaign_id), team=team)


@router.get("/sale/{brand_id}/{campaign_id}/picture-{number}.jpg")
def picture(brand_id: str, campaign_id: str, number: int, request: Request, served: Serving) -> Response:
    """One of the pictures that its listing names, from the brand's folder alone."""
    brand = _asked(request, served, brand_id)
    names = use.shown_campaign(brand, campaign_id).campaign.terms.pictures
    raw = large_picture(brand.folder, names[number]) if 0 <= number < len(names) else b""
    if not raw:
        raise HTTPException(404, "There is no such picture.")
    return Response(raw, media_type="image/jpeg", headers={"Cache-Control": f"public, max-age={PICTURE_SECONDS}"})


@router.post("/sale/{brand_id}/{campaign_id}")
def join(
    brand_id: str, campaign_id: str, request: Request, served: Serving, size: Text = "", pieces: Text = "1",
    how: Text = "", team: Text = "", address: Text = "", key: Text = "",
) -> Response:  # fmt: skip
    """Reserve; the order's own page follows."""
    brand = _asked(request, served, brand_id, writes=True)
    typed = {"size": size, "pieces": pieces, "address": address}
    problems = _wrong(size, pieces)
    if problems:
        shown = use.shown_campaign(brand, campaign_id)
        return _offer(request, brand, shown, team=team, typed=typed, problems=problems, status=422)
    try:
        found = use.join(
            brand, campaign_id, {size: int(pieces)}, key=key or "none", team_id="" if how == "alone" else team,
            is_solo=how == "alone", address=address,
        )  # fmt: skip
    except InputError as error:
        shown = use.shown_campaign(brand, campaign_id)
        return _offer(request, brand, shown, team=team, typed=typed, problems=error.problems, status=422)
    if found.refused is not None:
        return _offer(request, brand, found.shown, team=team, typed=typed, refused=found.refused, status=409)
    path = f"/follow/{brand.brand_id}/{found.token}"
    if is_part(request):
        return Response(status_code=200, headers={"HX-Redirect": path})
    return RedirectResponse(path, status_code=303)


@router.get("/follow/{brand_id}/{token}")
def follow(brand_id: str, token: str, request: Request, served: Serving) -> Response:
    """An order by its link."""
    return _follow(request, _asked(request, served, brand_id), token)


@router.post("/follow/{brand_id}/{token}/leave")
def leave(brand_id: str, token: str, request: Request, served: Serving) -> Response:
    """The buyer leaves."""
    brand = _asked(request, served, brand_id, writes=True)
    return _after(request, brand, token, use.leave(brand, token))


@router.post("/follow/{brand_id}/{token}/answer")
def answer(brand_id: str, token: str, request: Request, served: Serving, said: Text) -> Response:
    """The buyer answers a delay."""
    brand = _asked(request, served, brand_id, writes=True)
    return _after(request, brand, token, use.answer_delay(brand, token, stays=said == "stays"))


def _asked(request: Request, served: Served, brand_id: str, *, writes: bool = False) -> ServedBrand:
    """The brand, for whoever does not ask too often. Raises HTTPException 403 for another site's form, 429 for too many
    requests, and `NotFoundError`."""
    if writes and from_elsewhere(request):
        raise HTTPException(403, "Another site sent this. Open the page of the campaign.")
    brand = served.brands.get(brand_id)
    if brand is None:
        raise NotFoundError("There is no such brand here.")
    address = request.client.host if request.client else ""
    limits = request.app.state.limits
    wait = (limits.seats_of_an_address if writes else limits.requests).wait(f"shop {address}")
    if wait:
        raise HTTPException(429, "Too many requests.", headers={"Retry-After": str(math.ceil(wait))})
    return brand


def _wrong(size: str, pieces: str) -> list[Problem]:
    found = []
    if not size:
        found.append(Problem(file="size", what="no size is chosen", remedy="Choose one"))
    if not re.fullmatch(r"[1-9][0-9]{0,3}", pieces.strip()):
        found.append(Problem(file="pieces", what=f"'{pieces[:20]}' is no whole number", remedy="Write a whole number"))
    return found


def _offer(
    request: Request, brand: ServedBrand, shown: Shown, *, team: str = "", typed: Mapping[str, str] | None = None,
    problems: Sequence[Problem] = (), refused: Reason | None = None, status: int = 200,
) -> Response:  # fmt: skip
    campaign = shown.campaign
    friends = campaign.team(team) if team and campaign.terms.kind == PAIR else ()
    is_team_open = 0 < len(friends) < campaign.terms.team_size and not any(one.is_teamed for one in friends)
    hours = shown.left.total_seconds() / 3600
    return page(
        request, "shop_offer.html", of=brand, status=status, brand=brand, shown=shown, one=campaign,
        terms=campaign.terms, team=team, is_team_open=is_team_open, typed=typed or {}, problems=problems,
        refused=refused,
        drawing=drawing_of(shown.category, shown.colour), days_left=int(hours // 24), hours_left=int(hours % 24),
        minutes_left=int(shown.left.total_seconds() // 60), most=brand.settings.presell.most_order_units,
        in_ten=_in_ten(shown.chance),
    )  # fmt: skip


def _in_ten(chance: float | None) -> int | None:
    """A chance as people say it: so many times in ten, never all ten."""
    return None if chance is None else min(int(chance * 10 + 1e-9), 9)


def _after(request: Request, brand: ServedBrand, token: str, done: Told) -> Response:
    if done.refused is not None:
        return _follow(request, brand, token, refused=done.refused, status=409)
    if is_part(request):
        return _follow(request, brand, token)
    return RedirectResponse(f"/follow/{brand.brand_id}/{token}", status_code=303)


def _follow(
    request: Request, brand: ServedBrand, token: str, *, refused: Reason | None = None, status: int = 200
) -> Response:
    found, presell = use.follow(brand, token), brand.settings.presell
    order, campaign = found.order, found.shown.campaign
    checkout = presell.checkout_address
    if checkout and found.to_pay_cents:
        facts = {"order": order.order_id, "cents": str(found.to_pay_cents), "currency": brand.settings.currency}
        for name, value in facts.items():
            checkout = checkout.replace(f"{{{name}}}", quote(value, safe=""))
    invite = f"{str(request.base_url).rstrip('/')}/sale/{brand.brand_id}/{campaign.campaign_id}?team={order.order_id}"
    return page(
        request, "shop_follow.html", of=brand, status=status, brand=brand, found=found, order=order, one=campaign,
        terms=campaign.terms, refused=refused, pay_to=presell.pay_to,
        checkout=checkout if checkout.startswith("https://") else "", invite=invite,
        drawing=drawing_of(found.shown.category, found.shown.colour), in_ten=_in_ten(found.shown.chance),
        pieces=[(campaign.terms.sizes.get(sku, sku), units) for sku, units in order.units.items()],
    )  # fmt: skip
