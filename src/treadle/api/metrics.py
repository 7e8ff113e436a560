"""Counts for a monitor (Prometheus), and a line of the log for each request."""

from __future__ import annotations

import time
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from treadle.api.caller import allowed
from treadle.api.request_id import request_id
from treadle.plant.jobs import REPEATABLE, list_jobs
from treadle.plant.people import Caller

router = APIRouter(tags=["health"])
REGISTRY = CollectorRegistry()
_LOG = structlog.get_logger("treadle.api")
_REQUESTS = Counter("treadle_requests", "Requests answered", ("method", "route", "status"), registry=REGISTRY)
_SECONDS = Histogram("treadle_request_seconds", "Seconds until the answer began", ("route",), registry=REGISTRY)
_JOBS = Gauge("treadle_jobs", "Jobs that are not ended", ("brand", "kind", "state"), registry=REGISTRY)
#: Routes that come too often for a line each.
_QUIET = ("/healthz", "/readyz", "/v1/track", "/v1/batch", "/v1/page", "/v1/identify", "/v1/import")


@router.get("/v1/metrics", summary="Counts for Prometheus", response_class=Response)
def metrics(caller: Annotated[Caller, Depends(allowed("see entries"))]) -> Response:
    """Requests by route and status, their times, and jobs that wait or are being done."""
    brand = caller.brand
    for state in ("waiting", "doing"):
        counts: dict[str, int] = {}
        for job in list_jobs(brand, state=state):
            counts[job.kind] = counts.get(job.kind, 0) + 1
        for kind in (*REPEATABLE, "webhook"):
            _JOBS.labels(brand.brand_id, kind, state).set(counts.get(kind, 0))
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)


class Measured:
    """Middleware that counts, times and logs each request by the pattern of its route, never by its address."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, status, seconds = time.perf_counter(), 500, 0.0

        async def tell(message: Message) -> None:
            nonlocal status, seconds
            if message["type"] == "http.response.start":
                status, seconds = message["status"], time.perf_counter() - begun
            await send(message)

        try:
            await self.app(scope, receive, tell)
        finally:
            route = getattr(scope.get("route"), "path", "none")
            _REQUESTS.labels(scope["method"], route, str(status)).inc()
            _SECONDS.labels(route).observe(seconds)
            if route not in _QUIET:
                _LOG.info("request", method=scope["method"], route=route, status=status, request_id=request_id(),
                          milliseconds=round(1000 * seconds, 1))  # fmt: skip
