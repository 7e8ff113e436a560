"""What is served to browsers and programs: the API of `treadle.api`, and the pages over it."""

from __future__ import annotations

import importlib

from fastapi import FastAPI

from treadle.api.app import create_app
from treadle.api.limits import Limits
from treadle.api.served import Served
from treadle.web.refused import tell_refusals
from treadle.web.static_files import router as static_router

#: Modules of `pages` that hold a `router`.
ROUTERS = (
    "doors",
    "today",
    "compare",
    "buy",
    "demand",
    "orders",
    "tablet",
    "floor",
    "inspection",
    "trace",
    "data",
    "people",
    "books",
    "glossary",
    "schedule",
    "lines",
    "cutting",
    "factories",
    "order_link",
    "money",
    "shops",
    "value",
    "campaigns",
    "storefront",
)


def create_site(served: Served, limits: Limits | None = None) -> FastAPI:
    """The web application over some brands, with its pages. Nothing is started: no worker, no port."""
    app = create_app(served, limits)
    app.include_router(static_router)
    for name in ROUTERS:
        app.include_router(importlib.import_module(f"treadle.web.pages.{name}").router)
    tell_refusals(app)
    return app
