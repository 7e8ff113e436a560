"""A station's tablet: its page, which works without a network, and the doors by which it comes in.

What it shows and sends goes by the API (`/v1/station`, `/v1/scans`): its own scripts ask, as this page may be days old.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from treadle.api.people import Serving
from treadle.api.stations import Pin, begin_by_link, begin_by_pin, link_of_station
from treadle.errors import InputError
from treadle.plant.people import Caller
from treadle.plant.scan_batch import take_batch
from treadle.terms.codec import json_text
from treadle.terms.floor import DEFECT_KINDS
from treadle.web.asking import from_elsewhere, language_of, visiting
from treadle.web.drawn import page
from treadle.web.static_files import address_of, content_of
from treadle.words import LABELS, LANGUAGES, told

router = APIRouter(include_in_schema=False)
Reader = Annotated[Caller, Depends(visiting("read orders"))]
Reporter = Annotated[Caller, Depends(visiting("report"))]
Text = Annotated[str, Form(max_length=200)]
HOME = "/tablet/"
#: What the page is made of; `jsqr.js` is there where it was gathered.
FILES = ("look.css", "tablet/tablet.css", "tablet/outbox.js", "tablet/sender.js", "tablet/camera.js",
         "tablet/tablet.js", "mark.svg", "pages.js", "gathered/htmx.js", "gathered/jsqr.js")  # fmt: skip


@router.get("/tablet/")
def tablet(request: Request, caller: Reader, kept: str = "") -> Response:
    """The page, with every word that its scripts say."""
    return page(request, "tablet.html", at="tablet", words=_words(request, caller), kept=kept[:300])


@router.post("/tablet/scans")
def scan(
    request: Request, caller: Reporter, bundle_id: Text, kind: Text, operation_id: Text = "", key: Text = ""
) -> Response:
    """One scan of a browser without scripts: it is taken at once or refused at once."""
    found = take_batch(
        caller.brand,
        [{"scan_id": key, "bundle_id": bundle_id.partition("|")[0], "operation_id": operation_id, "kind": kind,
          "station_id": caller.name, "happened_at": datetime.now(UTC).isoformat()}],
        author=caller.name, factory_id=caller.only_factory("report"),
    )  # fmt: skip
    for _, why in found.refused:
        raise InputError.single("scan", why, "Scan the ticket again")
    return RedirectResponse(f"{HOME}?kept={bundle_id[:100]}", status_code=303)


@router.get("/tablet/worker.js")
def worker() -> Response:
    """The script that keeps the page; it is another one whenever a file of the page is."""
    files = [found for name in FILES if (found := address_of(name))]
    told_first = f"const FILES = {json_text(files)};\nconst PAGE = {json_text(HOME)};\n"
    script = told_first + content_of("tablet/worker.js").decode()
    return Response(script, media_type="text/javascript", headers={"Cache-Control": "no-cache"})


@router.get("/tablet/manifest.webmanifest")
def manifest() -> Response:
    """What a browser needs to put the page on a tablet's first screen."""
    icon = {"src": address_of("mark.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    said = {
        "name": "treadle station", "short_name": "treadle", "start_url": HOME, "scope": HOME, "display": "standalone",
        "background_color": "#ffffff", "theme_color": "#1c1d22", "icons": [icon],
    }  # fmt: skip
    return Response(json_text(said), media_type="application/manifest+json")


@router.get("/station")
def by_pin_page(request: Request) -> Response:
    """A form for a station's name and PIN."""
    return page(request, "station_pin.html", name="", refused="")


@router.post("/tablet/come-in")
def by_pin(request: Request, served: Serving, name: Text = "", pin: Text = "", brand_id: Text = "") -> Response:
    """Begin a session of a station."""
    _check_own(request)
    answer = RedirectResponse(HOME, status_code=303)
    try:
        begin_by_pin(Pin(name=name, pin=pin, brand_id=brand_id), request, answer, served)
    except HTTPException as refused:
        return page(
            request, "station_pin.html", status=refused.status_code, name=name, refused=str(refused.detail)
        )  # fmt: skip
    return answer


@router.get("/station/{token}")
def by_link_page(token: str, request: Request, served: Serving) -> Response:
    """One press lets the tablet in; looking at it uses nothing up."""
    brand, user = link_of_station(token, served)
    return page(request, "station_link.html", token=token, name=user.name, brand=brand.settings.name)


@router.post("/station/{token}/come-in")
def by_link(token: str, request: Request, served: Serving) -> Response:
    """The link is used up, and the station's session begins."""
    _check_own(request)
    answer = RedirectResponse(HOME, status_code=303)
    begin_by_link(token, request, answer, served)
    return answer


def _check_own(request: Request) -> None:
    if from_elsewhere(request):
        raise HTTPException(403, "Another site sent this. Come in by the page of your brand.")


def _words(request: Request, caller: Caller) -> str:
    """Every word of the tablet's scripts in the reader's language, safe within the page."""
    language = language_of(request, caller.brand.settings.language)
    place = list(LANGUAGES).index(language)
    said: dict[str, object] = {
        key.removeprefix("tablet."): text[place] for key, text in LABELS.items() if key.startswith("tablet.")
    }
    said["defects"] = [[one, told(one, language)] for one in DEFECT_KINDS]
    said |= {f"defect_{one}": told(one, language) for one in DEFECT_KINDS}
    return json_text(said).replace("<", "\\u003c")
