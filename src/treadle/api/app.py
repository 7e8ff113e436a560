"""The application: brands in, a web application out, with every router of `ROUTERS`."""

from __future__ import annotations

import importlib
import importlib.metadata
from collections.abc import Iterator

from fastapi import FastAPI
from fastapi.routing import APIRoute

from treadle.api.collect import collecting
from treadle.api.described import describe
from treadle.api.limits import Limits
from treadle.api.metrics import Measured
from treadle.api.problems import BugsTold, add_problem_handlers
from treadle.api.request_id import RequestIds
from treadle.api.served import Served
from treadle.api.spoken_language import Languages
from treadle.api.strict_headers import StrictHeaders

#: Modules of this package that hold a `router`. Those under /v1 prefix their own paths.
ROUTERS = (
    "health",
    "people",
    "sign_on",
    "keys",
    "jobs",
    "long_questions",
    "imports",
    "plans",
    "orders",
    "promises",
    "board",
    "stations",
    "floor",
    "books",
    "asking",
    "metrics",
    "collect",
    "shopify",
    "webhooks",
    "presell",
    "presell_desk",
    "storefront",
    "sourcing",
    "sourcing_sheets",
    "settlement",
    "settlement_files",
    "shops",
)


def create_app(served: Served, limits: Limits | None = None) -> FastAPI:
    """The web application over some brands. Nothing is started: no worker, no port."""
    app = FastAPI(
        title="treadle", version=importlib.metadata.version("treadle"), docs_url=None, redoc_url=None,
        summary="From e-commerce signals to a cut, sewn and promised order.", separate_input_output_schemas=False,
        lifespan=collecting,
    )  # fmt: skip
    app.state.served = served
    app.state.limits = limits or Limits()
    for name in ROUTERS:
        app.include_router(importlib.import_module(f"treadle.api.{name}").router)
    add_problem_handlers(app)
    describe(app)
    for middleware in (BugsTold, StrictHeaders, Measured, Languages, RequestIds):  # the last is the outermost
        app.add_middleware(middleware)
    return app


def api_routes() -> Iterator[APIRoute]:
    """Every route of every router, in their order."""
    for name in ROUTERS:
        for route in importlib.import_module(f"treadle.api.{name}").router.routes:
            if isinstance(route, APIRoute):
                yield route
