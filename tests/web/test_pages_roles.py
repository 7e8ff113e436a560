"""Every route of the pages asks who may, but the doors, which are for everybody."""

from __future__ import annotations

import importlib

import pytest
from fastapi.routing import APIRoute

from treadle.api.caller import ACT
from treadle.look.number_forms import Forms
from treadle.terms.role import ACTS
from treadle.web.navigation import PLACES
from treadle.web.site import ROUTERS
from treadle.words import LABELS

#: Whoever is nobody yet.
FOR_EVERYBODY = {
    "/login", "/come-in", "/join/{token}", "/join/{token}/come-in", "/language", "/look",
    "/station", "/station/{token}", "/station/{token}/come-in", "/tablet/come-in", "/tablet/worker.js",
    "/tablet/manifest.webmanifest", "/order/{brand_id}/{token}", "/factory", "/factory/forget",
    "/sale/{brand_id}", "/sale/{brand_id}/{campaign_id}", "/sale/{brand_id}/{campaign_id}/picture-{number}.jpg",
    "/follow/{brand_id}/{token}", "/follow/{brand_id}/{token}/leave", "/follow/{brand_id}/{token}/answer",
}  # fmt: skip
ROUTES = [
    one
    for name in ROUTERS
    for one in importlib.import_module(f"treadle.web.pages.{name}").router.routes
    if isinstance(one, APIRoute)
]


@pytest.mark.parametrize("route", ROUTES, ids=lambda one: f"{sorted(one.methods)[0]} {one.path}")
def test_every_route_asks_who_may(route: APIRoute) -> None:
    acts = [getattr(one.call, ACT) for one in route.dependant.dependencies if hasattr(one.call, ACT)]
    assert route.path in FOR_EVERYBODY or (len(acts) == 1 and acts[0] in ACTS)
    looks = (
        "be",
        "read",
        "read orders",
        "see entries",
        "people",
        "import",
        "back up",
        "source",
        "see money",
        "see the account",
        "settle",
    )
    assert "GET" not in route.methods or not acts or acts[0] in looks


def test_every_place_has_its_route_and_its_words() -> None:
    paths = {one.path for one in ROUTES if "GET" in one.methods}
    assert {one.path for one in PLACES} <= paths
    assert all(f"screen.{word}" in LABELS for one in PLACES for word in (one.name, one.group))


def test_numbers_are_written_as_the_design_says() -> None:
    english, chinese = Forms(language="en", currency="EUR"), Forms(language="zh")
    assert (english.money(178092), english.money_short(-178092), english.gain(178092)) == (
        "1,780.92",
        "−1,781",
        "+1,781",
    )
    assert (english.pieces(1547), english.share(0.144)) == ("1,547", "14%")
    assert (english.day("2026-08-24"), english.day_short("2026-08-24")) == ("24 Aug 2026", "Mon 24 Aug")
    assert (chinese.day("2026-08-24"), chinese.day_short("2026-08-24")) == ("2026年8月24日", "8月24日 周一")
