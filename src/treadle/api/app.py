"""The application: brands in, a web application out, with every router of `ROUTERS`."""

from __future__ import annotations

import importlib
import importlib.metadata
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import FastAPI, Request

from treadle.api.problems import add_problem_handlers
from treadle.api.request_id import RequestIds
from treadle.errors import NotFoundError
from treadle.plant.serving import ServedBrand

#: Modules of this package that hold a `router`. Those under /v1 prefix their own paths.
ROUTERS = ("health", "collect")


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """What the application serves: brands by their ids. Kept in `app.state.served`."""

    brands: Mapping[str, ServedBrand]

    def brand(self, brand_id: str) -> ServedBrand:
        """The brand of that id. Raises `NotFoundError` where it is not served here."""
        if brand_id not in self.brands:
            raise NotFoundError(f"There is no brand {brand_id} here.")
        return self.brands[brand_id]


def create_app(served: Served) -> FastAPI:
    """The web application over some brands. Nothing is started: no worker, no port."""
    app = FastAPI(
        title="treadle", version=importlib.metadata.version("treadle"), docs_url=None, redoc_url=None,
        summary="From e-commerce signals to a cut, sewn and promised order.", separate_input_output_schemas=False,
    )  # fmt: skip
    app.state.served = served
    for name in ROUTERS:
        app.include_router(importlib.import_module(f"treadle.api.{name}").router)
    add_problem_handlers(app)
    app.add_middleware(RequestIds)
    return app


def served_of(request: Request) -> Served:
    """What the application of a request serves; a dependency of routes."""
    found = request.app.state.served
    assert isinstance(found, Served)
    return found
